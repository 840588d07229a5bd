using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Graphs;

public sealed class GraphPlanTests
{
    private static GraphNode Node(string id, IBlock block, params string[] from) => new(id, block, new BlockSettings(),
        [.. from]);

    [Fact]
    public void Check_ManyMistakes_AllAreReportedAtOnce()
    {
        var graph = new Graph("bad");
        graph.Add(Node("source", new Numbers(1)));
        graph.Add(Node("source", new Numbers(1)));
        graph.Add(Node("lonely", new Numbers(1)));
        graph.Add(Node("sink", new Collect<int>(), "sorce"));
        graph.Add(Node("text", new Collect<string>(), "source"));
        graph.Add(Node("hungry", new Map<int, int>(n => n)));
        graph.Add(new GraphNode("wild", new Collect<int>(), new BlockSettings { Parallelism = -1, Retries = 1000 },
            ["source"]));

        IReadOnlyList<GraphProblem> problems = graph.Check();

        Assert.Equal(["P3D1001", "P3D1003", "P3D1003", "P3D1005", "P3D1006", "P3D1006", "P3D1010", "P3D1012"],
            problems.Select(p => p.Code).Order(StringComparer.Ordinal));
        Assert.Contains(problems, p => p.Message.Contains("Did you mean 'source'?", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Message.Contains("it takes String, but 'source' gives Int32",
            StringComparison.Ordinal));
        Assert.Throws<GraphException>(graph.Plan);
    }

    [Fact]
    public void Check_Cycle_IsReportedWithItsBlocks()
    {
        var graph = new Graph("cycle");
        graph.Add(Node("source", new Numbers(1)));
        graph.Add(Node("a", new Map<int, int>(n => n), "source", "b"));
        graph.Add(Node("b", new Map<int, int>(n => n), "a"));
        graph.Add(Node("sink", new Collect<int>(), "b"));

        GraphProblem problem = Assert.Single(graph.Check());

        Assert.Equal("P3D1013", problem.Code);
        Assert.Contains("a, b", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_MillimetresIntoAMetreBlock_IsReportedWithTheFix()
    {
        var graph = new Graph("units");
        graph.Add(Node("source", new Measured(new UnitFlow(null, LengthUnit.Millimetre))));
        graph.Add(Node("same", new Map<int, int>(n => n), "source"));
        graph.Add(Node("plane", new Metric(), "same"));
        graph.Add(Node("sink", new Collect<int>(), "plane"));

        GraphProblem problem = Assert.Single(graph.Check());

        Assert.Equal(("P3D1016", "plane"), (problem.Code, problem.Node));
        Assert.Contains("filter.convert-unit", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Order_PutsEveryBlockAfterItsInputs()
    {
        var graph = new Graph("order");
        graph.Add(Node("sink", new Collect<int>(), "b"));
        graph.Add(Node("b", new Map<int, int>(n => n), "a"));
        graph.Add(Node("a", new Numbers(1)));

        Assert.Equal(["a", "b", "sink"], graph.Plan().Order.Select(node => node.Id));
    }

    [Fact]
    public void Plan_FortyFanOutsThatMeetAgain_IsMadeWithoutWalkingEveryPath()
    {
        // 2^40 paths lead through it.
        var graph = new Graph("ladder");
        graph.Add(Node("n0", new Numbers(1)));
        for (int i = 0; i < 40; i++)
        {
            graph.Add(Node($"a{i}", new Map<int, int>(n => n), $"n{i}"));
            graph.Add(Node($"b{i}", new Map<int, int>(n => n), $"n{i}"));
            graph.Add(Node($"n{i + 1}", new Map<int, int>(n => n), $"a{i}", $"b{i}"));
        }
        graph.Add(Node("sink", new Collect<int>(), "n40"));

        GraphPlan plan = graph.Plan();

        Assert.Equal(["n0"], plan.SourcesOf("sink"));
        Assert.True(plan.IsOrdered("sink"));
    }

    private sealed class Measured(UnitFlow units) : SourceBlock3D<int>(new NoOptions())
    {
        public override UnitFlow Units => units;

        public override IAsyncEnumerable<SourceEntry<int>> ListAsync(RunContext run, CancellationToken stop)
            => AsyncEnumerable.Empty<SourceEntry<int>>();
    }

    private sealed class Metric() : TransformBlock3D<int, int>(new NoOptions())
    {
        public override UnitFlow Units => new(LengthUnit.Metre, null);

        public override ValueTask<int> TransformAsync(int input, BlockContext context) => new(input);
    }
}
