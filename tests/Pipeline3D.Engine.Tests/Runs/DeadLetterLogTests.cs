using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;

namespace Pipeline3D.Engine.Tests.Runs;

public sealed class DeadLetterLogTests : EngineTest
{
    [Theory, InlineData(1), InlineData(4), InlineData(20), InlineData(50)]
    public async Task Run_MoreLettersThanAreKept_AllAreOnDiskAndCounted(int most)
    {
        var graph = new Graph("letters");
        graph.From("source", new Numbers(20))
            .Then("fail", new Map<int, int>(n => throw new InvalidOperationException($"number {n}")))
            .To("sink", new Collect<int>());

        RunResult result = await RunAsync(graph, Options() with { MaxLettersKept = most });

        Assert.Equal(20, result.Counts.Dead);
        Assert.Equal(Math.Min(most, 20), result.DeadLetters.Length);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"InvalidOperationException: number {n}").Order(),
            DeadLetterLog.Read(new RunFolder(Folder["run"]).DeadLetters).Select(letter => letter.Message).Order());
    }

    [Fact]
    public void MostLettersKept_None_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Options() with { MaxLettersKept = 0 });
}
