namespace Pipeline3D.Kernels;

/// <summary>How an iteration ended.</summary>
/// <param name="Sweeps">Sweeps done.</param>
/// <param name="Residual">Largest distance of a pixel to its neighbours' mean at the end, in the unit of the
/// scores.</param>
/// <param name="Converged">Whether the tolerance was reached; otherwise the values are the best so far.</param>
public readonly record struct HarmonicSweepResult(int Sweeps, float Residual, bool Converged);
