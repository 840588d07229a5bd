using System.Diagnostics;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Journal;

/// <summary>What the journal costs, printed and not judged: times depend on the machine. Run it by
/// <c>PIPELINE3D_JOURNAL_COST=1 dotnet run --project tests/Pipeline3D.Engine.Tests -c Release -- -class
/// Pipeline3D.Engine.Tests.Journal.JournalCost -showLiveOutput</c>.</summary>
public sealed class JournalCost(ITestOutputHelper output) : EngineTest
{
    private const int Items = 20_000;

    public static bool IsAskedFor => Environment.GetEnvironmentVariable("PIPELINE3D_JOURNAL_COST") is not null;

    [Fact(Skip = "a measurement, not a check: set PIPELINE3D_JOURNAL_COST=1", SkipUnless = nameof(IsAskedFor))]
    public async Task Journal_PerItem_CostsProcessorTime()
    {
        await MeasureAsync("warm-up", null);
        double without = await MeasureAsync("without a journal", null);
        double with, again;
        using (var journal = new SqliteJournal(new RunFolder(Folder["run"])))
        {
            with = await MeasureAsync("with a journal", journal);
        }
        using (var journal = new SqliteJournal(new RunFolder(Folder["run"])))
        {
            again = await MeasureAsync("resumed, all done", journal);
        }
        output.WriteLine($"the journal costs {with - without:0.0} us of processor time per item: "
            + $"{(with - without) / 100:0.00} % of 10 ms; resuming a done item takes {again:0.0} us");
        output.WriteLine($"size: {new FileInfo(Folder["run/journal/journal.db"]).Length / Items} bytes per item");
        Assert.True(with > 0);
    }

    /// <summary>Microseconds of processor time per item.</summary>
    private async Task<double> MeasureAsync(string name, SqliteJournal? journal)
    {
        var sink = new Kept();
        var graph = new Graph("cost");
        graph.From("source", new Numbers(Items)).Then("work", new Map<int, int>(n => n)).To("sink", sink);
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        RunResult result = await RunAsync(graph, Options(journal: journal));
        journal?.Flush();
        process.Refresh();
        double each = (process.TotalProcessorTime - before).TotalMicroseconds / Items;
        Assert.Equal(Items, sink.Items.Count);
        output.WriteLine($"{name}: {each:0.0} us of processor time, {result.Elapsed.TotalMicroseconds / Items:0.0} us "
            + "of time per item");
        return each;
    }
}
