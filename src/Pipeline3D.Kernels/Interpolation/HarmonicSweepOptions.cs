namespace Pipeline3D.Kernels;

/// <summary>How <see cref="HarmonicOp"/> iterates.</summary>
public sealed record HarmonicSweepOptions
{
    /// <summary>The kind of sweep. Default red-black.</summary>
    public HarmonicSweep Sweep { get; init; } = HarmonicSweep.RedBlack;

    /// <summary>Over-relaxation of red-black sweeps, in (0, 2); null for 2 / (1 + pi / (2 L)) with L the longer side in
    /// pixels, the best one for data on one side of the image.</summary>
    public double? Relaxation { get; init; }

    /// <summary>Ends the iteration once no pixel is farther from its neighbours' mean than this share of the scores'
    /// range. Default 1e-6. The error can be this times the squared number of pixels to the nearest score.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Most sweeps. Default 10,000.</summary>
    public int MaxSweeps { get; init; } = 10_000;

    internal void Check()
    {
        if (!Enum.IsDefined(Sweep))
            throw new ArgumentOutOfRangeException(nameof(Sweep), Sweep, "is no kind of sweep");
        if (Relaxation is { } relaxation && !(relaxation is > 0 and < 2))
            throw new ArgumentOutOfRangeException(nameof(Relaxation), relaxation,
                "must lie between 0 and 2, both excluded: other values diverge");
        if (!(Tolerance is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance,
                "must lie between 0 and 1, both excluded");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSweeps, 1);
    }
}
