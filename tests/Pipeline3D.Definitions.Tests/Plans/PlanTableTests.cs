using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Plans;
using Pipeline3D.Definitions.Tests.Support;

namespace Pipeline3D.Definitions.Tests.Plans;

public sealed class PlanTableTests : DefinitionTest
{
    private const string Line = """
        blocks:
          - { id: in, use: source.sample }
          - { id: thin, use: filter.voxel, settings: { parallelism: 3, capacity: 9 } }
          - { id: out, use: sink.sample }
        """;

    [Fact]
    public void Rows_OfALine_TellWhatWouldRun()
    {
        IReadOnlyList<string[]> rows = PlanTable.Rows(Load(Line));

        Assert.Equal(["in", "thin", "out"], rows.Select(row => row[0]));
        Assert.Equal(["thin", "filter.voxel", "Int32", "Int32", "Millimetre", "in", "3", "9", "kept", "", "no"],
            rows[1]);
        Assert.All(rows, row => Assert.Equal(PlanTable.Columns.Count, row.Length));
    }

    [Fact]
    public void Drawings_OfALine_HoldEveryBlockAndLink()
    {
        PipelineDefinition line = Load(Line);
        Assert.Contains("n0 --> n1", GraphDrawing.Mermaid(line), StringComparison.Ordinal);
        Assert.Contains("n1 --> n2", GraphDrawing.Mermaid(line), StringComparison.Ordinal);
        Assert.Contains("\"thin\" -> \"out\";", GraphDrawing.Dot(line), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2 GiB", 2L << 30)]
    [InlineData("512MB", 512_000_000)]
    [InlineData("1.5 KiB", 1536)]
    [InlineData("77", 77)]
    public void ByteSize_Text_IsReadAsWritten(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory, InlineData("-1 MB"), InlineData("much"), InlineData("0"), InlineData("")]
    public void ByteSize_Nonsense_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
