using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Cache;

/// <summary>A cache in a folder: one folder per definition, one file per output, each with the hash of its content at
/// its end.</summary>
/// <remarks>Several runs may share it at once. It grows until it is pruned; it may be deleted at any time. The time of
/// last writing of a file is when its output was last made or used.</remarks>
/// <param name="folder">Path of the folder; made with the first output.</param>
/// <param name="time">The clock that outputs are marked as used by.</param>
/// <param name="about">What the outputs of a definition are, for people: its block and options, line by line; null when
/// nobody says.</param>
public sealed class FolderCache(string folder, TimeProvider time, IReadOnlyDictionary<string, string>? about = null)
    : IArtifactCache
{
    private const string Files = "*.bin", AboutFile = "about.txt";

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
            Describe(definition, Path.GetDirectoryName(path)!);
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

    /// <summary>What the cache holds, by definition, the longest unused first.</summary>
    /// <remarks>Cost: a look at each file.</remarks>
    public IReadOnlyList<CachedOutputs> List()
        => !Directory.Exists(folder) ? [] : [.. new DirectoryInfo(folder).EnumerateDirectories()
            .Select(Look).Where(held => held.Outputs > 0)
            .OrderBy(held => held.LastUse).ThenBy(held => held.Definition, StringComparer.Ordinal)];

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
            foreach (DirectoryInfo emptied in kept[..outputs].Select(file => file.Directory!)
                .DistinctBy(directory => directory.FullName))
                RemoveEmpty(emptied);
            return (outputs, bytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _problem ??= $"the cache {folder} could not be brought under its limit: {cause.Message}";
            return (0, 0);
        }
    }

    private static CachedOutputs Look(DirectoryInfo definition)
    {
        FileInfo[] files = definition.GetFiles(Files);
        string path = Path.Combine(definition.FullName, AboutFile);
        return new CachedOutputs(definition.Name, File.Exists(path) ? File.ReadAllText(path) : "", files.Length,
            files.Sum(file => file.Length), files.Length == 0 ? default : files.Max(file => file.LastWriteTimeUtc));
    }

    private void Describe(string definition, string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, AboutFile);
        if (about?.GetValueOrDefault(definition) is { } text && !File.Exists(path))
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    // Another run may be writing into it: then it stays.
    private static void RemoveEmpty(DirectoryInfo definition)
    {
        if (definition.EnumerateFiles().Any(file => file.Name != AboutFile))
            return;
        try
        {
            File.Delete(Path.Combine(definition.FullName, AboutFile));
            definition.Delete(recursive: false);
        }
        catch (IOException)
        {
            // Something came in meanwhile.
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

/// <summary>What a cache holds of one block with its options and all that leads to it.</summary>
/// <param name="Definition">Its folder.</param>
/// <param name="About">Its block and options, line by line; empty when that is not known.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="Bytes">Their size on the disk.</param>
/// <param name="LastUse">When one of them was last made or used, UTC.</param>
public sealed record CachedOutputs(string Definition, string About, int Outputs, long Bytes, DateTime LastUse);
