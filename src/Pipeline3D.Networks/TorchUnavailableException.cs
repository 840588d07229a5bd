namespace Pipeline3D.Networks;

/// <summary>Networks cannot run here: which files were looked for, and what to do. Whatever needs no network runs
/// without.</summary>
public sealed class TorchUnavailableException : Exception
{
    internal TorchUnavailableException(string message) : base(message)
    {
    }
}
