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

        string[] lines = text.ToString().Split('\n');
        Assert.Equal(512, lines[0].Length);
        Assert.Equal(new string(' ', 512), lines[0]);
        Assert.StartsWith("  item    message  ", lines[1], StringComparison.Ordinal);
        Assert.Equal(new string('─', 512), lines[2]);
        Assert.StartsWith("  [a]     two lines  ", lines[3], StringComparison.Ordinal);
        Assert.Equal($"  bagel{new string(' ', 505)}", lines[4]);
        Assert.Equal($"  {accent}       {new string('x', 500)}  ", lines[5]);
        Assert.Equal(lines[0], lines[6]);
        Assert.Equal("", lines[7]);
    }

    [Fact]
    public void WriteTable_NoRows_IsTheNamesAlone()
    {
        using var text = new StringWriter { NewLine = "\n" };
        new CliConsole(text, TextWriter.Null, IsInteractive: false).WriteTable(["a"], []);
        Assert.Equal("     \n  a  \n─────\n     \n", text.ToString());
    }
}
