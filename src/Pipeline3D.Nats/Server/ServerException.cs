namespace Pipeline3D.Nats.Server;

/// <summary>A NATS server cannot be used; the message says why and what to do.</summary>
public sealed class ServerException : Exception
{
    /// <summary>Makes one.</summary>
    public ServerException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
