using System.Text;
using Pipeline3D.Core.Files;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Core.Tests.Files;

public sealed class LineFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", ""), InlineData("a\nb\n", "a\nb\n"), InlineData("a\nhal", "a\n"), InlineData("half", "")]
    public void OpenToAppend_LeftByAKill_KeepsTheWholeLines(string left, string kept)
    {
        File.WriteAllText(_folder["lines"], left);
        using (FileStream file = LineFile.OpenToAppend(_folder["lines"]))
            file.Write("new\n"u8);
        Assert.Equal(kept + "new\n", File.ReadAllText(_folder["lines"]));
    }

    [Theory, InlineData(4095), InlineData(4096), InlineData(4097), InlineData(20_000)]
    public void OpenToAppend_LongPartOfALine_IsCutWhole(int length)
    {
        File.WriteAllText(_folder["lines"], "first\n" + new string('x', length), Encoding.ASCII);
        using (LineFile.OpenToAppend(_folder["lines"]))
            Assert.Equal("first\n".Length, new FileInfo(_folder["lines"]).Length);
    }

    [Fact]
    public void OpenToAppend_Nothing_IsMade()
    {
        LineFile.OpenToAppend(_folder["lines"]).Dispose();
        Assert.Equal("", File.ReadAllText(_folder["lines"]));
    }
}
