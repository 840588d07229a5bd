namespace Pipeline3D.Torch;

/// <summary>libtorch, or the native file that binds it, cannot be loaded; the message ends with the command that
/// installs it. Whatever needs no model runs without.</summary>
public sealed class TorchUnavailableException : Exception
{
    internal TorchUnavailableException(string message, Exception cause) : base(message, cause)
    {
    }
}
