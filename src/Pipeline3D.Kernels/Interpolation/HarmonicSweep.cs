namespace Pipeline3D.Kernels;

/// <summary>Kinds of sweeps over the unknown pixels.</summary>
public enum HarmonicSweep
{
    /// <summary>Both chessboard colours in turn, over-relaxed: some L sweeps for an image of side L.</summary>
    RedBlack = 0,

    /// <summary>All pixels from the values before: some L x L sweeps.</summary>
    Jacobi = 1,
}
