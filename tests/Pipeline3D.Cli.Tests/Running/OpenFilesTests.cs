using Pipeline3D.Cli.Running;

namespace Pipeline3D.Cli.Tests.Running;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("Max open files            128                  128                  files", "may have 128 files open")]
    [InlineData("Max open files            255                  4096                 files", "may have 255 files open")]
    [InlineData("Max open files            256                  4096                 files", null)]
    [InlineData("Max open files            unlimited            unlimited            files", null)]
    [InlineData("Max processes             10                   10                   processes", null)]
    [InlineData("", null)]
    public void ProblemOf_Limits_NamesTheOneThatIsTooLow(string line, string? named)
    {
        string? problem = OpenFiles.ProblemOf(["Limit  Soft Limit  Hard Limit  Units", line]);
        if (named is null)
            Assert.Null(problem);
        else
            Assert.Contains(named, problem, StringComparison.Ordinal);
    }
}
