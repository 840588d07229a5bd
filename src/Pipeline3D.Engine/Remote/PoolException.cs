namespace Pipeline3D.Engine.Remote;

/// <summary>A pool cannot compute what it was asked for; the message says why and what to do.</summary>
public sealed class PoolException : Exception
{
    /// <summary>Makes one.</summary>
    public PoolException(string message) : base(message)
    {
    }

    /// <summary>Makes one with its cause.</summary>
    public PoolException(string message, Exception cause) : base(message, cause)
    {
    }
}
