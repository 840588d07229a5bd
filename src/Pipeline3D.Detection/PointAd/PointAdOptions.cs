using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Losses;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.PointAd;

/// <summary>Options of PointAD; the defaults are the paper's, and those of its code where the paper
/// says nothing.</summary>
public sealed record PointAdOptions : ClipMethodOptions
{
    /// <summary>Whether the colour picture of a scan is scored, too, and how it counts. Scans without one are scored by
    /// shape alone.</summary>
    [Preparation]
    public RgbUse Rgb { get; init; } = RgbUse.Ignore;

    /// <summary>What prompts call a scan.</summary>
    public ObjectNames Names { get; init; } = ObjectNames.Object;

    /// <summary>Parts of the loss (Table 6 of the paper).</summary>
    public LossParts Parts { get; init; } = LossParts.All;

    /// <summary>How the views of a scan become one decision in the loss of whole objects.</summary>
    public ViewGrouping Grouping { get; init; } = ViewGrouping.Sample;

    /// <summary>Whether cells without a point count in the dice loss of points.</summary>
    public DiceBackground DiceBackground { get; init; } = DiceBackground.Code;

    /// <summary>What is smoothed for clouds without a grid.</summary>
    public UnorganizedBlur UnorganizedBlur { get; init; } = UnorganizedBlur.View;

    /// <summary>How colour and shape become one score.</summary>
    public ScoreFusion Fusion { get; init; } = ScoreFusion.Code;

    /// <summary>What categories are called in prompts with <c>names: category</c>, where that is not their name with
    /// blanks for underscores: <c>category=words</c>, for example <c>cable_gland=cable gland</c>.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>CLIP's vocabulary or its folder, for <c>names: category</c>; empty: it is looked for in the folders of
    /// weights. Towers of the small vocabulary need none.</summary>
    public string Vocabulary { get; init; } = "";

    /// <summary>Names in prompts; null for prompts that name nothing.</summary>
    internal PromptNaming? Naming => Names == ObjectNames.Category ? new(Words, Vocabulary) : null;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.Require(Parts != LossParts.None, nameof(Parts), Parts, "must name a part of the loss");
        new PromptNaming(Words, Vocabulary).Validate(problems);
    }

    /// <summary>The prompts' tokens.</summary>
    internal PromptIds Ids(ClipTextShape text) => PromptIds.For(text, Context);
}

/// <summary>What learnt prompts call a scan.</summary>
public enum ObjectNames
{
    /// <summary>"object", whatever it is.</summary>
    Object = 0,

    /// <summary>The name of its category (PointAD-CoOp); scoring then needs the text tower, too.</summary>
    Category = 1,
}

/// <summary>What the colour picture of a scan is used for.</summary>
public enum RgbUse
{
    /// <summary>Nothing: shape alone.</summary>
    Ignore = 0,

    /// <summary>It is scored beside the views, and both count (the multimodal form).</summary>
    Fuse = 1,

    /// <summary>It alone is scored.</summary>
    Only = 2,
}

/// <summary>What counts in the dice loss of points.</summary>
public enum DiceBackground
{
    /// <summary>All cells of the grid, as in the released code.</summary>
    Code = 0,

    /// <summary>Cells with a point.</summary>
    OwnPoints = 1,
}

/// <summary>What is smoothed for clouds without a grid.</summary>
public enum UnorganizedBlur
{
    /// <summary>The map of each view, before it is brought to the points.</summary>
    View = 0,

    /// <summary>The points in file order, taken for a square picture: as the released code does. The published numbers
    /// were made so; neighbours in the file need not be neighbours in space.</summary>
    IndexGrid = 1,

    /// <summary>Nothing.</summary>
    None = 2,
}

/// <summary>How colour and shape become one score of a scan.</summary>
public enum ScoreFusion
{
    /// <summary>Maximum of the common map plus the mean probability, as the released code.</summary>
    Code = 0,

    /// <summary>The paper's formula, in which the maxima of both maps count, too: another ranking.</summary>
    Paper = 1,
}
