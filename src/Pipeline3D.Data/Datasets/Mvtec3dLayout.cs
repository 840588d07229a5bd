using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Datasets;

/// <summary>MVTec 3D-AD, and what is converted to its layout: <c>category/split/defect/{xyz,rgb,gt}/NNN</c>.</summary>
/// <remarks>xyz, rgb and gt belong together by their stem. A category without an rgb folder has no colours; where a
/// folder exists, a missing partner fails that scan. Colours and masks are PNG; converted data may use any format that
/// may hold them. In the test split a missing gt folder means an all-zero truth for <c>good</c> and an unknown one for
/// defects. The label follows the mask; a folder that contradicts it is a remark. Source: the dataset's readme and
/// Bergmann et al. 2022.</remarks>
[Layout(Id, Title = "MVTec 3D-AD", Summary = "Read scans of an MVTec 3D-AD folder.")]
public sealed class Mvtec3dLayout(ScanFormats? formats = null) : IDatasetLayout
{
    private const string Id = "mvtec3d";
    private const string Good = "good";
    private readonly ScanFormats _formats = formats ?? ScanFormats.Own;

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public LengthUnit Unit => LengthUnit.Metre;

    /// <inheritdoc/>
    public string Form
        => "MVTec 3D-AD: <category>/{train,validation,test}/<defect>/{xyz/NNN.tiff, rgb/NNN.png, gt/NNN.png}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits { get; } = ["test", "train", "validation"];

    /// <inheritdoc/>
    public bool Matches(string root) => CategoriesOf(root).Count > 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> CategoriesOf(string root)
        => [.. DatasetFolders.FoldersIn(root).Where(category => HasScans(root, category))];

    /// <inheritdoc/>
    public IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark)
    {
        string[] categories = DatasetFolders.Check(this, query, query.Root, remark);
        return DatasetFolders.NotEmpty(List(query, categories, remark), this, query);
    }

    /// <inheritdoc/>
    /// <remarks>Cost: a look into the three folders of its defect.</remarks>
    public SourceEntry<Scan>? Locate(DatasetQuery query, ItemId item, string input)
        => Splits.Contains(item.Split) && DatasetFolders.FoldersIn(query.Root).Contains(item.Category)
            && HasScans(query.Root, item.Category)
            && DatasetFolders.FoldersIn(Path.Combine(query.Root, item.Category, item.Split)).Contains(item.Defect)
            ? DatasetFolders.Find(ListDefect(query, item.Category, item.Split, item.Defect, item.Name), item, input)
            : null;

    private bool HasScans(string root, string category) => Splits.Any(split =>
        DatasetFolders.FoldersIn(Path.Combine(root, category, split)).Any(defect =>
            Directory.Exists(Path.Combine(root, category, split, defect, "xyz"))));

    private IEnumerable<SourceEntry<Scan>> List(DatasetQuery query, string[] categories, Action<string> remark)
    {
        foreach (string category in categories)
            foreach (string split in Splits.Where(split => query.Split.Length == 0 || split == query.Split))
                foreach (string defect in DatasetFolders.FoldersIn(Path.Combine(query.Root, category, split)))
                {
                    string masks = Path.Combine(query.Root, category, split, defect, "gt");
                    if (split == "test" && defect != Good && !Directory.Exists(masks))
                        remark($"there is no folder {masks}: where its defects lie is unknown");
                    foreach (SourceEntry<Scan> entry in ListDefect(query, category, split, defect, null))
                        yield return entry;
                }
    }

    private IEnumerable<SourceEntry<Scan>> ListDefect(DatasetQuery query, string category, string split, string defect,
        string? name)
    {
        string folder = Path.Combine(query.Root, category, split, defect);
        var scans = StemWalk.Of(Path.Combine(folder, "xyz"), name, ".tiff", ".tif");
        var images = new PartnerImages(_formats);
        var colours = StemWalk.Of(Path.Combine(folder, "rgb"), name, images.Extensions.AsSpan());
        var masks = StemWalk.Of(Path.Combine(folder, "gt"), name, images.Extensions.AsSpan());
        bool needsColour = Directory.Exists(Path.Combine(folder, "rgb")),
            needsMask = Directory.Exists(Path.Combine(folder, "gt"));
        while (StemWalk.First(scans, colours, masks) is { } stem)
        {
            var id = new ItemId(Name, category, split, defect, stem);
            string? colour = images.Best(colours.Take(stem)), mask = images.Best(masks.Take(stem));
            // A colour image or mask without a scan is listed too, so that its loss is a failure of that item, not
            // silence.
            foreach (string path in scans.Take(stem).DefaultIfEmpty(Path.Combine(folder, "xyz", stem + ".tiff")))
            {
                string[] files = [.. ((string?[])[path, colour, mask]).OfType<string>()];
                yield return new SourceEntry<Scan>(id, path,
                    () => _formats.DeclaredBytes(path, query.Limits), context =>
                {
                    if (Array.Find(files, FileNames.IsUnreachable) is { } unreachable)
                        throw FileNames.Refusal(unreachable);
                    RequirePartner(path, File.Exists(path) ? path : null, "xyz", files[^1]);
                    RequirePartner(path, needsColour ? colour : path, "rgb", path);
                    RequirePartner(path, needsMask ? mask : path, "gt", path);
                    return new(Load(id, path, colour, mask, query.Limits, context.Stop));
                }) { Files = files };
            }
        }
    }

    private static void RequirePartner(string path, string? partner, string folder, string found)
    {
        if (partner is null && path.Contains('\uFFFD', StringComparison.Ordinal))
            throw new FormatException3D(path, -1L, "its name is not UTF-8, so it cannot be opened by it", "rename it")
            {
                Reason = RejectReason.Unreadable,
            };
        if (partner is null)
            throw new FormatException3D(path, -1L, $"the scan has no file in {folder}/, though {found} exists",
                "restore the missing file or remove its partners") { Reason = RejectReason.MissingPartner };
    }

    private Scan Load(ItemId id, string path, string? colour, string? mask, FormatLimits limits, CancellationToken stop)
    {
        RasterImage image = TiffReader.Read(path, limits);
        if (image.Channels != 3 || !image.IsFloat)
            throw new FormatException3D(path, -1L,
                $"an xyz image has three channels of Float32, this has {image.Channels} of {image.StoredAs}",
                "is it another kind of image?");
        stop.ThrowIfCancellationRequested();
        RgbImage? rgb = colour is null ? null : ScanParts.Colour(colour, image.Width, image.Height, _formats, limits);
        stop.ThrowIfCancellationRequested();
        bool isGood = id.Defect == Good;
        CloudFile cloud = XyzImage.ToCloud(image, path, limits);
        List<string> remarks = [.. cloud.Remarks];
        GroundTruth? truth = mask is not null ? ScanParts.Mask(mask, image.Width, image.Height, _formats, limits)
            : id.Split == "test" && isGood ? new GroundTruth(
                image.Width, image.Height, new byte[image.Width * image.Height])
            : null;
        if (truth is not null && truth.IsAnomalous == isGood)
            remarks.Add($"the folder says {id.Defect}, the mask is {(isGood ? "not empty" : "empty")}; the label "
                + "follows the mask");
        else if (truth is null && id.Split == "test")
            remarks.Add($"there is no gt folder beside {id.Defect}; where the defect lies is unknown");
        return ScanParts.Organized(id, cloud.Points, image.Width, image.Height, Unit, rgb, truth,
            truth?.IsAnomalous ?? !isGood, remarks);
    }
}
