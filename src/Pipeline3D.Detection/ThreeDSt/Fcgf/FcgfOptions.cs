using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Fcgf;

namespace Pipeline3D.Detection.ThreeDSt.Fcgf;

/// <summary>Options of <see cref="FcgfLearner"/>; sizes as published, the training is our choice.</summary>
public sealed record FcgfOptions : NetworkOptions
{
    /// <summary>One network is learnt of all scans.</summary>
    public FcgfOptions() => (Group, WeightDecay) = (FitGroup.All, 1e-4);

    /// <summary>Channels of the finest level; the coarser ones have two, four and eight times as many; 1 to
    /// 256.</summary>
    public int Width { get; init; } = 32;

    /// <summary>Numbers of a descriptor; 1 to 1024.</summary>
    public int Outputs { get; init; } = 32;

    /// <summary>Voxels along a side of the first convolution; odd, 1 to 9.</summary>
    public int FirstKernel { get; init; } = 5;

    /// <summary>Side of a voxel, in mean distances of neighbours; 0.1 to 100. The paper of 3D-ST takes 3.5 mm, which
    /// is 2.3 of them in its scans.</summary>
    public double Voxel { get; init; } = 2;

    /// <summary>Places that are compared in a step; 2 to 4096.</summary>
    public int Places { get; init; } = 256;

    /// <summary>Share of the points that each of a scan's two views keeps, on one side of a plane; 0.6 to 1,
    /// so that any two have places in common.</summary>
    public double Overlap { get; init; } = 0.8;

    /// <summary>Noise on the points of a view, in mean distances of neighbours; 0 to 10.</summary>
    public double Noise { get; init; } = 0.1;

    /// <summary>The network.</summary>
    internal FcgfShape Shape => new()
    {
        Down = [Width, 2 * Width, 4 * Width, 8 * Width], Up = [2 * Width, 2 * Width, 2 * Width, 4 * Width],
        FirstKernel = FirstKernel, Outputs = Outputs,
    };

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Width, 1, 256, nameof(Width));
        problems.RequireRange(Outputs, 1, 1024, nameof(Outputs));
        problems.RequireRange(FirstKernel, 1, 9, nameof(FirstKernel));
        problems.Require(FirstKernel % 2 == 1, nameof(FirstKernel), FirstKernel, "must be odd");
        problems.RequireRange(Voxel, 0.1, 100, nameof(Voxel));
        problems.RequireRange(Places, 2, 4096, nameof(Places));
        problems.RequireRange(Overlap, 0.6, 1, nameof(Overlap));
        problems.RequireRange(Noise, 0, 10, nameof(Noise));
    }
}
