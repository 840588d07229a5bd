using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads OFF meshes in text: OFF, COFF, NOFF, STOFF and their mixtures, and ModelNet's glued header.</summary>
/// <remarks>One vertex and one face a line, as all writers of the field do; comments begin with #. Polygons become a
/// fan of triangles; colours of faces and texture coordinates are skipped; the number of edges is ignored. Colours
/// as of <see cref="ColourScale"/>, whole numbers without a decimal point. Source: Geomview's manual. Cost:
/// O(file).</remarks>
internal static class OffReader
{
    /// <summary>Reads one mesh.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, no OFF, damaged, cut off, or beyond the
    /// limits.</exception>
    public static CloudFile Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => ExactCoordinates.Parse(file, path, limits, ParseOnce);

    private static CloudFile ParseOnce(ReadOnlySpan<byte> file, string path, FormatLimits limits, Narrowing narrowing)
    {
        var lines = new LineCursor(file, path);
        OffHeader header = OffHeader.Parse(ref lines, path, limits);
        var points = new PointCloud(header.Vertices);
        PointCloud? normals = header.HasNormal ? new PointCloud(header.Vertices) : null;
        float[] colours = header.HasColour ? new float[3 * header.Vertices] : [];
        bool fractions = false;
        for (int i = 0; i < header.Vertices; i++)
        {
            if (!lines.NextFilled(out ReadOnlySpan<byte> line, (byte)'#'))
                throw lines.Ended($"vertex {i + 1} of {header.Vertices}");
            points[i] = lines.Point(ref line, narrowing);
            if (normals is not null)
                normals[i] = lines.Point(ref line);
            for (int channel = 0; channel < 3 && header.HasColour; channel++)
            {
                ReadOnlySpan<byte> rest = line;
                colours[3 * i + channel] = lines.Float(ref line, "colour");
                fractions |= rest[..^line.Length].ContainsAny((byte)'.', (byte)',');
            }
        }
        int[] triangles = FacesOf(ref lines, header);
        return new CloudFile
        {
            Points = points,
            Width = header.Vertices,
            Height = 1,
            Normals = normals,
            Rgb = header.HasColour ? ColourScale.ToBytes(colours, areWhole: !fractions) : null,
            Triangles = triangles,
            Remarks = header.HasKeyword ? [] : ["the file has no keyword OFF; its first line was taken as the counts"],
        };
    }

    private static int[] FacesOf(ref LineCursor lines, OffHeader header)
    {
        var faces = new TriangleFan();
        for (long i = 0; i < header.Faces; i++)
        {
            if (!lines.NextFilled(out ReadOnlySpan<byte> line, (byte)'#'))
                throw lines.Ended($"face {i + 1} of {header.Faces}");
            long corners = lines.Integer(ref line, "number of corners");
            if (corners < 0)
                throw lines.Error($"a face has {corners} corners");
            faces.Begin();
            for (long corner = 0; corner < corners; corner++)
            {
                long vertex = lines.Integer(ref line, "corner");
                if (vertex < 0 || vertex >= header.Vertices)
                    throw lines.Error($"a face names vertex {vertex} of {header.Vertices} (counted from 0)",
                        "export the mesh again");
                faces.Add((int)vertex);
            }
        }
        return faces.ToArray();
    }
}
