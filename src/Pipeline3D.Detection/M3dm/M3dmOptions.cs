using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointFeatures;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.M3dm;

/// <summary>Options of <see cref="M3dmMethod"/>; the defaults are those of its authors on MVTec 3D-AD, without the
/// quirks of their code.</summary>
public sealed record M3dmOptions : GroupOptions, ITrains
{
    /// <summary>The authors' number of groups.</summary>
    public M3dmOptions() => Groups = 1024;

    /// <summary>File of weights of DINO, ViT-B/8 of the authors. Empty: points alone are looked at. Given: scans need
    /// a grid and colour, and there are three banks.</summary>
    [Preparation]
    public string DinoWeights { get; init; } = "";

    /// <summary>Side of the square that a scan on a grid is resized to, in pixels; 8 to 16384.</summary>
    [Preparation]
    public int GridSize { get; init; } = 224;

    /// <summary>Side of its grid of patches; 1 to grid_size - 2.</summary>
    [Preparation]
    public int PatchGrid { get; init; } = 56;

    /// <summary>The side of the padded square is rounded up to a multiple of this many pixels; 1 to 16384.</summary>
    [Preparation]
    public int PadMultiple { get; init; } = 100;

    /// <summary>Whether features of points and colour are fused by a network that is learnt first; off, they stand side
    /// by side, which others found as good.</summary>
    public bool Uff { get; init; } = true;

    /// <summary>Epochs of the fusion; 1 to 100000.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Epochs in which its learning rate rises from 0; 0 to 100000.</summary>
    public int WarmUp { get; init; } = 1;

    /// <summary>Its highest learning rate, of AdamW; in (0, 1].</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Its weight decay; 0 to 1.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Scans of one step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Patches of one step, drawn of those of its scans, all of which are compared with all; 2 to 65536. The
    /// authors take all, up to 50000.</summary>
    public int MaxPatches { get; init; } = 4096;

    /// <summary>Numbers that points and colour are compared by in the fusion's loss; 1 to 4096.</summary>
    public int FusionHead { get; init; } = 256;

    /// <summary>Share of the training patches that a bank keeps; in (0, 1].</summary>
    public double CoresetFraction { get; init; } = 0.1;

    /// <summary>Distortion of the random projection that the coreset is searched in, where it is narrower than the
    /// features; 0 (none) to below 1.</summary>
    public double CoresetProjection { get; init; } = 0.9;

    /// <summary>Most rows that a bank keeps; 1 or more.</summary>
    public int MaxBankRows { get; init; } = 100_000;

    /// <summary>Whether one mean, of the points' features, and one deviation, of colour's, bring all three banks to
    /// scale, as in the authors' code; otherwise each has its own.</summary>
    public bool SharedStatistic { get; init; }

    /// <summary>Whether banks of colour and fusion keep a share of what the bank of points keeps, and a row of zeros
    /// stands in that of points, as in the authors' code.</summary>
    public bool PublishedBanks { get; init; }

    /// <summary>Standard deviation of a score map's smoothing, in pixels of the resized square; 0 to 1000.</summary>
    public double BlurSigma { get; init; } = 4;

    /// <summary>Epochs between checkpoints of the fusion; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    // The points alone are gone over once.
    int ITrains.Epochs => HasColour && Uff ? Epochs : 1;

    /// <summary>Whether colour is looked at.</summary>
    internal bool HasColour => DinoWeights.Length > 0;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(GridSize, 8, 16_384, nameof(GridSize));
        problems.Require(PatchGrid >= 1 && PatchGrid <= GridSize - 2, nameof(PatchGrid), PatchGrid,
            $"must be from 1 to grid_size - 2 ({GridSize - 2})");
        problems.RequireRange(PadMultiple, 1, 16_384, nameof(PadMultiple));
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.RequireRange(WarmUp, 0, 100_000, nameof(WarmUp));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be above 0 and at most 1");
        problems.Require(WeightDecay is >= 0 and <= 1, nameof(WeightDecay), WeightDecay, "must be 0 to 1");
        problems.RequireRange(BatchSize, 1, 1000, nameof(BatchSize));
        problems.RequireRange(MaxPatches, 2, 65_536, nameof(MaxPatches));
        problems.RequireRange(FusionHead, 1, 4096, nameof(FusionHead));
        problems.Require(CoresetFraction is > 0 and <= 1, nameof(CoresetFraction), CoresetFraction,
            "must be greater than 0 and at most 1");
        problems.Require(CoresetProjection is >= 0 and < 1, nameof(CoresetProjection), CoresetProjection,
            "must be at least 0 and below 1");
        problems.RequireRange(MaxBankRows, 1, int.MaxValue, nameof(MaxBankRows));
        problems.RequireRange(BlurSigma, 0, 1000, nameof(BlurSigma));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }
}
