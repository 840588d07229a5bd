using System.Buffers.Binary;
using System.Numerics;
using Pipeline3D.Core.Items;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads STL meshes, binary and text.</summary>
/// <remarks>Corners at the same place become one vertex, in the order in which they first occur; normals of facets and
/// the two bytes behind each are skipped, for they follow from the corners, or mean something else to everyone. A file
/// whose size is that which its number of triangles demands is binary, even when it begins with <c>solid</c>. Source:
/// 3D Systems' description, 1989. Cost: O(file).</remarks>
internal static class StlReader
{
    private const int HeaderBytes = 80, CountBytes = 4, TriangleBytes = 50, NormalBytes = 12;

    /// <summary>Reads one mesh.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, no STL, damaged, cut off, or beyond the
    /// limits.</exception>
    public static CloudFile Read(string path, FormatLimits? limits = null) => FileBytes.Parse(path, limits, Parse);

    internal static long DeclaredBytes(FilePeek file, string path, FormatLimits limits)
        => IsBinary(file.Head(HeaderBytes + CountBytes), file.Length)
            ? DeclaredSize.OfNumbers(file.Length, 9L * (file.Length / TriangleBytes))
            : DeclaredSize.OfText(file.Length);

    internal static CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => Joined(IsBinary(file, file.Length) ? ParseBinary(file, path, limits)
            : ExactCoordinates.Parse(file, path, limits, ParseText));

    private static bool IsBinary(ReadOnlySpan<byte> head, int length)
    {
        if (head.Length < HeaderBytes + CountBytes)
            return false;
        long count = BinaryPrimitives.ReadUInt32LittleEndian(head[HeaderBytes..]);
        return length == HeaderBytes + CountBytes + TriangleBytes * count || !StartsWithSolid(head);
    }

    private static bool StartsWithSolid(ReadOnlySpan<byte> head)
        => new TextHead(head).Next(out ReadOnlySpan<byte> line) && Is(LineCursor.Token(ref line), "solid"u8);

    private static CloudFile ParseBinary(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        long count = BinaryPrimitives.ReadUInt32LittleEndian(file[HeaderBytes..]);
        int start = HeaderBytes + CountBytes;
        if (count * TriangleBytes > file.Length - start)
            throw new FormatException3D(path, (long)file.Length, $"the header promises {count} triangles of "
                + $"{TriangleBytes} bytes, {file.Length - start} bytes follow, and it does not begin with 'solid'",
                "the file is cut off, or no STL: copy or export it again");
        if (count == 0)
            throw new FormatException3D(path, (long)HeaderBytes, "the file has no triangles", "export it again");
        CheckVertices(3 * count, path, limits);
        CloudLimits.CheckPoints(path, HeaderBytes, 3 * count, 3, limits with { MaxPoints = int.MaxValue });
        var points = new PointCloud(checked(3 * (int)count));
        for (int i = 0; i < points.Count; i++)
        {
            ReadOnlySpan<byte> corner = file[(start + i / 3 * TriangleBytes + NormalBytes + i % 3 * 12)..];
            points[i] = new Vector3(BinaryPrimitives.ReadSingleLittleEndian(corner),
                BinaryPrimitives.ReadSingleLittleEndian(corner[4..]),
                BinaryPrimitives.ReadSingleLittleEndian(corner[8..]));
        }
        long rest = file.Length - start - count * TriangleBytes;
        return Corners(points, rest == 0 ? [] : [$"{rest} bytes behind the last of {count} triangles were not read"]);
    }

    private static CloudFile ParseText(ReadOnlySpan<byte> file, string path, FormatLimits limits, Narrowing narrowing)
    {
        var lines = new LineCursor(file, path);
        List<Vector3> corners = [];
        int inFacet = -1;
        bool began = false;
        while (lines.NextFilled(out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> keyword = LineCursor.Token(ref line);
            if (!began && !Is(keyword, "solid"u8))
                throw lines.Error($"not an STL file: it begins with '{LineCursor.Show(keyword)}'",
                    "a text STL begins with 'solid'; a binary one has 84 bytes and 50 for each triangle");
            began = true;
            if (Is(keyword, "vertex"u8))
            {
                if (inFacet is < 0 or >= 3)
                    throw lines.Error(inFacet < 0 ? "a vertex stands outside of a facet"
                        : "a facet has more than three vertices", "export the mesh as triangles");
                CheckVertices(corners.Count + 1, path, limits);
                corners.Add(lines.Point(ref line, narrowing));
                inFacet++;
            }
            else if (Is(keyword, "facet"u8))
                inFacet = inFacet < 0 ? 0 : throw lines.Error("a facet begins within another", "export the mesh again");
            else if (Is(keyword, "endfacet"u8))
                inFacet = inFacet == 3 ? -1 : throw lines.Error($"a facet ends with {Math.Max(inFacet, 0)} vertices",
                    "export the mesh as triangles");
            else if (!Is(keyword, "solid"u8) && !Is(keyword, "endsolid"u8) && !Is(keyword, "outer"u8)
                && !Is(keyword, "endloop"u8))
                throw lines.Error($"'{LineCursor.Show(keyword)}' is no word of an STL file", "export the mesh again");
        }
        if (inFacet >= 0)
            throw lines.Ended("the end of a facet");
        if (corners.Count == 0)
            throw lines.Error("the file has no triangles (lines that begin with vertex)", "export the mesh again");
        var points = new PointCloud(corners.Count);
        for (int i = 0; i < corners.Count; i++)
            points[i] = corners[i];
        return Corners(points, []);
    }

    private static CloudFile Corners(PointCloud corners, IReadOnlyList<string> remarks) => new()
    {
        Points = corners, Width = corners.Count, Height = 1, Remarks = remarks,
    };

    private static CloudFile Joined(CloudFile corners)
    {
        var places = new Dictionary<(uint, uint, uint), int>();
        var triangles = new int[corners.Points.Count];
        List<int> first = [];
        for (int i = 0; i < triangles.Length; i++)
        {
            // By bits, where 0 and -0 are one: NaN equals nothing.
            Vector3 corner = corners.Points[i] + Vector3.Zero;
            (uint, uint, uint) key = (BitConverter.SingleToUInt32Bits(corner.X),
                BitConverter.SingleToUInt32Bits(corner.Y), BitConverter.SingleToUInt32Bits(corner.Z));
            if (!places.TryGetValue(key, out triangles[i]))
            {
                places.Add(key, triangles[i] = first.Count);
                first.Add(i);
            }
        }
        PointCloud vertices = corners.Points.Select(first.ToArray());
        return corners with { Points = vertices, Width = vertices.Count, Triangles = triangles };
    }

    private static void CheckVertices(long corners, string path, FormatLimits limits)
    {
        if (corners > 3L * limits.MaxPoints)
            throw new FormatException3D(path, -1L, $"the file has more than {limits.MaxPoints} triangles",
                "raise MaxPoints or thin the mesh") { Reason = RejectReason.LimitExceeded };
    }

    private static bool Is(ReadOnlySpan<byte> token, ReadOnlySpan<byte> word)
    {
        if (token.Length != word.Length)
            return false;
        for (int i = 0; i < word.Length; i++)
            if ((token[i] | 0x20) != word[i])
                return false;
        return true;
    }
}
