namespace Pipeline3D.Data.Formats;

/// <summary>Reads PLY files: ascii and both binary forms, clouds and meshes.</summary>
/// <remarks>nx ny nz become normals; red green blue (or diffuse_*) colours, whatever their type; the other numbers of a
/// vertex columns of <see cref="CloudFile.Fields"/>; polygons a fan of triangles. Lists of vertices and all other
/// elements are parsed past. Double coordinates become float32. Source: Turk's description of the format. Cost:
/// O(file).</remarks>
internal static class PlyReader
{
    private static readonly string[][] ColourNames = [["red", "green", "blue"],
        ["diffuse_red", "diffuse_green", "diffuse_blue"]];

    /// <summary>Reads one cloud or mesh.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, no PLY, damaged, cut off, or beyond the
    /// limits.</exception>
    public static CloudFile Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        PlyHeader header = PlyHeader.Parse(file, path, limits);
        PlyElement vertices = header.Vertices;
        var columns = new CloudColumns((int)vertices.Count,
            [.. vertices.Properties.Where(property => property.CountKind is null).Select(property => property.Name)]);
        var faces = new TriangleFan();
        if (header.Encoding == PlyEncoding.Ascii)
            PlyAscii.Read(file[header.DataOffset..], header, columns, faces, path);
        else
            PlyBinary.Read(file[header.DataOffset..], header, columns, faces, path);
        foreach (string[] names in ColourNames)
            if (columns.Rgb is null && names.All(name => vertices.Properties.Exists(property => property.Name == name)))
                columns.TakeRgb(names, ScaleOf(vertices.Properties.Find(property => property.Name == names[0]).Kind));
        return columns.ToFile(columns.Count, 1, faces.ToArray());
    }

    /// <summary>Whether the property is the corners of a face.</summary>
    internal static bool IsFace(PlyElement element, PlyProperty property)
        => element.Name == "face" && property.CountKind is not null
            && property.Name is "vertex_indices" or "vertex_index";

    // Integer colours count to the top of their type, float ones to 1.
    private static float ScaleOf(NumberKind kind) => kind switch
    {
        NumberKind.Float32 or NumberKind.Float64 => 255f,
        NumberKind.UInt16 => 255f / 65_535f,
        _ => 1f,
    };
}
