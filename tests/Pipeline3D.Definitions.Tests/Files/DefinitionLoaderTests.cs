using Pipeline3D.Core;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Tests.Support;

namespace Pipeline3D.Definitions.Tests.Files;

public sealed class DefinitionLoaderTests : DefinitionTest
{
    private const string Good = """
        name: line
        summary: A line.
        parameters:
          data: scans
          cell: { default: 2 mm, summary: Edge. }
        run:
          seed: 7
          budget: 2 GiB
          parallelism: 3
        blocks:
          - id: in
            use: source.sample
            with: { root: "${data}/x", names: [a, b], mode: nearest-centre, pause: 500 ms }
          - id: thin
            use: filter.voxel
            with: { cell_size: "${cell}", count: 4 }
            settings: { parallelism: 2, timeout: 30 s, retries: 1, ordered: false }
          - use: sink.sample
        """;

    [Fact]
    public void Load_GoodFile_BindsEveryValue()
    {
        PipelineDefinition pipeline = Load(Good);

        Assert.Equal(("line", "A line.", 7, 2L << 30), (pipeline.Name, pipeline.Summary, pipeline.Run.Seed,
            pipeline.Run.Budget));
        SampleOptions source = ((SampleSource)pipeline.Graph.Nodes[0].Block).Options;
        Assert.Equal(("scans/x", SampleMode.NearestCentre, TimeSpan.FromMilliseconds(500)),
            (source.Root, source.Mode, source.Pause));
        Assert.Equal(["a", "b"], source.Names);
        SampleOptions thin = ((SampleFilter)pipeline.Graph.Nodes[1].Block).Options;
        Assert.Equal((Length.Millimetres(2), 4), (thin.CellSize, thin.Count));
        Pipeline3D.Engine.Graphs.BlockSettings settings = pipeline.Graph.Nodes[1].Settings;
        Assert.Equal((2, TimeSpan.FromSeconds(30), 1, false), (settings.Parallelism, settings.Timeout, settings.Retries,
            settings.Ordered));
        Assert.Equal(3, pipeline.Graph.Nodes[0].Settings.Parallelism);
        Assert.Equal(["in", "thin", "sample"], pipeline.Graph.Nodes.Select(node => node.Id));
        Assert.Equal(["thin"], pipeline.Graph.Nodes[2].From);
        Assert.Contains(KeyValuePair.Create("cell_size", "2 mm"), pipeline.Blocks[1].Options);
        Assert.Equal("scans", pipeline.Parameters["data"]);
    }

    [Fact]
    public void Load_Overrides_ReachParametersRunOptionsAndSettings()
    {
        PipelineDefinition pipeline = Load(Good, "data=/mnt", "cell=3 mm", "run.seed=9", "thin.count=5",
            "thin.settings.retries=2", "in.with.names=[c]");

        SampleOptions source = ((SampleSource)pipeline.Graph.Nodes[0].Block).Options;
        SampleOptions thin = ((SampleFilter)pipeline.Graph.Nodes[1].Block).Options;
        Assert.Equal("/mnt/x", source.Root);
        Assert.Equal(["c"], source.Names);
        Assert.Equal((Length.Millimetres(3), 5), (thin.CellSize, thin.Count));
        Assert.Equal((9, 2), (pipeline.Run.Seed, pipeline.Graph.Nodes[1].Settings.Retries));
    }

    [Fact]
    public void Load_ManyMistakes_AllAreReportedAtOnceWithPlaces()
    {
        string[] problems = Problems("""
            nam: line
            blocks:
              - use: source.sampel
              - id: thin
                use: filter.voxel
                with:
                  cell_sise: 2 mm
                  count: many
                  root: ${dta}
                settings: { retires: 2 }
              - with: {}
              - id: low
                use: filter.voxel
                with: { count: 99, cell_size: 0 mm }
            """);

        Assert.Equal(
        [
            "1:1 P3D2002 a pipeline file has no key 'nam'. Did you mean 'name'?",
            "3:10 P3D2005 there is no block 'source.sampel'. Did you mean 'source.sample'?",
            "7:7 P3D2007 filter.voxel has no option 'cell_sise'. Did you mean 'cell_size'?",
            "8:14 P3D2008 filter.voxel: count is 'many', which is no whole number",
            "9:13 P3D2010 there is no parameter 'dta'",
            "10:17 P3D2002 'settings' has no key 'retires'. Did you mean 'retries'?",
            "11:5 P3D2006 the block has no 'use'",
            "14:20 P3D2009 filter.voxel: count is 99: it must lie between 1 and 10",
            "14:35 P3D2009 filter.voxel: cell_size is 0 mm: it must be greater than 0",
        ], problems);
    }

    [Fact]
    public void Load_GraphMistakes_StandAtTheirBlocks()
    {
        string[] problems = Problems("""
            blocks:
              - id: in
                use: source.sample
              - id: metric
                use: filter.metric
              - id: out
                use: sink.sample
                from: metrik
            """);

        Assert.Equal(["4:5 P3D1006 metric: nothing takes its output; end the branch in a sink",
            "8:11 P3D1010 out: there is no block 'metrik'. Did you mean 'metric'?"], problems);
    }

    [Fact]
    public void Load_MillimetreSourceIntoMetreBlock_IsAnErrorWithAFix()
    {
        string problem = Assert.Single(Problems("""
            blocks:
              - use: source.sample
                id: in
              - id: metric
                use: filter.metric
              - use: sink.sample
                id: out
            """));

        Assert.Equal("4:5 P3D1016 metric: it needs coordinates in Metre, but they come in Millimetre; put "
            + "filter.convert-unit before it", problem);
    }

    [Fact]
    public void Load_BadOverrides_AreReportedAsSuch()
    {
        string[] problems = Problems(Good, "thn.count=1", "nonsense", "thin.count=x");

        Assert.Equal(3, problems.Length);
        Assert.Contains(problems, p => p.StartsWith(
            "set 1:1 P3D2012 'thn.count' names nothing in the file. Did you mean 'thin'?", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("set 2:1 P3D2012 'nonsense' is no override",
            StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("set 3:1 P3D2008 filter.voxel: count is 'x'",
            StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a: [1, 2", "P3D2001")]
    [InlineData("- 1", "P3D2001")]
    [InlineData("", "P3D2001")]
    [InlineData("blocks: 5", "P3D2003")]
    [InlineData("name: x", "P3D2006")]
    [InlineData("include: nowhere.yaml\nblocks: []", "P3D2011")]
    [InlineData("parameters: { data: }\nblocks: []", "P3D2015")]
    [InlineData("blocks:\n  - chain: none", "P3D2017")]
    [InlineData("run: { budget: lots }\nblocks: []", "P3D2008")]
    [InlineData("run: { cache_limit: 5 B }\nblocks: []", "P3D2008")]
    public void Load_BrokenFile_HasTheRulesCode(string yaml, string code)
        => Assert.Contains(Problems(yaml), problem => problem.Contains(code, StringComparison.Ordinal));

    [Fact]
    public void Load_MissingFile_IsAProblemNotACrash()
    {
        var error = Assert.Throws<DefinitionException>(() => DefinitionLoader.Load(Folder["none.yaml"], [], Registry));
        Assert.Equal("P3D2011", Assert.Single(error.Problems).Code);
    }

    [Fact]
    public void Load_Include_IncludingFileWins()
    {
        Write("""
            parameters: { data: base, other: kept }
            run: { seed: 1 }
            blocks:
              - id: in
                use: source.sample
                with: { root: "${data}-${other}", count: 2 }
              - id: out
                use: sink.sample
            """, "base.yaml");

        PipelineDefinition pipeline = Load("""
            include: base.yaml
            parameters: { data: mine }
            blocks:
              - id: in
                with: { count: 5 }
            """);

        SampleOptions source = ((SampleSource)pipeline.Graph.Nodes[0].Block).Options;
        Assert.Equal(("mine-kept", 5), (source.Root, source.Count));
        Assert.Equal(1, pipeline.Run.Seed);
    }

    [Fact]
    public void Load_IncludeCircle_IsReported()
    {
        Write("include: line.yaml\nblocks: []", "other.yaml");
        Assert.Contains(Problems("include: other.yaml\nblocks: []"), p => p.Contains("includes itself",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Load_ChainUsedTwice_UnrollsUnderBothNames()
    {
        PipelineDefinition pipeline = Load("""
            chains:
              prepare:
                - use: filter.voxel
                - use: filter.voxel
                  id: second
                - use: filter.voxel
                  with: { count: 9 }
            blocks:
              - { id: a, use: source.sample }
              - { id: pa, chain: prepare }
              - { use: sink.sample, id: sa }
              - { id: b, use: source.sample }
              - { id: pb, chain: prepare, from: b }
              - { use: sink.sample, id: sb }
            """);

        Assert.Equal(["a", "pa/voxel", "pa/second", "pa", "sa", "b", "pb/voxel", "pb/second", "pb", "sb"],
            pipeline.Graph.Nodes.Select(node => node.Id));
        Assert.Equal(["pb/second"], pipeline.Graph.Nodes[8].From);
        Assert.Equal(9, ((SampleFilter)pipeline.Graph.Nodes[8].Block).Options.Count);
    }
}
