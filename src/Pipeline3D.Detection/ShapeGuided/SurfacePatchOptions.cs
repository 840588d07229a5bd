using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Networks.ImplicitSurface;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>How a scan is cut into patches, and how an expert on their surfaces is learnt; the defaults are the
/// published ones.</summary>
public abstract record SurfacePatchOptions : MethodOptions
{
    /// <summary>A scan on a grid is resized to a square of at most so many pixels a side; 3 to 16384.</summary>
    [Preparation]
    public int GridSize { get; init; } = 224;

    /// <summary>The side of the padded square is rounded up to a multiple of this many pixels; 1 to 16384.</summary>
    [Preparation]
    public int PadMultiple { get; init; } = 100;

    /// <summary>Most points that are looked at of a cloud without a grid; others take the score of the nearest of
    /// these; 16 to 10 million.</summary>
    [Preparation]
    public int CloudPoints { get; init; } = 50_000;

    /// <summary>Points of a patch; 4 to 65536.</summary>
    [Preparation]
    public int PatchPoints { get; init; } = 500;

    /// <summary>In how many patches a point lies on average; above 0 to 100.</summary>
    [Preparation]
    public double Cover { get; init; } = 10;

    /// <summary>Numbers of a code; 1 to 4096.</summary>
    public int Code { get; init; } = 128;

    /// <summary>Width of the encoder's first layer; those behind it are 2, 16 and 8 times as wide; 1 to 1024.</summary>
    public int EncoderWidth { get; init; } = 64;

    /// <summary>Width of the field's layers; 1 to 4096.</summary>
    public int Hidden { get; init; } = 512;

    /// <summary>Layers of the field behind its first two; 1 to 64.</summary>
    public int Layers { get; init; } = 7;

    /// <summary>Most scans of a category that the expert learns from, drawn at random; 1 to 1 million.</summary>
    public int ExpertScans { get; init; } = 20;

    /// <summary>Rounds over the patches; 1 to 1 million.</summary>
    public int Epochs { get; init; } = 601;

    /// <summary>Patches of a round, drawn anew for each; 0 for all; 0 to 100 million.</summary>
    public int EpochPatches { get; init; }

    /// <summary>Patches of one step; 2 to 10000. What is left of a round does not make a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Places are drawn about points by so many times the distance to this neighbour, the point itself
    /// counted, or to the farthest of a smaller patch; 2 to 65536.</summary>
    public int NoiseNeighbour { get; init; } = 51;

    /// <summary>That many times, in copies near the surface; 0 to 100.</summary>
    public double NearNoise { get; init; } = 0.5;

    /// <summary>That many times, in copies far from it; 0 to 100.</summary>
    public double FarNoise { get; init; } = 1;

    /// <summary>Copies of a patch's places near the surface; a step takes one copy; 1 to 1000.</summary>
    public int NearCopies { get; init; } = 13;

    /// <summary>Copies far from it; 0 to 1000.</summary>
    public int FarCopies { get; init; } = 7;

    /// <summary>Rounds between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(GridSize, 3, 16_384, nameof(GridSize));
        problems.RequireRange(PadMultiple, 1, 16_384, nameof(PadMultiple));
        problems.RequireRange(CloudPoints, 16, 10_000_000, nameof(CloudPoints));
        problems.RequireRange(PatchPoints, 4, 65_536, nameof(PatchPoints));
        problems.Require(PatchPoints <= CloudPoints, nameof(PatchPoints), PatchPoints,
            $"must be at most cloud_points ({CloudPoints})");
        problems.Require(Cover is > 0 and <= 100, nameof(Cover), Cover, "must be above 0 and at most 100");
        problems.RequireRange(Code, 1, 4096, nameof(Code));
        problems.RequireRange(EncoderWidth, 1, 1024, nameof(EncoderWidth));
        problems.RequireRange(Hidden, 1, 4096, nameof(Hidden));
        problems.RequireRange(Layers, 1, 64, nameof(Layers));
        problems.RequireRange(ExpertScans, 1, 1_000_000, nameof(ExpertScans));
        problems.RequireRange(Epochs, 1, 1_000_000, nameof(Epochs));
        problems.RequireRange(EpochPatches, 0, 100_000_000, nameof(EpochPatches));
        problems.RequireRange(BatchSize, 2, 10_000, nameof(BatchSize));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be above 0 and at most 1");
        problems.RequireRange(NoiseNeighbour, 2, 65_536, nameof(NoiseNeighbour));
        problems.RequireRange(NearNoise, 0, 100, nameof(NearNoise));
        problems.RequireRange(FarNoise, 0, 100, nameof(FarNoise));
        problems.RequireRange(NearCopies, 1, 1000, nameof(NearCopies));
        problems.RequireRange(FarCopies, 0, 1000, nameof(FarCopies));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>The networks.</summary>
    internal ImplicitSurfaceShape Shape => new()
    {
        Widths = [EncoderWidth, 2 * EncoderWidth, 16 * EncoderWidth], Middle = 8 * EncoderWidth, Code = Code,
        Hidden = Hidden, Layers = Layers,
    };

    /// <summary>Patches of so many points.</summary>
    internal int PatchesOf(int points)
        => (int)Math.Clamp(Math.Round(Cover * points / PatchPoints), 1, points);

    /// <summary>Bytes of points, their places and the members of patches.</summary>
    internal long PatchBytes(long points) => (long)((16 + (4 * Cover)) * points) + (4L * PatchPoints);

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(int scans, string trainingHash) => new(StringComparer.Ordinal)
    {
        ["options"] = $"{this with { Seed = Seed ?? 0, CheckpointEvery = 0 }}",
        ["scans"] = OptionReader.Text(scans),
        ["training_hash"] = trainingHash,
    };
}
