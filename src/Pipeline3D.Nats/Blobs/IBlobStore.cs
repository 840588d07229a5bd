namespace Pipeline3D.Nats.Blobs;

/// <summary>Keeps what is too large for a message; names are the SHA-256 of the content.</summary>
internal interface IBlobStore
{
    /// <summary>Keeps a content.</summary>
    /// <returns>Its name.</returns>
    Task<string> PutAsync(Stream content, CancellationToken stop);

    /// <summary>Opens a content; whoever opens it disposes it.</summary>
    /// <exception cref="IOException">It is not there, or is not what its name says.</exception>
    Task<Stream> OpenAsync(string name, CancellationToken stop);

    /// <summary>Removes a content; nothing when it is not there.</summary>
    Task DeleteAsync(string name, CancellationToken stop);
}
