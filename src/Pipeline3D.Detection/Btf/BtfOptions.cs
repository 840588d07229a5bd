using Pipeline3D.Geometry;

namespace Pipeline3D.Detection;

/// <summary>Options of <see cref="BtfModel"/>; the defaults are those of BTF on MVTec 3D-AD, lengths in
/// metres.</summary>
public sealed record BtfOptions
{
    /// <summary>What a patch is described with. Default FPFH.</summary>
    public BtfFeatures Features { get; init; } = BtfFeatures.Fpfh;

    /// <summary>Side of the square the padded scan is resized to, pixels. Default 224.</summary>
    public int GridSize { get; init; } = 224;

    /// <summary>Side of the patch grid. Default 28; must divide <see cref="GridSize"/> for raw features.</summary>
    public int PatchGrid { get; init; } = 28;

    /// <summary>Which pixel is nearest when the scan is resized. Default the reference's.</summary>
    public ResizeRule Resize { get; init; } = ResizeRule.NearestFloor;

    /// <summary>The side of the padded square is rounded up to a multiple of this, pixels. Default 100.</summary>
    public int PadMultiple { get; init; } = 100;

    /// <summary>Reach of the normals, in the unit of the scan. Default 0.1 m.</summary>
    public double NormalRadius { get; init; } = 0.1;

    /// <summary>At most so many points decide a normal. Default 30.</summary>
    public int NormalNeighbours { get; init; } = 30;

    /// <summary>Reach of the histograms, in the unit of the scan. Default 0.25 m.</summary>
    public double FeatureRadius { get; init; } = 0.25;

    /// <summary>At most so many points make a histogram. Default 100.</summary>
    public int FeatureNeighbours { get; init; } = 100;

    /// <summary>Standard deviation of the map's smoothing, pixels of the resized square. Default 4; 0 for
    /// none.</summary>
    public double BlurSigma { get; init; } = 4;

    /// <summary>Share of the training patches that the bank keeps, in (0, 1]. Default 0.1.</summary>
    public double CoresetFraction { get; init; } = 0.1;

    /// <summary>Most rows the bank keeps, for quick runs. Default: no cap.</summary>
    public int CoresetMost { get; init; } = int.MaxValue;

    /// <summary>Fails with one error that names every option out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        var problems = new OptionProblems(nameof(BtfOptions));
        bool raw = Features != BtfFeatures.Fpfh;
        problems.Require(Enum.IsDefined(Features), Features, "must be Fpfh, RawTiles or RawCompat");
        problems.Require(Enum.IsDefined(Resize), Resize, "must be NearestFloor or NearestCentre");
        problems.Require(GridSize is >= 3 and <= 16384, GridSize, "must be from 3 to 16384 pixels");
        problems.Require(PatchGrid > 0 && PatchGrid <= GridSize, PatchGrid,
            $"must be from 1 to the grid size {GridSize}");
        problems.Require(!raw || (PatchGrid > 0 && GridSize % PatchGrid == 0), PatchGrid,
            $"must divide the grid size {GridSize} for raw features");
        problems.Require(PadMultiple is > 0 and <= 16384, PadMultiple, "must be from 1 to 16384 pixels");
        problems.Require(double.IsFinite(NormalRadius) && NormalRadius > 0, NormalRadius,
            "must be a finite number above 0");
        problems.Require(NormalNeighbours >= 3, NormalNeighbours, "must be at least 3: fewer points span no plane");
        problems.Require(double.IsFinite(FeatureRadius) && FeatureRadius > 0, FeatureRadius,
            "must be a finite number above 0");
        problems.Require(FeatureNeighbours >= 2, FeatureNeighbours, "must be at least 2: the point itself counts");
        problems.Require(double.IsFinite(BlurSigma) && BlurSigma is >= 0 and <= 1000, BlurSigma,
            "must be from 0 to 1000 pixels");
        problems.Require(CoresetFraction is > 0 and <= 1, CoresetFraction, "must be above 0 and at most 1");
        problems.Require(CoresetMost >= 1, CoresetMost, "must be at least 1");
        problems.ThrowIfAny();
    }

    /// <summary>Values per patch under these options.</summary>
    internal int FeatureLength => Features == BtfFeatures.Fpfh
        ? Fpfh.Length : GridSize / PatchGrid * (GridSize / PatchGrid);

    internal PatchCoreOptions PatchCore => new()
    {
        PatchRows = PatchGrid, PatchColumns = PatchGrid, MapSize = GridSize, BlurSigma = BlurSigma,
        CoresetFraction = CoresetFraction, CoresetMost = CoresetMost,
    };

    internal Dictionary<string, string> ToText() => new()
    {
        ["features"] = Features.ToString(),
        ["grid_size"] = OptionReader.Text(GridSize),
        ["patch_grid"] = OptionReader.Text(PatchGrid),
        ["resize"] = Resize.ToString(),
        ["pad_multiple"] = OptionReader.Text(PadMultiple),
        ["normal_radius"] = OptionReader.Text(NormalRadius),
        ["normal_neighbours"] = OptionReader.Text(NormalNeighbours),
        ["feature_radius"] = OptionReader.Text(FeatureRadius),
        ["feature_neighbours"] = OptionReader.Text(FeatureNeighbours),
        ["blur_sigma"] = OptionReader.Text(BlurSigma),
        ["coreset_fraction"] = OptionReader.Text(CoresetFraction),
        ["coreset_most"] = OptionReader.Text(CoresetMost),
    };

    internal static BtfOptions FromText(OptionReader text) => OptionReader.Checked(new BtfOptions
    {
        Features = text.Choice<BtfFeatures>("features"),
        GridSize = text.Int32("grid_size"),
        PatchGrid = text.Int32("patch_grid"),
        Resize = text.Choice<ResizeRule>("resize"),
        PadMultiple = text.Int32("pad_multiple"),
        NormalRadius = text.Double("normal_radius"),
        NormalNeighbours = text.Int32("normal_neighbours"),
        FeatureRadius = text.Double("feature_radius"),
        FeatureNeighbours = text.Int32("feature_neighbours"),
        BlurSigma = text.Double("blur_sigma"),
        CoresetFraction = text.Double("coreset_fraction"),
        CoresetMost = text.Int32("coreset_most"),
    }, options => options.Validate());
}
