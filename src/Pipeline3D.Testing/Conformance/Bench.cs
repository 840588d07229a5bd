namespace Pipeline3D.Testing.Conformance;

/// <summary>The runs of one check, which go with it.</summary>
internal sealed class Bench(CancellationToken stop) : IAsyncDisposable
{
    private readonly List<BenchRun> _runs = [];

    public CancellationToken Stop => stop;

    /// <summary>Runs a check, and takes down what it set up.</summary>
    public static async Task<string?> CheckAsync(Func<Bench, Task<string?>> check, CancellationToken stop)
    {
        var bench = new Bench(stop);
        await using (bench.ConfigureAwait(false))
            return await check(bench).ConfigureAwait(false);
    }

    public BenchRun NewRun()
    {
        var run = new BenchRun(stop);
        _runs.Add(run);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BenchRun run in _runs)
            await run.DisposeAsync().ConfigureAwait(false);
    }
}
