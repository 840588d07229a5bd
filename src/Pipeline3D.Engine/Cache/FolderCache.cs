using System.Security.Cryptography;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>A cache in a folder: one folder per definition, one file per output, each with the hash of its content at
/// its end.</summary>
/// <remarks>Several runs may share it at once. It grows without limit; it may be deleted at any time.</remarks>
public sealed class FolderCache(string folder) : IArtifactCache
{
    private volatile string? _problem;

    /// <summary>Why outputs could not be kept, as a sentence; null while they can.</summary>
    public string? Problem => _problem;

    /// <inheritdoc/>
    public Stream? TryOpen(string definition, string content)
    {
        string path = PathOf(definition, content);
        if (!File.Exists(path))
            return null;
        byte[] bytes = File.ReadAllBytes(path);
        int length = bytes.Length - SHA256.HashSizeInBytes;
        return length >= 0 && SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length))
            ? new MemoryStream(bytes, 0, length, writable: false) : null;
    }

    /// <inheritdoc/>
    public void Add(string definition, string content, Action<Stream> save)
    {
        if (_problem is not null)
            return;
        using var bytes = new MemoryStream();
        save(bytes);
        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        try
        {
            string path = PathOf(definition, content);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, bytes.WriteTo);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _problem = $"the cache {folder} could not be written, so not all results are kept: {cause.Message}";
        }
    }

    /// <inheritdoc/>
    public int Count(string definition)
    {
        string path = Path.Combine(folder, definition);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.bin").Count() : 0;
    }

    private string PathOf(string definition, string content) => Path.Combine(folder, definition, $"{content}.bin");
}
