using System.Runtime.InteropServices;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Btf;

/// <summary>Feature vectors of the patches of an organized scan.</summary>
/// <param name="Patches">The vectors; shape [patch_grid * patch_grid, d], row-major over the patch grid.</param>
/// <param name="Padding">How the scan was padded to a square.</param>
public sealed record PatchSample(FeatureMatrix Patches, GridPadding Padding);

/// <summary>Patch samples as bytes: six numbers of the padding, rows, columns, values.</summary>
internal sealed class PatchSampleCodec : ISampleCodec<PatchSample>
{
    public static readonly PatchSampleCodec Instance = new();

    public long SizeOf(PatchSample sample) => (long)sample.Patches.Values.Length * sizeof(float);

    public void Write(PatchSample sample, BinaryWriter file)
    {
        GridPadding padding = sample.Padding;
        foreach (int number in (ReadOnlySpan<int>)[padding.Width, padding.Height, padding.PaddedWidth,
            padding.PaddedHeight, padding.Left, padding.Top])
            file.Write(number);
        FeatureBytes.Write(sample.Patches, file);
    }

    public PatchSample Read(BinaryReader file)
    {
        var padding = new GridPadding(file.ReadInt32(), file.ReadInt32(), file.ReadInt32(), file.ReadInt32(),
            file.ReadInt32(), file.ReadInt32());
        return new PatchSample(FeatureBytes.Read(file), padding);
    }
}

/// <summary>Arrays and matrices in a sample's bytes: counts, then values.</summary>
internal static class FeatureBytes
{
    public static void Write(FeatureMatrix rows, BinaryWriter file)
    {
        file.Write(rows.Rows);
        file.Write(rows.Columns);
        Write<float>(rows.Values, file);
    }

    public static FeatureMatrix Read(BinaryReader file)
    {
        int rows = file.ReadInt32(), columns = file.ReadInt32();
        return new FeatureMatrix(rows, columns, ReadArray<float>(file));
    }

    public static void Write<T>(ReadOnlySpan<T> values, BinaryWriter file) where T : unmanaged
    {
        file.Write(values.Length);
        file.Write(MemoryMarshal.AsBytes(values));
    }

    public static T[] ReadArray<T>(BinaryReader file) where T : unmanaged
    {
        var values = new T[file.ReadInt32()];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
