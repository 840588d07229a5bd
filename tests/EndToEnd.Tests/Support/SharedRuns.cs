using System.Collections.Concurrent;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Support;

/// <summary>Runs that several tests read and none writes to, each made by the first test that asks for it.</summary>
public sealed class SharedRuns(SmallDatasets datasets) : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<SharedRun>>> _runs = new(StringComparer.Ordinal);

    /// <summary>A run of a file of <c>pipelines/</c> on the small dataset of a layout.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">It did not end with exit code 0.</exception>
    public Task<SharedRun> OfAsync(string pipeline, SyntheticLayout layout) => OfAsync($"{layout}-{pipeline}",
        folder => CliTest.CommandAsync(["run", Path.Combine(SharedFiles.RepositoryRoot, "pipelines", pipeline),
            "--set", $"data={datasets.Of(layout)}", "--out", folder, .. CliTest.Quick(pipeline)]));

    /// <summary>What a command makes of a folder of its own.</summary>
    /// <param name="name">A name for each command line.</param>
    /// <param name="make">Runs it with the folder to write into.</param>
    /// <exception cref="Xunit.Sdk.XunitException">It did not end with exit code 0.</exception>
    public Task<SharedRun> OfAsync(string name, Func<string, Task<CliResult>> make) => _runs.GetOrAdd(name,
        key => new Lazy<Task<SharedRun>>(() => MakeAsync(_folder[key], make))).Value;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static async Task<SharedRun> MakeAsync(string folder, Func<string, Task<CliResult>> make)
    {
        CliResult result = await make(folder);
        Assert.True(result.Exit == 0, result.All);
        return new SharedRun(folder, result);
    }
}

/// <summary>A run that ended well.</summary>
/// <param name="Folder">Its folder; tests may read it only.</param>
/// <param name="Result">What it printed.</param>
public sealed record SharedRun(string Folder, CliResult Result);
