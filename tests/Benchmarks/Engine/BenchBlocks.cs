using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Benchmarks.Engine;

/// <summary>Lists numbers whose entries were made beforehand, so that only the engine's own cost is seen.</summary>
internal sealed class Numbers(SourceEntry<int>[] entries) : SourceBlock3D<int>(new NoOptions())
{
    /// <summary>Entries of the numbers from 0 on.</summary>
    public static SourceEntry<int>[] Prepare(int count) => [.. Enumerable.Range(0, count).Select(number
        => new SourceEntry<int>(new ItemId("bench", "all", "test", "good", $"{number:D6}"), "", 8,
            _ => new ValueTask<int>(number)) { IsUnique = true })];

    public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (SourceEntry<int> entry in entries)
            yield return entry;
    }
}

/// <summary>Keeps a core busy for a while, whatever else the machine does.</summary>
internal sealed class Busy(TimeSpan time) : TransformBlock3D<int, int>(new NoOptions())
{
    public override ValueTask<int> TransformAsync(int input, BlockContext context)
    {
        Spin(time);
        return new(input);
    }

    public static void Spin(TimeSpan time)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
            Thread.SpinWait(20);
    }
}

/// <summary>Works for a while.</summary>
internal sealed class Steps(int rounds) : TransformBlock3D<int, int>(new NoOptions())
{
    public override ValueTask<int> TransformAsync(int input, BlockContext context) => new(Do(input, rounds));

    /// <summary>Some arithmetic whose result depends on all of it.</summary>
    public static int Do(int value, int rounds)
    {
        for (int i = 0; i < rounds; i++)
            value = (value * 1_664_525) + 1_013_904_223;
        return value;
    }
}

/// <summary>Takes items and does nothing.</summary>
internal sealed class Drop() : SinkBlock3D<int>(new NoOptions())
{
    public override ValueTask ConsumeAsync(int input, BlockContext context) => ValueTask.CompletedTask;
}
