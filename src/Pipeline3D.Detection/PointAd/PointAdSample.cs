using System.Collections.Immutable;
using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Detection.PointAd;

/// <summary>What PointAD needs of a scan: features of its pictures, which points they show, and where the true defects
/// are.</summary>
public sealed class PointAdSample
{
    internal PointAdSample(PictureFeatures views, SeenPoints seen, int size)
        => (Views, Seen, Size) = (views, seen, size);

    /// <summary>Features of the views.</summary>
    internal PictureFeatures Views { get; }

    /// <summary>Features of the colour picture; null when there is none, or it is not used.</summary>
    internal PictureFeatures? Rgb { get; init; }

    /// <summary>Which points the views see.</summary>
    internal SeenPoints Seen { get; }

    /// <summary>Side of a picture, pixels.</summary>
    internal int Size { get; }

    /// <summary>Per view where it shows a defect, shape [Size, Size]; empty when the scan has no truth.</summary>
    internal ImmutableArray<bool[]> Masks { get; init; } = [];

    /// <summary>Whether each shown point is anomalous, shape [m]; empty when the scan has no truth.</summary>
    internal bool[] PointTruth { get; init; } = [];

    /// <summary>Anomalous cells of the scan in which no shown point lies.</summary>
    internal int HiddenDefects { get; init; }

    /// <summary>Whether the scan has a defect; null when that is not known.</summary>
    internal bool? IsAnomalous { get; init; }

    /// <summary>Cells in which no shown point lies, with a defect and without.</summary>
    internal (int Labelled, int Others) Background
    {
        get
        {
            int cells = Math.Max(0, Seen.Cells - Seen.Own.Length);
            return (HiddenDefects, cells - HiddenDefects);
        }
    }

    /// <summary>Whether it has labels to learn from.</summary>
    internal bool IsLabelled => IsAnomalous is not null && !Masks.IsEmpty && PointTruth.Length > 0;

    /// <summary>The same with what a scan and its views say of defects. A normal scan has masks without one; an
    /// anomalous one needs those of its views.</summary>
    internal PointAdSample WithLabels(Scan scan, PointViews views) => new(Views, Seen, Size)
    {
        Rgb = Rgb,
        Masks = views.Truth is { } truth ? [.. truth] : scan.IsAnomalous == false
            ? [.. views.Pictures.Select(_ => new bool[views.Size * views.Size])] : [],
        PointTruth = views.PointTruth ?? (scan.IsAnomalous == false ? new bool[views.Own.Length] : []),
        HiddenDefects = HiddenOf(scan, views.Own),
        IsAnomalous = scan.IsAnomalous,
    };

    /// <summary>Labelled cells without a shown point: holes of the scan, and what was left away.</summary>
    internal static int HiddenOf(Scan scan, int[] own)
    {
        if (scan.Truth is not { } truth)
            return 0;
        int labelled = truth.Ids.Length - truth.Ids.AsSpan().Count((byte)0);
        return labelled - own.Count(cell => cell >= 0 && truth.Ids[cell] != 0);
    }

    /// <summary>About how many bytes a sample takes: nine views of ViT-L/14 at 336 pixels.</summary>
    /// <param name="isHalf">Whether features are kept in half precision.</param>
    /// <param name="layers">Layers that are kept; 0 for the last.</param>
    /// <param name="points">Points of the scan.</param>
    internal static long BytesOf(bool isHalf, int layers, long points)
    {
        const long Views = 9, Patches = 576, Length = 768, Seen = 3;
        return (Views * Length * (isHalf ? 2 : 4) * (1 + (Patches * Math.Max(1, layers)))) + (4 * points)
            + (8 * Seen * points);
    }
}

/// <summary>PointAD's samples as bytes.</summary>
internal sealed class PointAdSampleCodec : ISampleCodec<PointAdSample>
{
    public static readonly PointAdSampleCodec Instance = new();

    public long SizeOf(PointAdSample sample) => sample.Views.ByteSize + (sample.Rgb?.ByteSize ?? 0)
        + sample.Seen.ByteSize + sample.Masks.Sum(mask => (long)mask.Length) + sample.PointTruth.Length;

    public void Write(PointAdSample sample, BinaryWriter file)
    {
        file.Write(sample.Size);
        file.Write((sbyte)(sample.IsAnomalous is { } known ? known ? 1 : 0 : -1));
        file.Write(sample.HiddenDefects);
        sample.Views.Write(file);
        file.Write(sample.Rgb is not null);
        sample.Rgb?.Write(file);
        sample.Seen.Write(file);
        file.Write(sample.Masks.Length);
        foreach (bool[] mask in sample.Masks)
            FeatureBytes.Write<byte>(Packed(mask), file);
        file.Write(sample.PointTruth.Length);
        FeatureBytes.Write<byte>(Packed(sample.PointTruth), file);
    }

    public PointAdSample Read(BinaryReader file)
    {
        int size = file.ReadInt32();
        sbyte state = file.ReadSByte();
        int hidden = file.ReadInt32();
        PictureFeatures views = PictureFeatures.Read(file);
        PictureFeatures? rgb = file.ReadBoolean() ? PictureFeatures.Read(file) : null;
        SeenPoints seen = SeenPoints.Read(file);
        var masks = new bool[file.ReadInt32()][];
        for (int i = 0; i < masks.Length; i++)
            masks[i] = Unpacked(FeatureBytes.ReadArray<byte>(file), size * size);
        int points = file.ReadInt32();
        return new PointAdSample(views, seen, size)
        {
            IsAnomalous = state < 0 ? null : state == 1, HiddenDefects = hidden, Rgb = rgb, Masks = [.. masks],
            PointTruth = Unpacked(FeatureBytes.ReadArray<byte>(file), points),
        };
    }

    private static byte[] Packed(bool[] flags)
    {
        var bytes = new byte[(flags.Length + 7) / 8];
        for (int i = 0; i < flags.Length; i++)
            if (flags[i])
                bytes[i / 8] |= (byte)(1 << (i % 8));
        return bytes;
    }

    private static bool[] Unpacked(byte[] bytes, int count)
    {
        if (bytes.Length != (count + 7) / 8)
            throw new EndOfStreamException($"{bytes.Length} bytes do not hold {count} flags");
        var flags = new bool[count];
        for (int i = 0; i < count; i++)
            flags[i] = (bytes[i / 8] >> (i % 8) & 1) != 0;
        return flags;
    }
}
