using System.Security.Cryptography;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Nats.Blobs;

/// <summary>Contents as files of a folder that all processes see.</summary>
internal sealed class FolderBlobs(string folder) : IBlobStore
{
    public async Task<string> PutAsync(Stream content, CancellationToken stop)
    {
        string name = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, stop).ConfigureAwait(false));
        content.Position = 0;
        Directory.CreateDirectory(folder);
        AtomicFile.Write(PathOf(name), content.CopyTo);
        return name;
    }

    public async Task<Stream> OpenAsync(string name, CancellationToken stop)
    {
        FileStream file = new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop).ConfigureAwait(false)) != name)
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"{PathOf(name)} is not what it was written as");
        }
        file.Position = 0;
        return file;
    }

    public Task DeleteAsync(string name, CancellationToken stop)
    {
        File.Delete(PathOf(name));
        return Task.CompletedTask;
    }

    private string PathOf(string name) => Path.Combine(folder, Path.GetFileName(name));
}
