using Pipeline3D.Core.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Datasets;

/// <summary>Small datasets on disk in the layouts of the field.</summary>
internal static class DatasetTrees
{
    internal const int Width = 4, Height = 3;

    internal static DatasetQuery Query(string root, string split = "", params string[] categories)
        => new(root, categories, split, FormatLimits.Default);

    internal static List<SourceEntry<Scan>> List(IDatasetLayout layout, string root, string split = "",
        params string[] categories)
        => [.. layout.Enumerate(Query(root, split, categories), _ => { })];

    internal static string Make(TempFolder folder, params ReadOnlySpan<string> parts)
        => Directory.CreateDirectory(Path.Combine([folder.Path, .. parts])).FullName;

    /// <summary>xyz, rgb and, when asked for, gt of one MVTec scan; pixel i lies at (i, 1, 2), the first is no
    /// reading.</summary>
    internal static void Mvtec(TempFolder folder, string category, string split, string defect, string stem,
        byte[]? mask)
    {
        float[] xyz = [.. Enumerable.Range(0, Width * Height).SelectMany(i => i == 0 ? (float[])[0, 0, 0] : [i, 1, 2])];
        TiffWriter.WriteFloat(Path.Combine(Make(folder, category, split, defect, "xyz"), stem + ".tiff"), Width,
            Height, 3, xyz);
        byte[] rgb = [.. Enumerable.Range(0, 3 * Width * Height).Select(i => (byte)i)];
        PngWriter.Write(Path.Combine(Make(folder, category, split, defect, "rgb"), stem + ".png"), Width, Height, 3,
            rgb);
        if (mask is not null)
            PngWriter.Write(Path.Combine(Make(folder, category, split, defect, "gt"), stem + ".png"), Width, Height, 1,
                mask);
    }

    internal static byte[] MaskOf(params int[] ids)
    {
        var mask = new byte[Width * Height];
        for (int i = 0; i < ids.Length; i++)
            mask[i] = (byte)ids[i];
        return mask;
    }

    internal static CloudFile Cloud(params float[] xyz) => new()
    {
        Points = Pipeline3D.Geometry.PointCloud.FromInterleaved(xyz), Width = xyz.Length / 3, Height = 1,
    };
}
