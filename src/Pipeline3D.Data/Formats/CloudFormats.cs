using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads and writes clouds by the extension of their file.</summary>
public static class CloudFormats
{
    /// <summary>Extensions that <see cref="Read"/> knows, in lower case with their dot.</summary>
    public static IReadOnlyList<string> ReadExtensions { get; } =
        [".pcd", ".ply", ".obj", ".off", ".xyz", ".txt", ".asc", ".csv", ".npy", ".npz", ".tif", ".tiff"];

    /// <summary>Extensions that <see cref="Write"/> knows.</summary>
    public static IReadOnlyList<string> WriteExtensions { get; } =
        [".pcd", ".ply", ".obj", ".off", ".xyz", ".txt", ".asc", ".npy", ".tif", ".tiff"];

    /// <summary>Reads one cloud. A float image of three channels, or an array [n, 3] or [H, W, 3], is a cloud
    /// too; of an archive it is the array named xyz, or the only one.</summary>
    /// <param name="path">The file; its extension, in any case, tells the format.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The extension is unknown, or the file is not what it says.</exception>
    public static CloudFile Read(string path, FormatLimits? limits = null)
        => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".pcd" => PcdReader.Read(path, limits),
        ".ply" => PlyReader.Read(path, limits),
        ".obj" => ObjReader.Read(path, limits),
        ".off" => OffReader.Read(path, limits),
        ".xyz" or ".txt" or ".asc" or ".csv" => XyzReader.Read(path, XyzColumns.Auto, limits),
        ".npy" => FromArray(NpyReader.Read(path, limits), path, limits ?? FormatLimits.Default),
        ".npz" => FromArchive(NpzReader.Read(path, limits), path, limits ?? FormatLimits.Default),
        ".tif" or ".tiff" => FromImage(TiffReader.Read(path, limits), path),
        string extension => throw Unknown(path, extension, ReadExtensions),
    };

    /// <summary>Writes one cloud: PCD and PLY in binary, TIFF and [H, W, 3] arrays for grids, [n, 3] arrays
    /// otherwise.</summary>
    /// <param name="path">The file; overwritten. Its extension, in any case, tells the format.</param>
    /// <param name="cloud">The cloud; what the format cannot hold is left out.</param>
    /// <exception cref="FormatException3D">The extension is unknown.</exception>
    /// <exception cref="ArgumentException">A part has another length than the cloud.</exception>
    public static void Write(string path, CloudFile cloud)
    {
        CloudShape.Check(cloud);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".pcd":
                PcdWriter.Write(path, cloud);
                break;
            case ".ply":
                PlyWriter.Write(path, cloud);
                break;
            case ".obj":
                ObjWriter.Write(path, cloud);
                break;
            case ".off":
                OffWriter.Write(path, cloud);
                break;
            case ".xyz" or ".txt" or ".asc":
                XyzWriter.Write(path, cloud);
                break;
            case ".npy" when cloud.Height > 1:
                NpyWriter.Write<float>(path, cloud.Points.ToInterleaved(), cloud.Height, cloud.Width, 3);
                break;
            case ".npy":
                NpyWriter.Write<float>(path, cloud.Points.ToInterleaved(), cloud.Points.Count, 3);
                break;
            case ".tif" or ".tiff":
                TiffWriter.WriteFloat(path, cloud.Width, cloud.Height, 3, cloud.Points.ToInterleaved());
                break;
            case string extension:
                throw Unknown(path, extension, WriteExtensions);
        }
    }

    internal static FormatException3D Unknown(string path, string extension, IReadOnlyList<string> known)
        => new(path, -1L, extension.Length == 0 ? "the file has no extension"
            : $"the extension '{extension}' is unknown",
            $"known are {string.Join(' ', known)}");

    private static CloudFile FromImage(RasterImage image, string path)
    {
        if (image.Channels != 3 || !image.IsFloat)
            throw new FormatException3D(path, -1L,
                $"the image has {image.Channels} channels of {image.StoredAs}; a cloud needs three of Float32",
                "is it a depth or colour image?");
        return OfGrid(PointCloud.FromInterleaved(image.Floats), image.Width, image.Height);
    }

    private static CloudFile FromArray(NpyArray array, string path, FormatLimits limits)
    {
        if (array.Shape.Length is not (2 or 3) || array.Shape[^1] != 3 || array.ElementType == typeof(bool))
            throw new FormatException3D(path, -1L, $"the array has shape [{string.Join(", ", array.Shape)}] of "
                + $"{array.ElementType.Name}; a cloud needs numbers of [n, 3] or [H, W, 3]");
        CloudLimits.CheckPoints(path, -1, array.Length / 3, 3, limits);
        PointCloud points = PointCloud.FromInterleaved(array.To<float>());
        return array.Shape.Length == 2 ? OfGrid(points, points.Count, 1)
            : OfGrid(points, array.Shape[1], array.Shape[0]);
    }

    private static CloudFile FromArchive(IReadOnlyDictionary<string, NpyArray> arrays, string path,
        FormatLimits limits)
        => arrays.TryGetValue("xyz", out NpyArray? named) ? FromArray(named, path, limits)
            : arrays.Count == 1 ? FromArray(arrays.Values.First(), path, limits)
            : throw new FormatException3D(path, -1L, "the archive holds "
                + (arrays.Count == 0 ? "no array" : $"the arrays {string.Join(", ", arrays.Keys.Order())}"),
                "a cloud is the array named xyz, or the only one");

    private static CloudFile OfGrid(PointCloud points, int width, int height)
        => new() { Points = points, Width = width, Height = height };
}
