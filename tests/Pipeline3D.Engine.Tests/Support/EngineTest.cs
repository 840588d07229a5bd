using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Engine.Tests.Support;

/// <summary>Runs graphs in a folder of their own, under a limit that turns a hang into a failure.</summary>
public abstract class EngineTest : IDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    protected TempFolder Folder { get; } = new();

    protected RunOptions Options(long budget = 1 << 20, IRunJournal? journal = null, CancellationToken drain = default)
        => new()
    {
        Context = new RunContext { Folder = new RunFolder(Folder["run"]) },
        BudgetBytes = budget,
        Journal = journal ?? NoJournal.Instance,
        Drain = drain,
    };

    protected async Task<RunResult> RunAsync(Graph graph, RunOptions? options = null, CancellationToken stop = default)
    {
        RunResult result = await graph.RunAsync(options ?? Options(drain: CancellationToken.None), stop)
            .WaitAsync(HangLimit, TestContext.Current.CancellationToken);
        Assert.True(result.Counts.IsConserved, $"not conserved: {result.Counts}");
        return result;
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
