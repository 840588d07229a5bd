namespace Pipeline3D.Detection.Contracts;

/// <summary>A fit ended early because its run was asked to end, and kept its state: the next attempt goes on from
/// it.</summary>
public sealed class FitPausedException : Exception
{
    /// <summary>Says how far the fit came.</summary>
    public FitPausedException(string message) : base(message)
    {
    }
}
