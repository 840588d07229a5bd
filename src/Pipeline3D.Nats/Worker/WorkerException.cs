namespace Pipeline3D.Nats.Worker;

/// <summary>A worker cannot take part in a run; the message says why and what to do.</summary>
public sealed class WorkerException : Exception
{
    /// <summary>Makes one.</summary>
    public WorkerException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
