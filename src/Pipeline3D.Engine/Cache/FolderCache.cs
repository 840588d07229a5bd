using System.Security.Cryptography;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Cache;

/// <summary>A cache in a folder: one folder per definition, one file per output, each with the hash of its content at
/// its end.</summary>
/// <remarks>Several runs may share it at once. It grows until it is pruned; it may be deleted at any time. The time of
/// last writing of a file is when its output was last made or used.</remarks>
/// <param name="folder">Path of the folder; made with the first output.</param>
/// <param name="time">The clock that outputs are marked as used by.</param>
public sealed class FolderCache(string folder, TimeProvider time) : IArtifactCache
{
    private const string Files = "*.bin";

    private volatile string? _problem;

    /// <summary>Why outputs could not be kept, as a sentence; null while they can.</summary>
    public string? Problem => _problem;

    /// <inheritdoc/>
    public Stream? TryOpen(string definition, string content)
    {
        string path = PathOf(definition, content);
        if (ReadOrNull(path) is not { } bytes)
            return null;
        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < 0 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            return null;
        MarkUsed(path);
        return new MemoryStream(bytes, 0, length, writable: false);
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
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, Files).Count() : 0;
    }

    /// <summary>Removes outputs, the longest unused first, until the rest fits.</summary>
    /// <param name="limit">Most bytes that stay.</param>
    /// <returns>How many outputs were removed, and their bytes.</returns>
    /// <remarks>What another run is about to use may be among them: it computes that again. Cost: a look at each
    /// file.</remarks>
    public (int Outputs, long Bytes) Prune(long limit)
    {
        if (!Directory.Exists(folder))
            return (0, 0);
        try
        {
            FileInfo[] kept = [.. new DirectoryInfo(folder).EnumerateFiles(Files, SearchOption.AllDirectories)
                .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.FullName, StringComparer.Ordinal)];
            long over = kept.Sum(file => file.Length) - limit, bytes = 0;
            int outputs = 0;
            for (; bytes < over; outputs++)
            {
                bytes += kept[outputs].Length;
                kept[outputs].Delete();
            }
            return (outputs, bytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _problem ??= $"the cache {folder} could not be brought under its limit: {cause.Message}";
            return (0, 0);
        }
    }

    // Another run that prunes may remove the file at any moment.
    private static byte[]? ReadOrNull(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void MarkUsed(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Removed meanwhile, or the file of another user of a shared folder: then it counts as used when it was
            // made.
        }
    }

    private string PathOf(string definition, string content) => Path.Combine(folder, definition, $"{content}.bin");
}
