using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads the geometry of Wavefront OBJ files: v, vn and f; every other statement is ignored.</summary>
/// <remarks>A vertex of six numbers carries a colour (0..1, or 0..255 when one exceeds 1). Corners may be <c>i</c>,
/// <c>i/j</c>, <c>i/j/k</c> or <c>i//k</c>, 1-based or negative from the end; polygons become a fan of triangles.
/// Normals are given when every vertex gets one: through the faces, or by equal numbers of v and vn. Cost:
/// O(file).</remarks>
internal static class ObjReader
{
    /// <summary>Reads one mesh or cloud.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, has no vertices, is damaged, or beyond the
    /// limits.</exception>
    public static CloudFile Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => ExactCoordinates.Parse(file, path, limits, ParseOnce);

    private static CloudFile ParseOnce(ReadOnlySpan<byte> file, string path, FormatLimits limits, Narrowing narrowing)
    {
        var lines = new LineCursor(file, path);
        var mesh = new ObjMesh(narrowing);
        while (NextStatement(ref lines, out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> keyword = LineCursor.Token(ref line);
            if (keyword.SequenceEqual("v"u8))
            {
                if (mesh.Points.Count >= limits.MaxPoints)
                    throw lines.Error($"the file has more than {limits.MaxPoints} vertices",
                        "raise MaxPoints or thin the mesh", RejectReason.LimitExceeded);
                mesh.AddVertex(line, lines);
            }
            else if (keyword.SequenceEqual("vn"u8))
                mesh.Normals.Add(lines.Point(ref line));
            else if (keyword.SequenceEqual("f"u8))
                mesh.AddFace(line, lines);
        }
        if (mesh.Points.Count == 0)
            throw lines.Error("the file has no vertices (lines that begin with v)", "is this an OBJ file?");
        if (mesh.Faces.Largest >= mesh.Points.Count)
            throw lines.Error($"a face names vertex {mesh.Faces.Largest + 1} of {mesh.Points.Count}",
                "export the mesh again");
        return mesh.ToFile();
    }

    // A backslash at the end of a line joins it to the next.
    private static bool NextStatement(ref LineCursor lines, out ReadOnlySpan<byte> line)
    {
        if (!lines.NextFilled(out line, (byte)'#'))
            return false;
        if (!IsOpen(line))
            return true;
        var joined = new List<byte>();
        while (IsOpen(line))
        {
            joined.AddRange(line.TrimEnd((byte)' ')[..^1]);
            joined.Add((byte)' ');
            if (!lines.Next(out line))
                break;
        }
        joined.AddRange(line);
        line = joined.ToArray();
        return true;
    }

    private static bool IsOpen(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)' ');
        return !line.IsEmpty && line[^1] == '\\';
    }
}
