using Pipeline3D.Cli.Tests.Support;

namespace Pipeline3D.Cli.Tests;

public sealed class CommandTreeTests : CliTest
{
    [Fact]
    public async Task Run_Help_NamesEveryVerb()
    {
        string help = await OkAsync("--help");
        foreach (string verb in new[] { "run", "check", "explain", "graph", "list", "inspect", "synth", "info",
            "convert", "report", "op", "bench", "reproduce", "serve", "new", "worker", "workers", "slurm" })
        {
            Assert.Contains($"  {verb} ", help, StringComparison.Ordinal);
            Assert.Contains("Description:", await OkAsync(verb, "--help"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("There is no command or option 'bogus' here.", "bogus")]
    [InlineData("There is no command or option 'chek' here. Did you mean 'check'?", "chek", "x.yaml")]
    [InlineData("There is no command or option 'knm' here. Did you mean 'knn'?", "op", "knm")]
    [InlineData("There is no command or option '--formta' here. Did you mean '--format'?", "graph", "x.yaml",
        "--formta")]
    public async Task Run_UnknownWord_IsOneSentenceWithTheNearest(string sentence, params string[] args)
        => Assert.Equal(sentence, await WrongAsync(args));

    [Fact]
    public async Task Run_ValueOfAnotherType_IsOneSentence()
        => Assert.Contains("'x'", await WrongAsync("op", "fps", "--in", "a.npy", "--count", "x"),
            StringComparison.Ordinal);
}
