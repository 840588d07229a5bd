namespace Pipeline3D.Detection;

/// <summary>Options of <see cref="PatchCoreModel"/>; the defaults are BTF's.</summary>
public sealed record PatchCoreOptions
{
    /// <summary>Rows of the patch grid. Default 28.</summary>
    public int PatchRows { get; init; } = 28;

    /// <summary>Columns of the patch grid. Default 28.</summary>
    public int PatchColumns { get; init; } = 28;

    /// <summary>Side of the score map, pixels. Default 224.</summary>
    public int MapSize { get; init; } = 224;

    /// <summary>Standard deviation of the map's smoothing, pixels of the map. Default 4; 0 for none.</summary>
    public double BlurSigma { get; init; } = 4;

    /// <summary>Share of the training patches that the bank keeps, in (0, 1]. Default 0.1.</summary>
    public double CoresetFraction { get; init; } = 0.1;

    /// <summary>Most rows the bank keeps, for quick runs. Default: no cap.</summary>
    public int CoresetMost { get; init; } = int.MaxValue;

    /// <summary>Fails with one error that names every option out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        var problems = new OptionProblems(nameof(PatchCoreOptions));
        problems.Require(PatchRows is > 0 and <= 4096, PatchRows, "must be from 1 to 4096");
        problems.Require(PatchColumns is > 0 and <= 4096, PatchColumns, "must be from 1 to 4096");
        problems.Require(MapSize is > 0 and <= 16384, MapSize, "must be from 1 to 16384 pixels");
        problems.Require(double.IsFinite(BlurSigma) && BlurSigma is >= 0 and <= 1000, BlurSigma,
            "must be from 0 to 1000 pixels");
        problems.Require(CoresetFraction is > 0 and <= 1, CoresetFraction, "must be above 0 and at most 1");
        problems.Require(CoresetMost >= 1, CoresetMost, "must be at least 1");
        problems.ThrowIfAny();
    }

    internal Dictionary<string, string> ToText() => new()
    {
        ["patch_rows"] = OptionReader.Text(PatchRows),
        ["patch_columns"] = OptionReader.Text(PatchColumns),
        ["map_size"] = OptionReader.Text(MapSize),
        ["blur_sigma"] = OptionReader.Text(BlurSigma),
        ["coreset_fraction"] = OptionReader.Text(CoresetFraction),
        ["coreset_most"] = OptionReader.Text(CoresetMost),
    };

    internal static PatchCoreOptions FromText(OptionReader text) => OptionReader.Checked(new PatchCoreOptions
    {
        PatchRows = text.Int32("patch_rows"),
        PatchColumns = text.Int32("patch_columns"),
        MapSize = text.Int32("map_size"),
        BlurSigma = text.Double("blur_sigma"),
        CoresetFraction = text.Double("coreset_fraction"),
        CoresetMost = text.Int32("coreset_most"),
    }, options => options.Validate());
}
