using System.Text;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Datasets;

/// <summary>ModelNet10 and trees like it: <c>category/{train,test}/*.off</c>; a scan is points drawn from the
/// surface.</summary>
/// <remarks>Points are drawn by area with a seed of its own for each model, so a scan does not depend on which others
/// are read. Meshes mix units: rescale them. Source: Wu et al. 2015; the sampling of Bergmann and Sattlegger
/// 2023.</remarks>
[Layout(Id, Title = "ModelNet10", Summary = "Read meshes of a ModelNet10 folder as clouds.")]
public sealed class ModelNetLayout(ScanFormats? formats = null) : IDatasetLayout
{
    private const string Id = "modelnet10";

    private readonly ScanFormats _formats = formats ?? ScanFormats.Own;

    /// <summary>Points per scan. Default 16,384; at least 1.</summary>
    public int Points
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Points), value, "a scan needs at least one point");
    } = 16_384;

    /// <summary>Seed of the sampling. Default 0.</summary>
    public int Seed { get; init; }

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public LengthUnit Unit => LengthUnit.Arbitrary;

    /// <inheritdoc/>
    public string Form => "ModelNet10: <category>/{train,test}/<category>_NNNN.off.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits { get; } = ["test", "train"];

    /// <inheritdoc/>
    public bool Matches(string root) => Splits.Any(split => CategoriesOf(root).Any(category =>
        DatasetFolders.FilesIn(Path.Combine(TopOf(root), category, split), ".off").Length > 0));

    /// <inheritdoc/>
    public IReadOnlyList<string> CategoriesOf(string root)
        => [.. DatasetFolders.FoldersIn(TopOf(root)).Where(category => Splits.Any(split =>
            DatasetFolders.FilesIn(Path.Combine(TopOf(root), category, split), Meshes).Length > 0))];

    /// <inheritdoc/>
    public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
        => DatasetFolders.NotEmpty(List(query, DatasetFolders.Check(this, query, TopOf(query.Root), remark)), this,
            query);

    /// <inheritdoc/>
    /// <remarks>Cost: a look into the folder of its split.</remarks>
    public SourceEntry<Scan>? Locate(DatasetQuery query, ItemId item, string input) => Splits.Contains(item.Split)
        && DatasetFolders.FoldersIn(TopOf(query.Root)).Contains(item.Category)
        ? DatasetFolders.Find(DatasetFolders.FilesOf(Path.Combine(TopOf(query.Root), item.Category, item.Split),
            item.Name, Meshes).Select(file => EntryOf(query, item.Category, item.Split, file)), item, input)
        : null;

    private string[] Meshes => _formats.ExtensionsOf(ScanContent.Mesh);

    private static string TopOf(string root) => DatasetFolders.Child(root, "ModelNet10") ?? root;

    private IEnumerable<SourceEntry<Scan>> List(DatasetQuery query, string[] categories)
    {
        foreach (string category in categories)
            foreach (string split in Splits.Where(split => query.Split.Length == 0 || split == query.Split))
                foreach (string file in DatasetFolders.FilesIn(
                    Path.Combine(TopOf(query.Root), category, split), Meshes)
                    .OrderBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal))
                    yield return EntryOf(query, category, split, file);
    }

    private SourceEntry<Scan> EntryOf(DatasetQuery query, string category, string split, string file)
    {
        var id = new ItemId(Name, category, split, "", Path.GetFileNameWithoutExtension(file));
        return new SourceEntry<Scan>(id, file, () => _formats.DeclaredBytes(file, query.Limits) + 12L * Points,
            _ => new(Load(id, file, query.Limits))) { Files = [file] };
    }

    private Scan Load(ItemId id, string file, FormatLimits limits)
    {
        CloudFile mesh = _formats.ReadCloud(file, limits);
        if (mesh.Triangles.Length == 0)
            throw new FormatException3D(file, -1L, "the mesh has no triangles to draw points from",
                "use the layout 'folder' for clouds");
        PointCloud points = MeshSampling.Draw(mesh.Points, mesh.Triangles, Points, new Random(SeedOf(id)))
            ?? throw new FormatException3D(
                file, -1L, "the mesh has no surface: all its triangles are of no finite area");
        return ScanParts.Unorganized(id, mesh with { Points = points, Rgb = null }, null, null, Unit);
    }

    // FNV-1a: string.GetHashCode differs from run to run.
    private int SeedOf(ItemId id)
    {
        uint hash = 2_166_136_261;
        foreach (byte value in Encoding.UTF8.GetBytes(id.Path))
            hash = (hash ^ value) * 16_777_619;
        return (int)(hash ^ (uint)Seed * 0x9E37_79B9u);
    }
}
