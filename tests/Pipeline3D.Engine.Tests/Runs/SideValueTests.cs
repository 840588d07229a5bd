using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>Values needed beforehand: fit on one source, then apply to another.</summary>
public sealed class SideValueTests : EngineTest
{
    [Theory, InlineData(1), InlineData(1 << 20)]
    public async Task Run_FitThenApply_EveryItemSeesTheWholeFit(long budget)
    {
        var graph = new Graph("fit");
        var sink = new Collect<int>();
        Port<int> model = graph.From("train", new Numbers(10, name: "train")).Reduce("fit", new Sum());
        graph.From("test", new Numbers(5, name: "test")).Apply("score", new AddSide(), model).To("sink", sink);

        RunResult result = await RunAsync(graph, Options(budget));

        Assert.Equal([45, 46, 47, 48, 49], sink.Items);
        Assert.Equal(new RunCounts(15, 15, 15, 0, 0, 0), result.Counts);
    }

    [Fact]
    public async Task Run_FitFails_EveryScoredItemIsADeadLetterAndTheRunFailed()
    {
        var graph = new Graph("nofit");
        Port<int> model = graph.From("train", new Numbers(3, name: "train"))
            .Reduce("fit", new Sum { Finish = _ => throw new InvalidOperationException("no rows") });
        graph.From("test", new Numbers(5, name: "test")).Apply("score", new AddSide(), model)
            .To("sink", new Collect<int>());

        RunResult result = await RunAsync(graph);

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Equal(5, result.DeadLetters.Count(letter => letter.Reason == RejectReason.NoModel));
        Assert.Contains("no rows", Assert.Single(result.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FitOfAFit_PhasesFollowEachOther()
    {
        var graph = new Graph("chain");
        var sink = new Collect<int>();
        Port<int> first = graph.From("a", new Numbers(4, name: "a")).Reduce("sum-a", new Sum());
        Port<int> second = graph.From("b", new Numbers(4, name: "b")).Apply("shift", new AddSide(), first)
            .Reduce("sum-b", new Sum());
        graph.From("c", new Numbers(2, name: "c")).Apply("last", new AddSide(), second).To("sink", sink);

        await RunAsync(graph);

        Assert.Equal([30, 31], sink.Items);
    }

    [Fact]
    public void Check_ItemsAndModelFromOneSource_IsReportedWithTheWayOut()
    {
        var graph = new Graph("self");
        Port<int> source = graph.From("source", new Numbers(3));
        source.Apply("score", new AddSide(), source.Reduce("fit", new Sum())).To("sink", new Collect<int>());

        GraphProblem problem = Assert.Single(graph.Check());

        Assert.Equal("P3D1014", problem.Code);
        Assert.Contains("second time", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PreviewOfBothPhasesInOneSink_DoesNotStall()
    {
        // The sink merges items of both phases; waiting for the second before passing the first would stall the fit.
        var graph = new Graph("preview");
        var preview = new Collect<int>();
        Port<int> train = graph.From("train", new Numbers(60, name: "train"), new BlockSettings { Capacity = 2 });
        Port<int> test = graph.From("test", new Numbers(60, name: "test"));
        test.Apply("score", new AddSide(), train.Reduce("fit", new Sum())).To("sink", new Collect<int>());
        graph.Merge(train, test).To("preview", preview, new BlockSettings { Capacity = 1 });

        await RunAsync(graph, Options(budget: 3));

        Assert.Equal(Enumerable.Range(0, 60).Concat(Enumerable.Range(0, 60)), preview.Items);
    }
}
