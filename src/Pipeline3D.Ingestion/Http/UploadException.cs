namespace Pipeline3D.Ingestion.Http;

/// <summary>A request that cannot be accepted.</summary>
internal sealed class UploadException(int status, string reason, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status => status;

    /// <summary>Code for programs.</summary>
    public string Reason => reason;
}
