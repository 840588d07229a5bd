using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Tests.Support;

namespace Pipeline3D.Definitions.Tests.Files;

public sealed class LoopsTests : DefinitionTest
{
    private const string Looped = """
        parameters:
          modes: { default: [nearest-floor, nearest-centre], summary: Modes. }
          counts: [1, 2]
        blocks:
          - { id: in, use: source.sample }
          - each: { mode: "${modes}", count: "${counts}" }
            blocks:
              - id: "thin-${mode}-${count}"
                use: filter.voxel
                from: in
                with: { mode: "${mode}", count: "${count}" }
              - { id: "out-${mode}-${count}", use: sink.sample }
        """;

    [Fact]
    public void Load_LoopOverTwoLists_HasTheBlocksOfEveryCombination()
    {
        PipelineDefinition pipeline = Load(Looped);
        Assert.Equal(9, pipeline.Blocks.Length);
        foreach (SampleMode mode in Enum.GetValues<SampleMode>())
            foreach (int count in new[] { 1, 2 })
            {
                string word = mode == SampleMode.NearestFloor ? "nearest-floor" : "nearest-centre";
                SampleOptions options = ((SampleFilter)pipeline.Graph.Nodes.Single(
                    node => node.Id == $"thin-{word}-{count}").Block).Options;
                Assert.Equal((mode, count), (options.Mode, options.Count));
                Assert.Equal([$"thin-{word}-{count}"], pipeline.Graph.Nodes.Single(
                    node => node.Id == $"out-{word}-{count}").From);
            }
        Assert.Equal("[1, 2]", pipeline.Parameters["counts"]);
    }

    [Fact]
    public void Load_OverridesOfTheListAndOfOneBlock_BothCount()
    {
        PipelineDefinition pipeline = Load(Looped, "modes=[nearest-floor]", "counts=7", "thin-nearest-floor-7.count=9");
        Assert.Equal(["in", "thin-nearest-floor-7", "out-nearest-floor-7"], pipeline.Blocks.Select(block => block.Id));
        Assert.Equal(9, ((SampleFilter)pipeline.Graph.Nodes[1].Block).Options.Count);
    }

    [Theory]
    [InlineData("pairs=[{ id: a, count: 4 }, { id: b, count: 5 }]", "[{id: a, count: 4}, {id: b, count: 5}]")]
    [InlineData("pairs={ id: a, count: 4 }", "[{id: a, count: 4}]")]
    public void Load_LoopOverMappings_EachKeyHasItsPlace(string pairs, string shown)
    {
        const string Yaml = """
            parameters:
              first: 3
              pairs: { default: [{ id: own, count: "${first}" }], summary: Pairs. }
            blocks:
              - { id: in, use: source.sample }
              - each: { pair: "${pairs}" }
                blocks:
                  - { id: "thin-${pair.id}", use: filter.voxel, from: in, with: { count: "${pair.count}" } }
                  - { id: "out-${pair.id}", use: sink.sample }
            """;
        Assert.Equal([("thin-own", 3)], Counts(Load(Yaml)));
        PipelineDefinition pipeline = Load(Yaml, pairs);
        Assert.Equal(new[] { ("thin-a", 4), ("thin-b", 5) }.Take((pipeline.Blocks.Length - 1) / 2), Counts(pipeline));
        Assert.Equal(shown, pipeline.Parameters["pairs"]);
        Assert.Contains(Problems(Yaml.Replace("pair.count", "pair.cuont", StringComparison.Ordinal)),
            problem => problem.StartsWith("8:78 P3D2010", StringComparison.Ordinal));

        static IEnumerable<(string, int)> Counts(PipelineDefinition pipeline) => pipeline.Graph.Nodes
            .Where(node => node.Block is SampleFilter)
            .Select(node => (node.Id, ((SampleFilter)node.Block).Options.Count));
    }

    [Fact]
    public void Load_ParameterThatIsTheEmptyList_LeavesTheLoopsBlocksOut()
        => Assert.Equal(["in", "all"], Load(Looped + "\n  - { id: all, use: sink.sample, from: in }\n", "modes=[]")
            .Blocks.Select(block => block.Id));

    [Theory]
    [InlineData("each: [1]", "2:5 P3D2023")]
    [InlineData("each: { a: [] }", "2:13 P3D2023")]
    public void Load_LoopWithoutLists_SaysWhere(string each, string expected)
        => Assert.Contains(Problems($"blocks:\n  - {each}\n    blocks: [{{ use: source.sample }}]\n"),
            problem => problem.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void Load_ErrorInALoop_IsToldAtItsPlaceInTheFile()
        => Assert.StartsWith("11:41 P3D2008", Problems(Looped.Replace("count: \"${count}\" }", "count: x }",
            StringComparison.Ordinal))[0], StringComparison.Ordinal);
}
