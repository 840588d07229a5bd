using Pipeline3D.Cli.Terminal;

namespace Pipeline3D.Cli.Tests.Terminal;

public sealed class CliConsoleTests
{
    [Fact]
    public void WriteTable_CellsOfAllLengths_StandBelowTheirNamesInOneLineEach()
    {
        using var text = new StringWriter { NewLine = "\n" };
        string accent = "e\u0301";
        new CliConsole(text, TextWriter.Null, IsInteractive: false).WriteTable(["item", "message"],
            [["[a]", "two\nlines"], ["bagel", ""], [accent, new string('x', 500)]]);

        Assert.Equal(
        [
            "", "  item    message", new string('─', 17), "  [a]     two lines", "  bagel",
            $"  {accent}       {new string('x', 500)}", "", "",
        ], text.ToString().Split('\n'));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(1)]
    public void WriteTable_OnATerminal_WrapsTheLastColumnToItsWidth(int width)
    {
        using var text = new StringWriter { NewLine = "\n" };
        string[] words = [.. Enumerable.Range(0, 60).Select(n => new string('w', 1 + (n * 7 % 11)))];
        string path = "/" + new string('p', 150);
        new CliConsole(text, TextWriter.Null, IsInteractive: true) { Width = width }.WriteTable(["item", "message"],
            [["[a]", string.Join(' ', words)], ["[b]", path]]);

        string[] lines = [.. text.ToString().Split('\n')[3..].Where(line => line.Length > 0)];
        // Nothing is lost, and what goes on stands below its column.
        string all = string.Join(' ', lines.TakeWhile(line => !line.Contains("[b]", StringComparison.Ordinal))
            .Select(line => line[9..]));
        Assert.Equal(string.Join(' ', words), all);
        Assert.Equal(path, string.Concat(lines.SkipWhile(line => !line.Contains("[b]", StringComparison.Ordinal))
            .Select(line => line[9..])));
        Assert.All(lines, line => Assert.True(line.Length <= Math.Max(width, 29), line));
    }

    [Fact]
    public void WriteTable_NoRows_IsTheNamesAlone()
    {
        using var text = new StringWriter { NewLine = "\n" };
        new CliConsole(text, TextWriter.Null, IsInteractive: false).WriteTable(["a"], []);
        Assert.Equal("\n  a\n───\n\n", text.ToString());
    }
}
