using System.Globalization;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Datasets;

/// <summary>Eyecandies: <c>category/{train,val,test_public,test_private}/data/NNN_item.ext</c>; depth images become
/// clouds.</summary>
/// <remarks>A pixel's class id is the sum of 1 (bumps), 2 (dents), 4 (colours), 8 (normals), so the kinds stay apart;
/// 128 when only the joint mask has it. The label follows the masks, else the metadata. Splits are named train,
/// validation, test (test_public) and test_private. Source: Bonfiglioli et al. 2022 and the official code.</remarks>
[Layout(Id, Title = "Eyecandies", Summary = "Read scans of an Eyecandies folder.")]
public sealed class EyecandiesLayout(EyecandiesSourceOptions? options = null, ScanFormats? formats = null)
    : IDatasetLayout
{
    private const string Id = "eyecandies";

    private static readonly (string Split, string Folder)[] SplitFolders =
        [("test", "test_public"), ("test_private", "test_private"), ("train", "train"), ("validation", "val")];

    private static readonly (string Item, byte Id)[] Masks =
        [("bumps_mask", 1), ("dents_mask", 2), ("colors_mask", 4), ("normals_mask", 8), ("mask", 128)];

    private readonly EyecandiesSourceOptions _options = options ?? new();
    private readonly ScanFormats _formats = formats ?? ScanFormats.Own;

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public LengthUnit Unit => LengthUnit.Metre;

    /// <inheritdoc/>
    public string Form
        => "Eyecandies: <category>/{train,val,test_public,test_private}/data/<n>_{depth.png, info_depth.yaml, "
        + "pose.txt, image_4.png, mask.png, ...}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits { get; } = [.. SplitFolders.Select(pair => pair.Split)];

    /// <inheritdoc/>
    public bool Matches(string root) => CategoriesOf(root).Count > 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> CategoriesOf(string root)
        => [.. DatasetFolders.FoldersIn(root).Where(category => HasScans(root, category))];

    /// <inheritdoc/>
    public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
        => DatasetFolders.NotEmpty(List(query, DatasetFolders.Check(this, query, query.Root, remark)), this, query);

    /// <inheritdoc/>
    /// <remarks>Cost: a look into the folder of its split.</remarks>
    public SourceEntry<Scan>? Locate(DatasetQuery query, ItemId item, string input)
        => Splits.Contains(item.Split) && DatasetFolders.FoldersIn(query.Root).Contains(item.Category)
            && HasScans(query.Root, item.Category)
            ? DatasetFolders.Find(ListSplit(query, item.Category, item.Split, item.Name), item, input) : null;

    private static bool HasScans(string root, string category) => SplitFolders.Any(pair => DatasetFolders
        .FilesIn(Path.Combine(root, category, pair.Folder, "data"), ".png")
        .Any(file => file.EndsWith("_depth.png", StringComparison.Ordinal)));

    private IEnumerable<SourceEntry<Scan>> List(DatasetQuery query, string[] categories)
        => from category in categories
           from split in Splits
           where query.Split.Length == 0 || split == query.Split
           from entry in ListSplit(query, category, split, null)
           select entry;

    private IOrderedEnumerable<SourceEntry<Scan>> ListSplit(DatasetQuery query, string category, string split,
        string? name)
    {
        string data = Path.Combine(query.Root, category, SplitFolders.First(pair => pair.Split == split).Folder,
            "data");
        return ItemsIn(data).Where(item => name is null || NumberOf(item.Prefix) == name).GroupBy(item => item.Prefix)
            .Select(group => EntryOf(query, category, split, data, group.Key, [.. group.Select(item => item.File)]))
            .OrderBy(entry => entry.Id);
    }

    private static string NumberOf(string prefix) => prefix.TrimStart('0').PadLeft(3, '0');

    private static IEnumerable<(string Prefix, string File)> ItemsIn(string data)
    {
        foreach (string file in DatasetFolders.FilesIn(data, ".png", ".yaml", ".txt"))
        {
            string name = Path.GetFileName(file);
            int bar = name.IndexOf('_', StringComparison.Ordinal);
            if (bar > 0 && name.AsSpan(0, bar).IndexOfAnyExceptInRange('0', '9') < 0)
                yield return (name[..bar], file);
        }
    }

    // The number of digits differs from split to split, so scans are named by the number: two prefixes of one number
    // are two scans of one id; both are listed.
    private SourceEntry<Scan> EntryOf(
        DatasetQuery query, string category, string split, string data, string prefix, string[] files)
    {
        string Item(string name) => Path.Combine(data, $"{prefix}_{name}");
        string depth = Item("depth.png");
        bool? label = split is "train" or "validation" ? false : LabelOf(Item("metadata.yaml"));
        var id = new ItemId(Name, category, split, label switch { null => "", false => "good", true => "bad" },
            NumberOf(prefix));
        string[] used = [depth, .. files.Where(file => file != depth
            && !file.EndsWith("_obj_params.yaml", StringComparison.Ordinal))];
        return new SourceEntry<Scan>(id, depth, () => _formats.DeclaredBytes(depth, query.Limits),
            context => new(Load(id, Item, used, label, query.Limits, context.Stop))) { Files = used };
    }

    private static bool? LabelOf(string metadata)
    {
        // A damaged file must fail its scan, not the listing; loading reads it again and throws.
        try
        {
            return !File.Exists(metadata) ? null
                : FlatYaml.Numbers(metadata).TryGetValue("anomalous", out double anomalous) ? anomalous != 0 : null;
        }
        catch (FormatException3D)
        {
            return null;
        }
    }

    private Scan Load(ItemId id, Func<string, string> item, string[] files, bool? label, FormatLimits limits,
        CancellationToken stop)
    {
        RasterImage depth = PngReader.Read(item("depth.png"), limits);
        if (depth is not { Type: SampleType.UInt16, Channels: 1 })
            throw new FormatException3D(item("depth.png"), -1L,
                $"a depth image is gray of 16 bits, this has {depth.Channels} of {depth.Type}");
        Dictionary<string, double> info = FlatYaml.Numbers(item("info_depth.yaml"));
        if (!info.TryGetValue("normalization.min", out double least)
            || !info.TryGetValue("normalization.max", out double most))
            throw new FormatException3D(item("info_depth.yaml"), -1L,
                "the file lacks normalization: {min: .., max: ..}", "restore it");
        if (File.Exists(item("metadata.yaml"))
            && FlatYaml.Numbers(item("metadata.yaml")).TryGetValue("anomalous", out double anomalous)
            && !double.IsFinite(anomalous))
            throw new FormatException3D(item("metadata.yaml"), -1L, "anomalous is not a number",
                "0 is normal, 1 anomalous");
        double[] pose = EyecandiesCamera.ReadPose(item("pose.txt"));
        PointCloud points = EyecandiesCamera.Points(depth.Words, depth.Width, least, most, pose, _options.Pose);
        if (_options.Background != EyecandiesBackground.Keep)
            EyecandiesCamera.RemoveBackground(points, depth.Width,
                _options.Background == EyecandiesBackground.M3dmCompat);
        stop.ThrowIfCancellationRequested();
        string image = item(string.Create(CultureInfo.InvariantCulture, $"image_{_options.Image}.png"));
        RgbImage? rgb = files.Any(file => Path.GetFileName(file).Contains("_image_", StringComparison.Ordinal))
            ? ScanParts.Colour(image, depth.Width, depth.Height, _formats, limits) : null;
        GroundTruth? truth = TruthOf(item, files, depth.Width, depth.Height, limits);
        var remarks = new List<string>();
        if (truth is not null && label is not null && truth.IsAnomalous != label)
            remarks.Add($"the metadata says anomalous: {(label.Value ? 1 : 0)}, the masks disagree; the label "
                + "follows the masks");
        return ScanParts.Organized(id, points, depth.Width, depth.Height, Unit, rgb, truth,
            truth?.IsAnomalous ?? label, remarks);
    }

    private GroundTruth? TruthOf(Func<string, string> item, string[] files, int width, int height,
        FormatLimits limits)
    {
        GroundTruth? joint = null;
        foreach ((string name, byte bit) in Masks)
        {
            string path = item(name + ".png");
            if (!files.Contains(path))
                continue;
            GroundTruth mask = ScanParts.Mask(path, width, height, _formats, limits);
            joint ??= new GroundTruth(width, height, new byte[width * height]);
            for (int i = 0; i < mask.Ids.Length; i++)
                if (mask.Ids[i] != 0 && (bit != 128 || joint.Ids[i] == 0))
                    joint.Ids[i] |= bit;
        }
        return joint;
    }
}
