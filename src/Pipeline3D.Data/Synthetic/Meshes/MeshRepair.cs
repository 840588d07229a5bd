using System.Globalization;
using System.Numerics;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>Makes a mesh of a file fit to be worked on, and tells everything that was changed or looks wrong.</summary>
/// <remarks>Coinciding vertices become one; triangles without a finite area and those that lie on another are left out;
/// neighbours are turned to one side, and each connected part outwards, by the sign of the volume that it spans. A mesh
/// that is not closed stays so.</remarks>
internal static class MeshRepair
{
    /// <summary>The mesh, and remarks that name the file, a first place and a number.</summary>
    /// <exception cref="FormatException3D">No triangle is left.</exception>
    public static (SurfaceMesh Mesh, IReadOnlyList<string> Remarks) Of(CloudFile file, string path)
    {
        if (file.Triangles.Length == 0)
            throw new FormatException3D(path, -1L, "the file has no triangles", "it is a cloud, not a mesh");
        List<string> remarks = [.. file.Remarks.Select(remark => $"{path}: {remark}")];
        void Tell(int count, string what)
        {
            if (count > 0)
                remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {count} {what}"));
        }
        (Vector3[] vertices, int[] welded) = Weld(file, Tell);
        int[] triangles = Usable(file, vertices, welded, Tell);
        if (triangles.Length == 0)
            throw new FormatException3D(path, -1L, $"none of its {file.Triangles.Length / 3} triangles has a finite "
                + "area", "export the mesh again");
        triangles = Turned(vertices, triangles, Tell);
        return (Compact(new SurfaceMesh(vertices, triangles)), remarks);
    }

    private static (Vector3[] Vertices, int[] Welded) Weld(CloudFile file, Action<int, string> tell)
    {
        var first = new Dictionary<Vector3, int>(file.Points.Count);
        var vertices = new Vector3[file.Points.Count];
        var welded = new int[vertices.Length];
        (int count, int example) = (0, 0);
        for (int i = 0; i < vertices.Length; i++)
        {
            // -0 and 0 are one place, but not one key of a dictionary.
            vertices[i] = file.Points[i] + Vector3.Zero;
            welded[i] = i;
            if (!float.IsFinite(vertices[i].LengthSquared()) || first.TryAdd(vertices[i], i))
                continue;
            welded[i] = first[vertices[i]];
            if (count++ == 0)
                example = i;
        }
        tell(count, $"of its {vertices.Length} vertices coincide with others and were joined with them; the first is "
            + $"vertex {example + 1}, which lies on vertex {welded.ElementAtOrDefault(example) + 1}");
        return (vertices, welded);
    }

    private static int[] Usable(CloudFile file, Vector3[] vertices, int[] welded, Action<int, string> tell)
    {
        List<int> kept = new(file.Triangles.Length);
        var seen = new HashSet<(int, int, int)>();
        Span<int> sorted = stackalloc int[3];
        (int Count, int First) unfinite = default, flat = default, twice = default;
        for (int i = 0; i < file.Triangles.Length; i += 3)
        {
            (int a, int b, int c) = (welded[file.Triangles[i]], welded[file.Triangles[i + 1]],
                welded[file.Triangles[i + 2]]);
            float area = Vector3.Cross(vertices[b] - vertices[a], vertices[c] - vertices[a]).Length();
            (sorted[0], sorted[1], sorted[2]) = (a, b, c);
            sorted.Sort();
            if (!float.IsFinite(area))
                Count(ref unfinite, i / 3);
            else if (area == 0)
                Count(ref flat, i / 3);
            else if (!seen.Add((sorted[0], sorted[1], sorted[2])))
                Count(ref twice, i / 3);
            else
                kept.AddRange([a, b, c]);
        }
        int all = file.Triangles.Length / 3;
        tell(unfinite.Count, $"of its {all} triangles have a corner that is no finite place and were left out; the "
            + $"first is triangle {unfinite.First + 1}");
        tell(flat.Count, $"of its {all} triangles have no area and were left out; the first is triangle "
            + $"{flat.First + 1}");
        tell(twice.Count, $"of its {all} triangles lie on others and were left out; the first is triangle "
            + $"{twice.First + 1}");
        return [.. kept];

        static void Count(ref (int Count, int First) tally, int triangle)
            => tally = (tally.Count + 1, tally.Count == 0 ? triangle : tally.First);
    }

    // Triangles by edge, then from neighbour to neighbour.
    private static int[] Turned(Vector3[] vertices, int[] triangles, Action<int, string> tell)
    {
        var edges = new Dictionary<(int, int), List<int>>(triangles.Length / 2 * 3);
        for (int i = 0; i < triangles.Length; i++)
        {
            (int, int) key = SurfaceMesh.Key(triangles[i], triangles[i - i % 3 + (i + 1) % 3]);
            if (!edges.TryGetValue(key, out List<int>? faces))
                edges.Add(key, faces = new List<int>(2));
            faces.Add(i / 3);
        }
        (int, int)[] open = [.. edges.Where(edge => edge.Value.Count == 1).Select(edge => edge.Key)],
            crowded = [.. edges.Where(edge => edge.Value.Count > 2).Select(edge => edge.Key)];
        tell(open.Length, $"edges have one triangle only, so the mesh has holes; the first is from {Show(open)}");
        tell(crowded.Length, $"edges have more than two triangles; the first is from {Show(crowded)}");
        int[] turned = [.. triangles];
        var settled = new bool[triangles.Length / 3];
        for (int start = 0; start < settled.Length; start++)
            if (!settled[start])
                Settle(start);
        int changed = Enumerable.Range(0, settled.Length).Count(i => turned[3 * i] != triangles[3 * i]);
        tell(changed, $"of its {settled.Length} triangles faced inwards or against their neighbours and were turned");
        return turned;

        void Settle(int start)
        {
            List<int> part = [start];
            settled[start] = true;
            for (int at = 0; at < part.Count; at++)
                for (int corner = 0; corner < 3; corner++)
                {
                    (int from, int to) = (turned[3 * part[at] + corner], turned[3 * part[at] + (corner + 1) % 3]);
                    List<int> faces = edges[SurfaceMesh.Key(from, to)];
                    int other = faces.Count == 2 ? faces[0] == part[at] ? faces[1] : faces[0] : -1;
                    if (other < 0 || settled[other])
                        continue;
                    settled[other] = true;
                    part.Add(other);
                    // A neighbour on the same side runs along the edge the other way.
                    if (Runs(other, from, to))
                        Turn(other);
                }
            if (Volume(part) < 0)
                part.ForEach(Turn);
        }

        bool Runs(int face, int from, int to) => Enumerable.Range(0, 3).Any(corner
            => turned[3 * face + corner] == from && turned[3 * face + (corner + 1) % 3] == to);

        void Turn(int face) => (turned[3 * face], turned[3 * face + 1]) = (turned[3 * face + 1], turned[3 * face]);

        // About the part's own middle, so that an open part is judged as well as can be.
        double Volume(List<int> part)
        {
            Vector3 middle = default;
            foreach (int face in part)
                middle += vertices[turned[3 * face]] / part.Count;
            return part.Sum(face => (double)Vector3.Dot(vertices[turned[3 * face]] - middle, Vector3.Cross(
                vertices[turned[3 * face + 1]] - middle, vertices[turned[3 * face + 2]] - middle)));
        }

        string Show((int From, int To)[] found) => found.Length == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $"vertex {found[0].From + 1} at {vertices[found[0].From]} to vertex {found[0].To + 1}");
    }

    private static SurfaceMesh Compact(SurfaceMesh mesh)
    {
        int[] used = [.. mesh.Triangles.Distinct().Order()];
        var place = new int[mesh.Vertices.Length];
        for (int i = 0; i < used.Length; i++)
            place[used[i]] = i;
        return new SurfaceMesh([.. used.Select(i => mesh.Vertices[i])],
            Array.ConvertAll(mesh.Triangles, corner => place[corner]));
    }
}
