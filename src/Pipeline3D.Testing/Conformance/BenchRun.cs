using System.Security.Cryptography;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Testing.Conformance;

/// <summary>A run without an engine, in a temporary folder that goes with it; blocks are started in it and disposed
/// with it.</summary>
internal sealed class BenchRun(CancellationToken stop) : IAsyncDisposable
{
    private readonly List<IBlock> _blocks = [];

    public RunContext Context { get; } = new()
    {
        Folder = new RunFolder(Directory.CreateTempSubdirectory("pipeline3d-block-").FullName),
    };

    public CancellationToken Stop => stop;

    /// <summary>Starts a block in this run.</summary>
    public async Task<IBlock> StartAsync(IBlock block)
    {
        _blocks.Add(block);
        await block.StartAsync(Context, stop).ConfigureAwait(false);
        return block;
    }

    public BlockContext Of(ItemId item, long sequence) => new(item, sequence, Context, stop);

    /// <summary>A path of this run relative to its folder.</summary>
    public string NameOf(string path) => Path.GetRelativePath(Context.Folder.Path, path);

    /// <summary>Takes files of another run over, as they would lie in its folder when it is resumed.</summary>
    public void TakeOver(BenchRun other, IEnumerable<string> files)
    {
        foreach (string file in files)
            File.Copy(file, Context.Folder.In(other.NameOf(file)), overwrite: true);
    }

    /// <summary>All that the run holds by name: its files, facts and remarks.</summary>
    public SortedDictionary<string, string> Left()
    {
        var left = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Context.Folder.Path, "*", SearchOption.AllDirectories))
            left[$"the file {NameOf(file)}"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        foreach ((string name, string value) in Context.Facts)
            left[$"the fact {name}"] = value;
        foreach (var same in Context.Remarks.GroupBy(remark => Context.Folder.Relative(remark)))
            left[$"the remark '{same.Key}'"] = $"{same.Count()}";
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IBlock block in _blocks)
            if (block is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            else if (block is IDisposable disposable)
                disposable.Dispose();
        Directory.Delete(Context.Folder.Path, recursive: true);
    }
}
