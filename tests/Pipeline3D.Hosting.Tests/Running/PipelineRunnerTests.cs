using System.Collections.Concurrent;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Hosting.Tests.Support;
using Pipeline3D.Reporting.Manifest;

namespace Pipeline3D.Hosting.Tests.Running;

/// <summary>Runs without the command line: what they report, resume, refuse and leave behind.</summary>
public sealed class PipelineRunnerTests : HostingTest
{
    [Fact]
    public async Task RunAsync_OneBadItem_ReportsCountsDeadLettersAndFolder()
    {
        var progress = new Reports();
        var started = new List<RunStarted>();
        RunReport report = await Runner.RunAsync(Load("reject.bad=2"), new RunRequest { Started = started.Add },
            progress, stop: Stop);

        Assert.Equal((RunOutcome.SomeRejected, RunStatus.Completed), (report.Outcome, report.Status));
        Assert.Equal(new RunCounts(4, 4, 3, 1, 0, 0), report.Counts);
        DeadLetter letter = Assert.Single(report.DeadLetters);
        Assert.Equal(("n/002", "reject", RejectReason.NotANumber), (letter.Item.Path, letter.Block, letter.Reason));
        Assert.Equal(Folder["out"], report.Folder.Path);
        Assert.Empty(report.Failures);
        Assert.Empty(report.ReadVerdicts());
        Assert.Null(report.Metrics);
        Assert.Equal([new RunStarted(Folder["out"], null, IsReplay: false)], started);
        Assert.Equal((4, 4L, 1, true), (progress.Last.Ended, progress.Last.Total, progress.Last.Dead,
            progress.Last.HasEnded));
        RunManifest manifest = RunManifest.Read(report.Folder);
        Assert.Equal(("completed", "reject.bad=2"), (manifest.Status, Assert.Single(manifest.Overrides)));
        Assert.True(File.Exists(report.Folder.Report));
        Assert.Equal(4, File.ReadAllLines(report.Folder.Inputs).Length);
    }

    [Fact]
    public async Task RunAsync_FolderThatIsMovedAfterwards_NamesNoFileOfItByItsOldPlace()
    {
        RunReport report = await Runner.RunAsync(Runner.Load(Write(Line.Replace("sample.reject", "sample.writer",
            StringComparison.Ordinal))), new RunRequest(), stop: Stop);
        Assert.Contains(report.Remarks, remark => remark.Contains(report.Folder.Path, StringComparison.Ordinal));
        Directory.Move(report.Folder.Path, Folder["moved"]);
        var moved = new RunFolder(Folder["moved"]);
        RunManifest manifest = RunManifest.Read(moved);
        Assert.Contains("a file is maps/0.txt", manifest.Remarks);
        Assert.StartsWith("maps/", manifest.Facts["file"], StringComparison.Ordinal);
        Assert.Equal("maps/3.txt is full", Assert.Single(DeadLetterLog.Read(moved.DeadLetters)).Message);
        foreach (string file in Directory.GetFiles(moved.Path))
            Assert.DoesNotContain($"{report.Folder.Path}/", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_AllGood_IsOkAndTheNextRunHasAFolderOfItsOwn()
    {
        RunReport first = await Runner.RunAsync(Load(), new RunRequest(), stop: Stop);
        RunReport second = await Runner.RunAsync(Load(), new RunRequest(), stop: Stop);

        Assert.Equal((RunOutcome.Ok, RunOutcome.Ok), (first.Outcome, second.Outcome));
        Assert.Equal((Folder["out"], Folder["out-2"]), (first.Folder.Path, second.Folder.Path));
        Assert.Equal(8, Notes.Told.Count);
    }

    [Theory, InlineData("cpu"), InlineData("auto")]
    public async Task RunAsync_DrainedRun_FailsAndIsResumedWithoutDoingAnythingTwice(string device)
    {
        string[] overrides = ["numbers.count=500", $"run.device={device}"];
        var gate = new TaskCompletionSource();
        Notes.Gate = gate.Task;
        using var drain = new CancellationTokenSource();
        Task<RunReport> running = Runner.RunAsync(Load(overrides), new RunRequest(), drain: drain.Token,
            stop: Stop);
        await Notes.Reached.Task.WaitAsync(Stop);
        await drain.CancelAsync();
        gate.SetResult();
        RunReport drained = await running;
        Assert.Equal((RunOutcome.Failed, RunStatus.Drained), (drained.Outcome, drained.Status));
        Assert.InRange(drained.Counts.Read, 1, 499);

        RunStarted? started = null;
        RunReport resumed = await Runner.RunAsync(Load(overrides),
            new RunRequest { Started = run => started = run }, stop: Stop);
        Assert.Equal(new RunStarted(Folder["out"], "drained", IsReplay: false), started);
        Assert.Equal((RunOutcome.Ok, drained.Counts.Read, 500 - drained.Counts.Read),
            (resumed.Outcome, resumed.Counts.Resumed, resumed.Counts.Read));
        Assert.Equal(500, Notes.Told.Distinct().Count());
        Assert.Equal(500, Notes.Told.Count);
    }

    [Fact]
    public async Task RunAsync_Stopped_EndsWithAReportWhoseItemsAreDeadLetters()
    {
        Notes.Gate = new TaskCompletionSource().Task;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<RunReport> running = Runner.RunAsync(Load(), new RunRequest(), stop: stop.Token);
        await Notes.Reached.Task.WaitAsync(Stop);
        await stop.CancelAsync();
        RunReport report = await running;
        Assert.Equal((RunOutcome.Failed, RunStatus.Stopped), (report.Outcome, report.Status));
        Assert.Contains(report.DeadLetters, letter => letter.Reason == RejectReason.Stopped);
    }

    [Fact]
    public async Task RunAsync_MoreRejectedThanAllowed_IsTooManyRejected()
    {
        RunReport report = await Runner.RunAsync(Load("reject.bad=0"),
            new RunRequest { MaxRejected = new RejectLimit(0, null) }, stop: Stop);
        Assert.Equal(RunOutcome.TooManyRejected, report.Outcome);
        Assert.Contains("more scans were unusable", Assert.Single(report.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FolderOfAnotherDefinition_IsRefusedWithTheDifferenceUnlessOverwritten()
    {
        string folder = Folder["mine"];
        await Runner.RunAsync(Load(), new RunRequest { Folder = folder }, stop: Stop);
        PipelineDefinition other = Load("numbers.count=5", "run.seed=3");
        var refused = await Assert.ThrowsAsync<RunException>(() => Runner.RunAsync(other,
            new RunRequest { Folder = folder }, stop: Stop));
        Assert.Equal([$"{folder} holds a run of another definition, so it cannot be resumed:",
            "  numbers.count was 4, is now 5", "  seed was 0, is now 3",
            "Choose another --out, or say --overwrite to replace it."], refused.Message.Split(Environment.NewLine));

        RunReport replaced = await Runner.RunAsync(other, new RunRequest { Folder = folder, Overwrite = true },
            stop: Stop);
        Assert.Equal((RunOutcome.Ok, 5L), (replaced.Outcome, replaced.Counts.Read));
    }

    [Fact]
    public async Task RunAsync_FolderInUse_IsRefused()
    {
        using var held = new SqliteJournal(new RunFolder(Folder["mine"]));
        var refused = await Assert.ThrowsAsync<JournalException>(() => Runner.RunAsync(Load(),
            new RunRequest { Folder = Folder["mine"] }, stop: Stop));
        Assert.Contains($"another process is running in {Folder["mine"]}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoSuchDevice_IsRefusedAndNothingIsWritten()
    {
        var refused = await Assert.ThrowsAsync<RunException>(() => Runner.RunAsync(Load("run.device=cuda:99"),
            new RunRequest(), stop: Stop));
        Assert.Contains("there is no device 'cuda:99' here", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["out"]));
    }

    [Fact]
    public async Task RunAsync_DefinitionThatRan_IsRefusedUntilItIsLoadedAgain()
    {
        PipelineDefinition pipeline = Load();
        await Runner.RunAsync(pipeline, new RunRequest(), stop: Stop);
        var refused = await Assert.ThrowsAsync<RunException>(() => Runner.RunAsync(pipeline, new RunRequest(),
            stop: Stop));
        Assert.Contains("ran already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_TwoAtOnce_HaveFoldersOfTheirOwn()
    {
        var gate = new TaskCompletionSource();
        Notes.Gate = gate.Task;
        Task<RunReport>[] runs = [.. Enumerable.Range(0, 6).Select(_ =>
        {
            PipelineDefinition pipeline = Load();
            return Task.Run(() => Runner.RunAsync(pipeline, new RunRequest(), stop: Stop), Stop);
        })];
        gate.SetResult();
        RunReport[] reports = await Task.WhenAll(runs);
        Assert.Equal(6, reports.Select(report => report.Folder.Path).Distinct().Count());
        Assert.All(reports, report => Assert.Equal((RunOutcome.Ok, 4L), (report.Outcome, report.Counts.Completed)));
    }

    [Fact]
    public async Task ReplayAsync_AfterTheCauseIsGone_MergesWhatWasRejected()
    {
        RunReport before = await Runner.RunAsync(Load("reject.bad=1"), new RunRequest(), stop: Stop);
        RunStarted? started = null;
        RunReport after = await Runner.ReplayAsync(before.Folder.Path, ["reject.bad=-1"],
            new RunRequest { Started = run => started = run }, stop: Stop);

        Assert.Equal((RunOutcome.Ok, 1L, 3L), (after.Outcome, after.Counts.Read, after.Counts.Resumed));
        Assert.Equal(new RunStarted(Folder["out"], "completed", IsReplay: true), started);
        RunManifest manifest = RunManifest.Read(after.Folder);
        Assert.Equal(("reject.bad=1", "reject.bad=-1"), (Assert.Single(manifest.Overrides),
            Assert.Single(manifest.Replay)));
        Assert.Equal(["n/000", "n/002", "n/003", "n/001"], Notes.Told);
    }

    [Fact]
    public async Task ReplayAsync_NoRun_IsRefused()
        => Assert.Contains("holds no run", (await Assert.ThrowsAsync<RunException>(() => Runner.ReplayAsync(
            Folder["nothing"], [], new RunRequest(), stop: Stop))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task RunAsync_Log_HasRunsAndDeadLettersUnderOneCategory()
    {
        await Runner.RunAsync(Load("reject.bad=2"), new RunRequest(), stop: Stop);
        Assert.Contains("Pipeline3D.Run: n/002 unusable in reject as not_a_number: this one is bad", Logs.Lines);
        Assert.Contains(Logs.Lines, line => line.StartsWith($"Pipeline3D.Run: Run in {Folder["out"]} completed: 4 read",
            StringComparison.Ordinal));
        Assert.Contains("Pipeline3D.Hosting.Tests.Support.TellSink: Number 3", Logs.Lines);
    }

    [Fact]
    public void Explain_DeviceAndBudget_AreThoseOfTheRun()
    {
        var explained = RunExplanation.Of(Load("run.budget=2 MiB", "run.device=auto"));
        Assert.Equal(2L << 20, explained.BudgetBytes);
        Assert.NotEqual("auto", explained.Device);
        Assert.Empty(explained.Cached);
    }

    private sealed class Reports : IProgress<RunProgress>
    {
        private readonly ConcurrentQueue<RunProgress> _all = new();

        public RunProgress Last => _all.Last();

        public void Report(RunProgress value) => _all.Enqueue(value);
    }
}
