using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Networks.Ast;
using Pipeline3D.Networks.EfficientNet;

namespace Pipeline3D.Detection.Ast;

/// <summary>Options of <see cref="AstMethod"/>; the defaults are the published ones.</summary>
public sealed record AstOptions : MethodOptions, ITrains
{
    // Filters of the last coupling block; those before it have the others.
    private const int LastKernel = 5, Kernel = 3;

    /// <summary>Side of the square that depth is resized to, pixels; a multiple of <see cref="Unshuffle"/>, 8 to
    /// 1024.</summary>
    [Preparation]
    public int Side { get; init; } = 192;

    /// <summary>Blocks of so many pixels along each side become the channels of one place; 1 to 32.</summary>
    [Preparation]
    public int Unshuffle { get; init; } = 8;

    /// <summary>What counts as background.</summary>
    [Preparation]
    public DepthBackground Background { get; init; } = DepthBackground.Corners;

    /// <summary>What lies at most so far from the surface between the corners belongs to the background, metres; 0 to
    /// 1.</summary>
    [Preparation]
    public double SurfaceThreshold { get; init; } = 0.007;

    /// <summary>How often holes of one pixel are filled by their neighbours; 0 to 100.</summary>
    [Preparation]
    public int Fills { get; init; } = 3;

    /// <summary>Side of the square that the foreground grows by, pixels of the resized picture; 1 (not at all) to
    /// 100.</summary>
    [Preparation]
    public int Grow { get; init; } = 8;

    /// <summary>Weights by which colour is seen: a file of EfficientNet-B5, <c>efficientnet-b5</c>, whose file is
    /// looked for, or <c>random:</c> and one of these, as a control. Empty: depth alone.</summary>
    [Preparation]
    public string Weights { get; init; } = "";

    /// <summary>Channels of the position code; a multiple of 4, 0 (none) to 1024.</summary>
    public int Position { get; init; } = 32;

    /// <summary>Coupling blocks of the teacher, with filters of 3, the last of 5 pixels; 1 to 64.</summary>
    public int Couplings { get; init; } = 4;

    /// <summary>Channels inside the coupling blocks; 1 to 4096.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Largest logarithm of a coupling block's factors, about; above 0 and at most 10.</summary>
    public double Clamp { get; init; } = 1.9;

    /// <summary>Channels inside the student; 1 to 4096.</summary>
    public int StudentWidth { get; init; } = 1024;

    /// <summary>Residual blocks of the student; 0 to 64.</summary>
    public int StudentBlocks { get; init; } = 4;

    /// <summary>Passes over the training scans by which the teacher learns; 0 (it only brings channels into another
    /// order, a control) to 100000.</summary>
    public int TeacherEpochs { get; init; } = 72;

    /// <summary>Passes by which the student learns after it; 0 (random weights, a control) to 100000.</summary>
    public int StudentEpochs { get; init; } = 72;

    /// <summary>Scans of one step; what is left of a pass is not learnt in it. 1 to 1024; fewer scans are one
    /// step.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Weight decay, added to the gradient; 0 to 1.</summary>
    public double WeightDecay { get; init; } = 1e-5;

    /// <summary>What of its map a scan's own score is.</summary>
    public AstScanScore ScanScore { get; init; } = AstScanScore.Max;

    /// <summary>Passes between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 10;

    int ITrains.Epochs => TeacherEpochs + StudentEpochs;

    /// <summary>Side of the maps.</summary>
    internal int Grid => Side / Unshuffle;

    /// <summary>Channels that depth gives.</summary>
    internal int DepthChannels => Unshuffle * Unshuffle;

    /// <summary>Whether colour is looked at.</summary>
    internal bool LooksAtColour => Weights.Length > 0;

    /// <summary>Side of the picture whose features have as many places as the maps, pixels.</summary>
    internal int PictureSize => Grid * EfficientNetShape.Stride;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(Side, 8, 1024, nameof(Side));
        problems.RequireRange(Unshuffle, 1, 32, nameof(Unshuffle));
        problems.Require(Unshuffle is < 1 or > 32 || Side % Unshuffle == 0, nameof(Side), Side,
            $"must be a multiple of unshuffle ({Unshuffle})");
        problems.Require(Unshuffle > 1 || LooksAtColour, nameof(Unshuffle), Unshuffle,
            "must be 2 or more where depth is looked at alone, since the teacher halves the channels");
        problems.Require(!LooksAtColour || Unshuffle is < 1 or > 32 || PictureSize <= 2048, nameof(Side), Side,
            $"makes pictures of {EfficientNetShape.Stride} x side / unshuffle pixels, at most 2048 where colour is "
            + "looked at");
        problems.RequireRange(SurfaceThreshold, 0, 1, nameof(SurfaceThreshold));
        problems.RequireRange(Fills, 0, 100, nameof(Fills));
        problems.RequireRange(Grow, 1, 100, nameof(Grow));
        problems.RequireRange(Position, 0, 1024, nameof(Position));
        problems.Require(Position % 4 == 0, nameof(Position), Position, "must be a multiple of 4");
        problems.RequireRange(Couplings, 1, 64, nameof(Couplings));
        problems.RequireRange(Hidden, 1, 4096, nameof(Hidden));
        problems.Require(Clamp is > 0 and <= 10, nameof(Clamp), Clamp, "must be above 0 and at most 10");
        problems.RequireRange(StudentWidth, 1, 4096, nameof(StudentWidth));
        problems.RequireRange(StudentBlocks, 0, 64, nameof(StudentBlocks));
        problems.RequireRange(TeacherEpochs, 0, 100_000, nameof(TeacherEpochs));
        problems.RequireRange(StudentEpochs, 0, 100_000, nameof(StudentEpochs));
        problems.RequireRange(BatchSize, 1, 1024, nameof(BatchSize));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be above 0 and at most 1");
        problems.RequireRange(WeightDecay, 0, 1, nameof(WeightDecay));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>Sizes of the networks.</summary>
    /// <param name="colour">Channels of the colour's features; 0 for depth alone.</param>
    internal AstShape Shape(int colour) => new()
    {
        Channels = DepthChannels + colour, Position = Position, Hidden = Hidden, Clamp = Clamp,
        Kernels = [.. Enumerable.Repeat(Kernel, Couplings - 1), LastKernel], StudentWidth = StudentWidth,
        StudentBlocks = StudentBlocks,
    };

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    /// <param name="scans">Training scans.</param>
    /// <param name="trainingHash">Their fingerprint.</param>
    /// <param name="weightsHash">Fingerprint of the weights that colour is seen by.</param>
    internal Dictionary<string, string> Identity(int scans, string trainingHash, string weightsHash)
        => new(StringComparer.Ordinal)
        {
            ["options"] = $"{this with { Seed = Seed ?? 0, CheckpointEvery = 0, ScanScore = AstScanScore.Max }}",
            ["weights_sha256"] = weightsHash,
            ["scans"] = OptionReader.Text(scans),
            ["training_hash"] = trainingHash,
        };
}

/// <summary>What of its map a scan's own score is.</summary>
public enum AstScanScore
{
    /// <summary>The largest value of the enlarged map; the published figures are of it.</summary>
    Max = 0,

    /// <summary>The mean difference between teacher and student over all places, background as 0.</summary>
    Mean = 1,
}
