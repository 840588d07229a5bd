using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Testing.Running;

namespace Pipeline3D.Testing.Chaos;

/// <summary>A source that misbehaves as the world does: late, unreadable, crashing, doubled and oddly sized entries,
/// all from one seed.</summary>
/// <remarks>What happens to an entry depends on the seed and its index only, so a test knows beforehand which items
/// must arrive: see <see cref="TroubleOf"/>.</remarks>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="options">How many entries, and how bad.</param>
/// <param name="payload">The payload at an index.</param>
public sealed class ChaosSource<T>(ChaosOptions options, Func<int, T> payload) : SourceBlock3D<T>(options)
{
    private static readonly ChaosTrouble[] Failures =
    [
        ChaosTrouble.Reject, ChaosTrouble.Unreadable, ChaosTrouble.Crash, ChaosTrouble.ForeignCancellation,
        ChaosTrouble.Nothing, ChaosTrouble.DuplicateId,
    ];

    private static readonly long[] Sizes = [0, 1, -1, long.MaxValue / 4];

    /// <summary>What happens to the entry at an index.</summary>
    public ChaosTrouble TroubleOf(int index)
    {
        Random random = RandomOf(index);
        double draw = random.NextDouble();
        ChaosTrouble failure = Failures[random.Next(Failures.Length)];
        // The first entry has none before it, and a value type has no null.
        if ((failure == ChaosTrouble.DuplicateId && index == 0)
            || (failure == ChaosTrouble.Nothing && default(T) is not null))
            failure = ChaosTrouble.Reject;
        return draw < options.Failing ? failure
            : draw < options.Failing + options.Delayed ? ChaosTrouble.Delay : ChaosTrouble.None;
    }

    /// <summary>Indices of the entries that must reach the next block, ascending.</summary>
    public IEnumerable<int> Arriving => Enumerable.Range(0, options.Count)
        .Where(index => TroubleOf(index) is ChaosTrouble.None or ChaosTrouble.Delay);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<T>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        ItemId last = BlockRunner.IdOf(0);
        for (int i = 0; i < options.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            int index = i;
            last = TroubleOf(i) == ChaosTrouble.DuplicateId ? last : BlockRunner.IdOf(i);
            yield return new SourceEntry<T>(last, $"chaos:{index} (seed {options.Seed})", SizeOf(index),
                context => LoadAsync(index, context));
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(options.Count);

    private async ValueTask<T> LoadAsync(int index, BlockContext context)
    {
        string who = $"entry {index} of seed {options.Seed}";
        switch (TroubleOf(index))
        {
            case ChaosTrouble.Delay:
                TimeSpan delay = RandomOf(~index).NextDouble() * options.LongestDelay;
                await Task.Delay(delay, context.Run.Time, context.Stop).ConfigureAwait(false);
                break;
            case ChaosTrouble.Reject:
                throw context.Reject(RejectReason.BadFormat, $"{who} is made bad");
            case ChaosTrouble.Unreadable:
                throw new IOException($"{who} is made unreadable");
            case ChaosTrouble.Crash:
                throw new InvalidOperationException($"{who} is made to crash");
            case ChaosTrouble.ForeignCancellation:
                throw new OperationCanceledException($"{who} is made to be cancelled");
            case ChaosTrouble.Nothing:
                return default!;
            default:
                break;
        }
        return payload(index);
    }

    private long SizeOf(int index)
    {
        Random random = RandomOf(index ^ 0x5bd1e995);
        return random.NextDouble() < options.OddSizes ? Sizes[random.Next(Sizes.Length)] : options.Bytes;
    }

    // Not HashCode.Combine: its result differs from process to process.
    private Random RandomOf(int index)
        => new(unchecked((options.Seed * (int)2654435761) ^ (index * (int)2246822519) ^ 0x27d4eb2f));
}
