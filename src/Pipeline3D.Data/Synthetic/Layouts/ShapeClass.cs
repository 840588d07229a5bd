using System.Collections.Immutable;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Data.Synthetic.Clouds;
using Pipeline3D.Data.Synthetic.Meshes;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>One class of a dataset of shapes: it gives the mesh of each of its scans, in the unit ball.</summary>
/// <param name="Name">Its name, for example <c>chair0</c>.</param>
/// <param name="Source">File that its mesh is read from; empty for a shape that is made.</param>
internal sealed record ShapeClass(string Name, string Source)
{
    /// <summary>The mesh of one scan: that of the file, or the class's shape with a little of the scan's own.</summary>
    public required Func<SyntheticOptions, SplitMix64, SurfaceMesh> Mesh { get; init; }

    /// <summary>A class of a star-shaped body.</summary>
    public static ShapeClass Made(string name) => new(name, "")
    {
        Mesh = (options, random) =>
        {
            SplitMix64 shared = SplitMix64.For(options.Seed, name);
            var half = new System.Numerics.Vector3((float)shared.Between(0.25, 0.5), (float)shared.Between(0.25, 0.5),
                (float)shared.Between(0.25, 0.5));
            return InBall(RoundMesh.Of(ClosedShape.Make(half, shared, random)));
        },
    };

    /// <summary>The classes of a folder of meshes: each file is one.</summary>
    /// <param name="folder">The folder; files below it count at any depth.</param>
    /// <param name="perFolder">Files to take of each folder right below it, in the order of their names; 0 = all. Those
    /// in the folder itself are all taken.</param>
    /// <param name="formats">What to read them by.</param>
    /// <returns>Classes by name: the folder's name and a number, as the original counts its shapes, or the file's name
    /// for files in the folder itself.</returns>
    /// <exception cref="SyntheticWriteException">There is no such folder, or no mesh in it.</exception>
    public static ImmutableArray<(string Name, string File)> In(string folder, int perFolder, ScanFormats formats)
    {
        if (!Directory.Exists(folder))
            throw new SyntheticWriteException(folder, "there is no such folder to read meshes from");
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => formats.MayHold(file, ScanContent.Mesh)).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new SyntheticWriteException(folder, "the folder holds no mesh; "
                + $"{string.Join(", ", formats.ExtensionsOf(ScanContent.Mesh))} are read");
        var names = new HashSet<string>(StringComparer.Ordinal);
        List<(string, string)> classes = [];
        foreach (IGrouping<string, string> group in files.GroupBy(file => TopOf(folder, file)))
            foreach ((string file, int index) in (group.Key.Length == 0 || perFolder == 0 ? group
                : group.Take(perFolder)).Select((file, index) => (file, index)))
            {
                // Two files may differ in their extension alone.
                string name = group.Key.Length == 0 ? Path.GetFileNameWithoutExtension(file)
                    : char.IsAsciiDigit(group.Key[^1]) ? $"{group.Key}_{index}" : $"{group.Key}{index}";
                while (!names.Add(name))
                    name += "_";
                classes.Add((name, file));
            }
        return [.. classes];
    }

    /// <summary>A class of a mesh that was read.</summary>
    public static ShapeClass Read(string name, string file, SurfaceMesh mesh)
    {
        SurfaceMesh scaled = InBall(mesh);
        return new ShapeClass(name, file) { Mesh = (_, _) => scaled };
    }

    private static string TopOf(string folder, string file)
        => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar) is { Length: > 1 } parts ? parts[0]
            : "";

    private static SurfaceMesh InBall(SurfaceMesh mesh)
        => mesh with { Vertices = UnitBall.Of(mesh.Vertices).Scale(mesh.Vertices) };
}
