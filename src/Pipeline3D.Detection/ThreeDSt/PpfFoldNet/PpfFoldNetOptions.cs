using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.PpfFoldNet;

namespace Pipeline3D.Detection.ThreeDSt.PpfFoldNet;

/// <summary>Options of <see cref="PpfFoldNetLearner"/>; sizes as published, as far as the paper gives them.</summary>
public sealed record PpfFoldNetOptions : NetworkOptions
{
    /// <summary>One network is learnt of all scans.</summary>
    public PpfFoldNetOptions() => (Group, WeightDecay) = (FitGroup.All, 0);

    /// <summary>Points of a patch; 4 to 16384.</summary>
    public int PatchPoints { get; init; } = 2048;

    /// <summary>Reach of a patch from its centre, in mean distances of neighbours; 1 to 1000.</summary>
    public double Reach { get; init; } = 20;

    /// <summary>Patches of a step; 1 to 4096.</summary>
    public int Patches { get; init; } = 32;

    /// <summary>Numbers of a codeword, which is the descriptor; 1 to 1024.</summary>
    public int Code { get; init; } = 512;

    /// <summary>Numbers of the first layer on points; the next two have two and four times as many; 1 to
    /// 1024.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Numbers of the hidden layers of a folding; 1 to 4096.</summary>
    public int Folding { get; init; } = 512;

    /// <summary>Layers of a folding; 2 to 16.</summary>
    public int FoldingLayers { get; init; } = 5;

    /// <summary>Nodes along a side of the grid that is folded; 2 to 128.</summary>
    public int Grid { get; init; } = 45;

    /// <summary>The network.</summary>
    internal PpfFoldNetShape Shape => new()
    {
        Widths = [Width, 2 * Width, 4 * Width], Code = Code, Folding = Folding, FoldingLayers = FoldingLayers,
        Grid = Grid,
    };

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(PatchPoints, 4, 16_384, nameof(PatchPoints));
        problems.RequireRange(Reach, 1, 1000, nameof(Reach));
        problems.RequireRange(Patches, 1, 4096, nameof(Patches));
        problems.RequireRange(Code, 1, 1024, nameof(Code));
        problems.RequireRange(Width, 1, 1024, nameof(Width));
        problems.RequireRange(Folding, 1, PpfFoldNetShape.MaxWidth, nameof(Folding));
        problems.RequireRange(FoldingLayers, 2, 16, nameof(FoldingLayers));
        problems.RequireRange(Grid, 2, 128, nameof(Grid));
    }
}
