using Pipeline3D.Core.Runs;
using Pipeline3D.Nats.Blobs;
using Pipeline3D.Nats.Messages;

namespace Pipeline3D.Nats.Worker;

/// <summary>Files that came with tasks, under the paths that they have where the run is, below a folder of this
/// machine.</summary>
internal sealed class ShippedInputs(string folder, IBlobStore blobs)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    /// <summary>A path of the run's machine as it is named here.</summary>
    public string Here(string path) => Path.IsPathRooted(path) ? folder + Path.GetFullPath(path) : path;

    /// <summary>Puts files to their places.</summary>
    /// <exception cref="IOException">One cannot be had, or cannot be written.</exception>
    public async Task TakeAsync(IReadOnlyList<ShippedFile> files, CancellationToken stop)
    {
        foreach (ShippedFile file in files)
        {
            string path = Here(file.Path);
            lock (_gate)
                _uses[path] = _uses.GetValueOrDefault(path) + 1;
            if (File.Exists(path))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Stream content = await blobs.OpenAsync(file.Blob, stop).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
                AtomicFile.Write(path, content.CopyTo);
            File.SetLastWriteTimeUtc(path, new DateTime(file.Written, DateTimeKind.Utc));
        }
    }

    /// <summary>Removes files that no task needs any more.</summary>
    public void Drop(IReadOnlyList<ShippedFile> files)
    {
        foreach (ShippedFile file in files)
        {
            string path = Here(file.Path);
            lock (_gate)
            {
                int left = _uses.GetValueOrDefault(path) - 1;
                _uses[path] = left;
                if (left > 0)
                    continue;
                _uses.Remove(path);
            }
            File.Delete(path);
        }
    }
}
