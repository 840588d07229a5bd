using System.Runtime.CompilerServices;
using Pipeline3D.Core;

namespace Pipeline3D.Benchmarks.Engine;

/// <summary>Lists so many numbers.</summary>
internal sealed class Numbers(int count) : SourceBlock3D<int>(new NoOptions())
{
    public override async IAsyncEnumerable<SourceEntry<int>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        for (int i = 0; i < count; i++)
        {
            int number = i;
            yield return new SourceEntry<int>(new ItemId("bench", "all", "test", "good", $"{number:D6}"), "", 8,
                _ => new ValueTask<int>(number));
        }
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
