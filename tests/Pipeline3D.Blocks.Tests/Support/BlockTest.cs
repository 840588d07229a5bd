using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests.Support;

/// <summary>Calls blocks by hand, with a run folder of the test's own.</summary>
public abstract class BlockTest : IDisposable
{
    private RunContext? _run;

    protected TempFolder Folder { get; } = new();

    protected RunContext Run => _run ??= NewRun();

    /// <summary>The one fact whose name ends so.</summary>
    protected string FactOf(string end)
        => Run.Facts.Single(fact => fact.Key.EndsWith(end, StringComparison.Ordinal)).Value;

    protected RunContext NewRun(string name = "run", int seed = 3)
    {
        Directory.CreateDirectory(Folder[name]);
        return new RunContext { Folder = new RunFolder(Folder[name]), Seed = seed };
    }

    protected BlockContext ContextOf(string name, string category = "dome", string split = "test",
        string defect = "good")
        => new(new ItemId("made", category, split, defect, name), 0, Run, TestContext.Current.CancellationToken);

    /// <summary>What a block says about an item that it cannot use.</summary>
    protected static async Task<ItemRejectedException> RejectedAsync(Func<Task> body, RejectReason reason,
        params string[] parts)
    {
        ItemRejectedException error = await Assert.ThrowsAsync<ItemRejectedException>(body);
        Assert.Equal(reason, error.Reason);
        Assert.All(parts, part => Assert.Contains(part, error.Detail, StringComparison.Ordinal));
        return error;
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
