namespace Pipeline3D.Geometry.Interpolation;

/// <summary>How <see cref="HarmonicInterpolation"/> solves.</summary>
public sealed record HarmonicOptions
{
    /// <summary>The solver stops when the residual's norm falls below this share of the right-hand side's. Default
    /// 1e-8. A share of 1e-3 leaves errors of 20 % of the range far from clustered data: do not loosen it to save
    /// time.</summary>
    public double Tolerance { get; init; } = 1e-8;

    /// <summary>Most iterations; 10 to 20 are usual. Default 500.</summary>
    public int MaxIterations { get; init; } = 500;

    internal void Check()
    {
        if (!(Tolerance is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance,
                "must lie between 0 and 1, both excluded");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxIterations, 1);
    }
}
