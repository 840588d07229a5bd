using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Blobs;
using Pipeline3D.Nats.Messages;

namespace Pipeline3D.Nats.Pool;

/// <summary>Brings the files of results to their places in the run's folder, and those of items on their way to
/// workers.</summary>
internal sealed class RunFiles(string folder, IBlobStore blobs, bool ships, TimeProvider time)
{
    // What a worker wrote may be seen here a little later when a file server lies between.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    /// <summary>Moves the output files of an item to their places.</summary>
    /// <exception cref="FileNotFoundException">One is not there any more.</exception>
    /// <exception cref="IOException">The run's folder cannot be written.</exception>
    public async Task PlaceAsync(ResultMessage result, JournalEntry end, CancellationToken stop)
    {
        ScratchFolder? scratch = ships ? null : ScratchFolder.Below(folder, result.Worker);
        foreach (JournalOutput output in end.Outputs)
            if (scratch is not null)
                await MoveAsync(scratch, output, stop).ConfigureAwait(false);
            else
                await FetchAsync(result.Outputs.GetValueOrDefault(output.Path) ?? throw new FileNotFoundException(
                    $"{output.Path} did not come with its result"), ScratchFolder.Inside(folder, output.Path), stop)
                    .ConfigureAwait(false);
    }

    /// <summary>Writes a blob to a file.</summary>
    public async Task FetchAsync(string blob, string path, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Stream content = await blobs.OpenAsync(blob, stop).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
            Core.Runs.AtomicFile.Write(path, content.CopyTo);
    }

    /// <summary>Removes what a worker wrote for an item whose end was there already.</summary>
    public void Drop(ResultMessage result)
    {
        if (ships)
            return;
        var scratch = ScratchFolder.Below(folder, result.Worker);
        foreach (JournalOutput output in result.End?.Outputs ?? [])
            File.Delete(ScratchFolder.Inside(scratch.Path, output.Path));
    }

    /// <summary>Puts the files of an item where workers can have them; nothing when they see them.</summary>
    public async Task<IReadOnlyList<ShippedFile>> ShipAsync(IReadOnlyList<string> files, CancellationToken stop)
    {
        if (!ships)
            return [];
        var shipped = new List<ShippedFile>();
        foreach (string path in files.Where(File.Exists))
        {
            FileStream content = File.OpenRead(path);
            await using (content.ConfigureAwait(false))
            {
                string blob = await blobs.PutAsync(content, stop).ConfigureAwait(false);
                lock (_gate)
                    _uses[blob] = _uses.GetValueOrDefault(blob) + 1;
                shipped.Add(new ShippedFile(Path.GetFullPath(path), content.Length,
                    File.GetLastWriteTimeUtc(path).Ticks, blob));
            }
        }
        return shipped;
    }

    /// <summary>Takes back what was put for an item.</summary>
    public async Task ForgetAsync(IReadOnlyList<ShippedFile> files, CancellationToken stop)
    {
        foreach (ShippedFile file in files)
        {
            // Two items may have files of equal content.
            lock (_gate)
            {
                int left = _uses.GetValueOrDefault(file.Blob) - 1;
                if (left > 0)
                    _uses[file.Blob] = left;
                else
                    _uses.Remove(file.Blob);
                if (left > 0)
                    continue;
            }
            await blobs.DeleteAsync(file.Blob, stop).ConfigureAwait(false);
        }
    }

    private async Task MoveAsync(ScratchFolder scratch, JournalOutput output, CancellationToken stop)
    {
        string from = ScratchFolder.Inside(scratch.Path, output.Path), to = ScratchFolder.Inside(folder, output.Path);
        for (long began = time.GetTimestamp(); !File.Exists(from);
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, stop).ConfigureAwait(false))
        {
            // Moved before this process was begun again.
            if (File.Exists(to) && new FileInfo(to).Length == output.Length)
                return;
            if (time.GetElapsedTime(began) > Patience)
                throw new FileNotFoundException($"{from}, which a worker wrote, is not there", from);
        }
        scratch.Place([output], folder);
    }
}
