using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Options of <see cref="ShapeGuidedMethod"/>; the defaults are the published ones, without the branch of
/// colour.</summary>
public sealed record ShapeGuidedOptions : SurfacePatchOptions, ITrains
{
    /// <summary>File of an expert that <c>fit.sdf-expert</c> wrote, whose sizes then hold; none: each category learns
    /// its own. <c>random:</c> before it draws a control of its sizes, <c>random:</c> alone one of the sizes
    /// here.</summary>
    public string Weights { get; init; } = "";

    /// <summary>Codes of the dictionary that a patch is described by; 1 to 1000, as far as there are so many.</summary>
    public int Nearest { get; init; } = 10;

    /// <summary>How many of them a description may use, of colour, too; 1 to 1000.</summary>
    public int NonZeros { get; init; } = 3;

    /// <summary>Standard deviation of the map's smoothing, pixels of the square of grid_size; 0 (none) to 1000. Scores
    /// of clouds without a grid are not smoothed.</summary>
    public double BlurSigma { get; init; } = 4;

    /// <summary>Whether a distance of exactly 0 counts as none, and points in no patch score 0, as in the public code.
    /// Otherwise they take the score of the nearest point in one.</summary>
    public bool ZeroIsUnset { get; init; }

    /// <summary>Weights of the network of colour pictures: a file of torchvision's names, or <c>resnet18</c>,
    /// <c>resnet18-cntk</c>, <c>resnet50</c>, <c>wide-resnet50-2</c> or <c>resnext50-32x4d</c>, whose files are looked
    /// for; <c>random:</c> before it draws a control. None: shape alone.</summary>
    [Preparation]
    public string PictureWeights { get; init; } = "";

    /// <summary>Stages of that network that describe a cell, from 1, ascending.</summary>
    [Preparation]
    public ImmutableArray<int> PictureStages { get; init; } = [1, 2];

    /// <summary>Side of the square that the picture is resized to, pixels; up to 4096, and at least two pixels of the
    /// last stage (17 for stage 2) and one more.</summary>
    [Preparation]
    public int PictureSize { get; init; } = 224;

    /// <summary>Side of the grid of cells of the picture; 1 to 1024.</summary>
    [Preparation]
    public int PatchGrid { get; init; } = 28;

    /// <summary>Cells of training pictures that a cell is described by; 1 to 1000, as far as there are so
    /// many.</summary>
    public int PictureNearest { get; init; } = 5;

    /// <summary>So many cells around those of a patch are tied to its code, too; 0 to 1024.</summary>
    public int Dilation { get; init; } = 2;

    /// <summary>Whether cells are tied as in the public code: those two to the right, to the left, below and above
    /// instead of the cells themselves, by numbers that run over the ends of rows, those below 0 as the last cell and
    /// those beyond it as the first.</summary>
    public bool SgIndexCompat { get; init; }

    /// <summary>Training scans, drawn, by which scores of colour are brought to the range of those of shape; 1 to
    /// 100000.</summary>
    public int AlignmentScans { get; init; } = 25;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Nearest, 1, 1000, nameof(Nearest));
        problems.RequireRange(NonZeros, 1, 1000, nameof(NonZeros));
        problems.RequireRange(BlurSigma, 0, 1000, nameof(BlurSigma));
        bool areStages = !PictureStages.IsDefaultOrEmpty && PictureStages[0] >= 1 && PictureStages[^1] <= 8
            && PictureStages.Zip(PictureStages.Skip(1)).All(pair => pair.First < pair.Second);
        problems.Require(areStages, nameof(PictureStages), PictureStages.IsDefault ? ""
            : string.Join(", ", PictureStages), "must be stages from 1 to 8, ascending");
        problems.RequireRange(PictureSize, areStages ? ResNetPatches.LeastSize(PictureStages[^1]) : 1, 4096,
            nameof(PictureSize));
        problems.RequireRange(PatchGrid, 1, 1024, nameof(PatchGrid));
        problems.RequireRange(PictureNearest, 1, 1000, nameof(PictureNearest));
        problems.RequireRange(Dilation, 0, 1024, nameof(Dilation));
        problems.RequireRange(AlignmentScans, 1, 100_000, nameof(AlignmentScans));
    }

    /// <summary>Whether colour is looked at.</summary>
    internal bool LooksAtColour => PictureWeights.Length > 0;
}
