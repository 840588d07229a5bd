namespace Pipeline3D.Data.Formats;

/// <summary>Reads PLY files: ascii and both binary forms, clouds and meshes.</summary>
/// <remarks>nx ny nz become normals; red green blue (or diffuse_*, r g b) colours, whatever their type; the other
/// numbers
/// of a vertex columns of <see cref="CloudFile.Fields"/>; polygons a fan of triangles. Lists of vertices and all other
/// elements are parsed past. Coordinates become float32 as <see cref="ExactCoordinates"/> says. Source: Turk's
/// description of the format. Cost: O(file).</remarks>
internal static class PlyReader
{
    /// <summary>Reads one cloud or mesh.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, no PLY, damaged, cut off, or beyond the
    /// limits.</exception>
    public static CloudFile Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => ExactCoordinates.Parse(file, path, limits, ParseOnce);

    private static CloudFile ParseOnce(ReadOnlySpan<byte> file, string path, FormatLimits limits, Narrowing narrowing)
    {
        PlyHeader header = PlyHeader.Parse(file, path, limits);
        List<PlyProperty> numbers = header.Vertices.Properties.FindAll(property => property.CountKind is null);
        // Text has the digits that were written, whatever type the header says.
        bool isWide = header.Encoding == PlyEncoding.Ascii
            || numbers.Exists(property => property.Name is "x" or "y" or "z" && NumberColumns.IsWide(property.Kind));
        var columns = new CloudColumns((int)header.Vertices.Count, numbers.ConvertAll(property => property.Name),
            isWide ? narrowing : null);
        if (header.Remark is { } remark)
            columns.Remark(remark);
        var faces = new TriangleFan();
        if (header.Encoding == PlyEncoding.Ascii)
            PlyAscii.Read(file, header, columns, faces, path);
        else
            PlyBinary.Read(file[header.DataOffset..], header, columns, faces, path);
        columns.TakeColours(name => numbers.Find(property => property.Name == name).Kind
            is not (NumberKind.Float32 or NumberKind.Float64));
        return columns.ToFile(columns.Count, 1, faces.ToArray());
    }

    /// <summary>Whether the property is the corners of a face.</summary>
    internal static bool IsFace(PlyElement element, PlyProperty property)
        => element.Name == "face" && property.CountKind is not null
            && property.Name is "vertex_indices" or "vertex_index";
}
