using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;

namespace SampleMethod.MeanDepth;

/// <summary>Options of <see cref="MeanDepth"/>.</summary>
public sealed record MeanDepthOptions : MethodOptions
{
    /// <summary>Cells along each side of the scan; 2 to 256.</summary>
    [Preparation]
    public int Cells { get; init; } = 24;

    /// <summary>Smallest deviation that a cell is given, in the unit of the scans; above 0.</summary>
    public double Least { get; init; } = 1e-4;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(Cells, 2, 256, nameof(Cells));
        problems.Require(Least > 0, nameof(Least), Least, "must be greater than 0");
    }
}
