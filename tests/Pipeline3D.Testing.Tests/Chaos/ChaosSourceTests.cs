using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Testing.Chaos;
using Pipeline3D.Testing.Running;

namespace Pipeline3D.Testing.Tests.Chaos;

public sealed class ChaosSourceTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Run_AnySeed_WhatIsToArriveArrivesInOrderAndTheRestIsDead(int seed)
    {
        var options = new ChaosOptions { Count = 200, Seed = seed };
        var source = new ChaosSource<string>(options, i => $"{i}");
        BlockRun<string> run = await BlockRunner.RunAsync(source, stop: TestContext.Current.CancellationToken);

        string[] expected = [.. source.Arriving.Select(i => $"{i}")];
        Assert.True(expected.SequenceEqual(run.Payloads), $"seed {seed}");
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(200 - expected.Length, run.DeadLetters.Length);
        Assert.True(run.DeadLetters.Select(letter => letter.Reason).Distinct().Count() == 6, $"seed {seed}: "
            + string.Join(", ", run.DeadLetters.Select(letter => letter.Reason).Distinct()));
    }

    [Fact]
    public void TroubleOf_Shares_AreThoseOfTheOptions()
    {
        const int Count = 20_000;
        var source = new ChaosSource<string>(new ChaosOptions { Count = Count, Delayed = 0.1, Failing = 0.3 },
            _ => "");
        ChaosTrouble[] troubles = [.. Enumerable.Range(0, Count).Select(source.TroubleOf)];
        // Four standard deviations of a share of 0.3 in 20,000 draws are 0.013.
        Assert.InRange(troubles.Count(trouble => trouble == ChaosTrouble.Delay) / (double)Count, 0.087, 0.113);
        Assert.InRange(troubles.Count(trouble => trouble == ChaosTrouble.None) / (double)Count, 0.587, 0.613);
        Assert.Equal(8, troubles.Distinct().Count());
    }

    [Fact]
    public async Task List_OddSizes_AllOccurAndNoneWithoutThem()
    {
        long[] odd = await SizesAsync(0.5), even = await SizesAsync(0);
        Assert.Equal([-1, 0, 1, 77, long.MaxValue / 4], odd);
        Assert.Equal([77], even);

        static async Task<long[]> SizesAsync(double share)
        {
            var source = new ChaosSource<int>(new ChaosOptions { Count = 300, OddSizes = share, Bytes = 77 }, i => i);
            var sizes = new SortedSet<long>();
            var run = new RunContext { Folder = new RunFolder("nowhere") };
            await foreach (SourceEntry<int> entry in source.ListAsync(run, CancellationToken.None))
                sizes.Add(entry.DeclaredBytes);
            return [.. sizes];
        }
    }

    [Fact]
    public void Constructor_WrongOptions_NamesThemAll()
        => Assert.Equal(3, Assert.Throws<OptionsException>(() => new ChaosSource<int>(
            new ChaosOptions { Count = -1, Delayed = 0.7, Failing = 0.7, Bytes = -1 }, i => i)).Problems.Count);
}
