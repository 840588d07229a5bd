using System.Runtime.CompilerServices;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Remote;

/// <summary>Does in this process what a fit task asks for.</summary>
public static class GroupFit
{
    /// <summary>Reduces one group of items: reads them along their way and has the reducer make its product.</summary>
    /// <param name="plan">The graph of the run, of fresh blocks.</param>
    /// <param name="options">How to run it; its folder is scratch, its feed and order are set here.</param>
    /// <param name="task">What is asked for.</param>
    /// <param name="value">Gives a value known beforehand by the name of its reducer.</param>
    /// <param name="productFile">Where the product is written.</param>
    /// <param name="stop">Stops the work.</param>
    /// <returns>What came of it; without a failure, the product lies written.</returns>
    public static async Task<FittedGroup> RunAsync(GraphPlan plan, RunOptions options, FitTask task,
        Func<string, CancellationToken, ValueTask<OfferedValue>> value, string productFile, CancellationToken stop)
    {
        FittedGroup? made = null;
        var order = new FitOrder(task, group =>
        {
            if (group.Save is { } save)
                AtomicFile.Write(productFile, save);
            made = group;
        });
        RunResult result = await new GraphRun(plan, options with { Feed = new ListFeed(task.Items, value),
            Fit = order })
            .RunAsync(stop).ConfigureAwait(false);
        return made ?? new FittedGroup
        {
            Failure = new RemoteFailure(Core.Items.RejectReason.BlockFailed, result.Failures.Length > 0
                ? string.Join("; ", result.Failures) : "the run ended before the reducer was done", ""),
        };
    }

    private sealed class ListFeed(IReadOnlyList<EntryRef> items,
        Func<string, CancellationToken, ValueTask<OfferedValue>> value) : IItemFeed
    {
        public async IAsyncEnumerable<EntryRef> TakeAsync([EnumeratorCancellation] CancellationToken stop)
        {
            foreach (EntryRef item in items)
            {
                stop.ThrowIfCancellationRequested();
                yield return item;
            }
            await ValueTask.CompletedTask.ConfigureAwait(false);
        }

        // The rows of the items were written when they were computed one by one.
        public void Ended(EntryRef entry, JournalEntry end, IReadOnlyList<BlockTiming> timings)
        {
        }

        public ValueTask<OfferedValue> ValueAsync(string node, CancellationToken stop) => value(node, stop);
    }
}
