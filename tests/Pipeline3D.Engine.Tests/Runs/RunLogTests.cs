using Microsoft.Extensions.Logging;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>What a run tells its logger, by event ids and fields.</summary>
public sealed class RunLogTests : EngineTest
{
    private RunOptions Logged(RecordedLog log, IRunJournal? journal = null) => Options(journal: journal) with
    {
        Context = new RunContext { Folder = new RunFolder(Folder["run"]), Log = log },
    };

    [Theory, InlineData(false), InlineData(true)]
    public async Task Run_BadItemsAndRemarks_AreLoggedWithItemBlockAndReason(bool isJournaled)
    {
        var log = new RecordedLog();
        var graph = new Graph("logged");
        graph.From("n", new Numbers(4)).Then("choosy", new Choosy()).To("sink", new Kept());
        using SqliteJournal? journal = isJournaled ? new SqliteJournal(new RunFolder(Folder["run"])) : null;
        await RunAsync(graph, Logged(log, journal));

        RecordedLog.Line rejected = Assert.Single(log.Of(RunLog.RejectedId));
        Assert.Equal(LogLevel.Warning, rejected.Level);
        Assert.Equal("n/00001 unusable in choosy as empty_cloud: odd one", rejected.Text);
        Assert.Equal(("n/00001", "choosy", "empty_cloud"),
            (rejected.Fields["Item"], rejected.Fields["Block"], rejected.Fields["Reason"]));
        RecordedLog.Line failed = Assert.Single(log.Of(RunLog.BlockFailedId));
        Assert.Equal(LogLevel.Error, failed.Level);
        Assert.Equal(("n/00002", "choosy", "block_failed"),
            (failed.Fields["Item"], failed.Fields["Block"], failed.Fields["Reason"]));
        Assert.Contains("at Pipeline3D.Engine.Tests", failed.Fields["Stack"], StringComparison.Ordinal);
        Assert.Equal([("choosy", "-", "begun"), ("choosy", "n/00003", "looks odd")], log.Of(RunLog.RemarkId)
            .Select(line => (line.Fields["Block"], line.Fields["Item"], line.Fields["Remark"])));
        RecordedLog.Line end = Assert.Single(log.Of(RunLog.EndedId));
        Assert.Equal(("completed", "4", "2", "2"), (end.Fields["Status"], end.Fields["Read"], end.Fields["Completed"],
            end.Fields["Dead"]));
        Assert.Equal("3", Assert.Single(log.Of(RunLog.StartedId)).Fields["Blocks"]);
        Assert.Empty(log.Of(RunLog.ItemEndedId));
        Assert.Empty(log.Of(RunLog.StatusId));
    }

    [Fact]
    public async Task Run_DebugLevel_TellsOfEveryItemAndOfLongWork()
    {
        var log = new RecordedLog(LogLevel.Debug);
        var graph = new Graph("logged");
        graph.From("n", new Numbers(4)).Then("choosy", new Choosy()).To("sink", new Kept());
        await RunAsync(graph, Logged(log));

        Assert.Equal(["n/00000 Completed", "n/00001 Dead", "n/00002 Dead", "n/00003 Completed"],
            log.Of(RunLog.ItemEndedId).Select(line => $"{line.Fields["Item"]} {line.Fields["Outcome"]}").Order());
        Assert.Equal(["choosy starting", "choosy "], log.Of(RunLog.StatusId)
            .Select(line => $"{line.Fields["Block"]} {line.Fields["Status"]}"));
    }

    [Fact]
    public async Task Run_SourceThatCannotList_IsOneFailureInTheLog()
    {
        var log = new RecordedLog();
        var graph = new Graph("logged");
        graph.From("n", new Unlisted()).To("sink", new Kept());
        RunResult result = await RunAsync(graph, Logged(log));

        RecordedLog.Line failure = Assert.Single(log.Of(RunLog.FailureId));
        Assert.Equal(LogLevel.Error, failure.Level);
        Assert.Equal(Assert.Single(result.Failures), failure.Fields["Failure"]);
        Assert.Equal("failed", Assert.Single(log.Of(RunLog.EndedId)).Fields["Status"]);
    }

    /// <summary>Rejects one item, fails on the next, remarks on the third.</summary>
    private sealed class Choosy() : TransformBlock3D<int, int>(new NoOptions())
    {
        public override ValueTask StartAsync(RunContext run, CancellationToken stop)
        {
            run.ShowStatus("starting");
            run.AddRemark("begun");
            run.ShowStatus("");
            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> TransformAsync(int input, BlockContext context)
        {
            if (input == 1)
                throw context.Reject(RejectReason.EmptyCloud, "odd one");
            if (input == 2)
                throw new InvalidOperationException("defect");
            if (input == 3)
                context.AddRemark("looks odd");
            return new(input);
        }
    }

    private sealed class Unlisted() : SourceBlock3D<int>(new NoOptions())
    {
        public override IAsyncEnumerable<SourceEntry<int>> ListAsync(RunContext run, CancellationToken stop)
            => throw new IOException("the share is gone");
    }
}
