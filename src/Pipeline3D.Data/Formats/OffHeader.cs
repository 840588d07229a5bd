namespace Pipeline3D.Data.Formats;

/// <summary>The first lines of an OFF file: which columns a vertex has, and how many vertices and faces
/// follow.</summary>
internal readonly record struct OffHeader(bool HasTexture, bool HasColour, bool HasNormal, bool HasKeyword,
    int Vertices, long Faces)
{
    /// <summary>Reads <c>[ST][C][N]OFF</c> and the counts, on one line or two; ModelNet glues them: <c>OFF490 518
    /// 0</c>.</summary>
    internal static OffHeader Parse(ref LineCursor lines, string path, FormatLimits limits)
    {
        if (!lines.NextFilled(out ReadOnlySpan<byte> line, (byte)'#'))
            throw lines.Ended("the keyword OFF");
        ReadOnlySpan<byte> rest = line;
        bool texture = Cut(ref rest, "ST"u8), colour = Cut(ref rest, "C"u8), normal = Cut(ref rest, "N"u8);
        if (Cut(ref rest, "4"u8) || Cut(ref rest, "n"u8))
            if (Cut(ref rest, "OFF"u8))
                throw lines.Error($"'{LineCursor.Show(line)}' has points of four or n dimensions",
                    "only three are supported");
        rest = line[((texture ? 2 : 0) + (colour ? 1 : 0) + (normal ? 1 : 0))..];
        bool keyword = Cut(ref rest, "OFF"u8);
        // Geomview lets the keyword out; then the line must be the counts.
        if (!keyword && (texture || colour || normal || !TextNumbers.TryInteger(FirstOf(line), out _)))
            throw lines.Error($"not an OFF file: it begins with '{LineCursor.Show(line)}'");
        if (rest.IndexOf("BINARY"u8) >= 0)
            throw lines.Error("binary OFF is not supported", "export the mesh as text OFF or as PLY");
        if (rest.IndexOfAnyExcept(LineCursor.Blanks) < 0 && !lines.NextFilled(out rest, (byte)'#'))
            throw lines.Ended("the numbers of vertices and faces");
        long vertices = lines.Integer(ref rest, "number of vertices"),
            faces = lines.Integer(ref rest, "number of faces");
        if (faces < 0)
            throw lines.Error($"{faces} is no number of faces");
        CloudLimits.CheckPoints(path, -1, vertices, 3, limits);
        CloudLimits.CheckText(path, -1, vertices * 3 + Math.Min(faces, int.MaxValue), lines.Left);
        return new OffHeader(texture, colour, normal, keyword, (int)vertices, faces);
    }

    private static bool Cut(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix)
    {
        if (!text.StartsWith(prefix))
            return false;
        text = text[prefix.Length..];
        return true;
    }

    private static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> line) => LineCursor.Token(ref line);
}
