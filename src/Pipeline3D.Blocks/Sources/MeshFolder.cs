using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDSt.Scenes;

namespace Pipeline3D.Blocks.Sources;

/// <summary>The meshes below a folder, each read when a scene first needs it.</summary>
/// <remarks>Safe for several threads. A file that is no mesh fails the scenes that drew it, and no others.</remarks>
internal sealed class MeshFolder : IReadOnlyList<SceneMesh>
{
    private readonly ScanFormats _formats;
    private readonly string[] _files;
    private readonly ConcurrentDictionary<string, SceneMesh> _meshes = new(StringComparer.Ordinal);

    /// <summary>Lists the meshes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="categories">Folders right below it to look into; none for all of it.</param>
    /// <param name="formats">What to read them by.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or no mesh in it.</exception>
    public MeshFolder(string folder, ImmutableArray<string> categories, ScanFormats formats)
    {
        _formats = formats;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"there is no folder {folder} to read meshes from");
        string[] found = DatasetFolders.FoldersIn(folder);
        if (categories.FirstOrDefault(category => !found.Contains(category)) is { } missing)
            throw new DirectoryNotFoundException($"{folder} holds no folder {missing}; it holds "
                + (found.Length == 0 ? "no folder" : string.Join(", ", found)));
        _files = [.. (categories.IsEmpty ? [folder] : categories.Select(category => Path.Combine(folder, category)))
            .SelectMany(top => Directory.EnumerateFiles(top, "*", SearchOption.AllDirectories))
            .Where(file => formats.MayHold(file, ScanContent.Mesh))
            .Order(StringComparer.Ordinal)];
        if (_files.Length == 0)
            throw new DirectoryNotFoundException($"{folder} holds no mesh: "
                + $"{string.Join(", ", formats.ExtensionsOf(ScanContent.Mesh))} are read");
    }

    public int Count => _files.Length;

    public SceneMesh this[int index] => _meshes.GetOrAdd(_files[index], Read);

    public IEnumerator<SceneMesh> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private SceneMesh Read(string file)
    {
        CloudFile mesh = _formats.ReadCloud(file);
        var vertices = new Vector3[mesh.Points.Count];
        for (int i = 0; i < vertices.Length; i++)
            vertices[i] = mesh.Points[i];
        try
        {
            return new SceneMesh(file, vertices, mesh.Triangles);
        }
        catch (ArgumentException cause)
        {
            throw new FormatException3D(file, -1L, "the file holds no surface to draw points from", cause.Message);
        }
    }
}
