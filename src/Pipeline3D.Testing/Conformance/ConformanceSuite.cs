using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Testing.Running;

namespace Pipeline3D.Testing.Conformance;

/// <summary>Holds a block to the rules of <see cref="ConformanceRule"/>.</summary>
/// <remarks>Each rule of blocks that take and give items runs fresh blocks on the real engine, so a check costs about
/// ten runs of <see cref="Items"/> items. Sources, reducers and sinks are called by hand, and held to what they promise
/// by interfaces: from <see cref="ConformanceRule.Remembers"/> on. What they refuse in view of other inputs stands
/// among <see cref="Unusual"/>, which come in the midst of the usual ones.</remarks>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload; that of the input for a filter.</typeparam>
/// <param name="make">Makes the block; called once per run.</param>
/// <param name="payload">Makes a usual payload, one that the block can use: equal content for an equal index, a new
/// object at each call.</param>
public sealed partial class ConformanceSuite<TIn, TOut>(Func<IBlock> make, Func<int, TIn> payload)
{
    /// <summary>Holds a source, which takes no payload.</summary>
    /// <param name="make">Makes the source; called several times.</param>
    public ConformanceSuite(Func<IBlock> make)
        : this(make, _ => throw new ArgumentException("a block that takes items needs payloads to be held to rules"))
    {
    }

    /// <summary>Payloads at the edge, and what must become of them. Default: none.</summary>
    public ImmutableArray<UnusualPayload<TIn>> Unusual { get; init; } = [];

    /// <summary>The value that an applying block needs beforehand. Default: none.</summary>
    public object? Side { get; init; }

    /// <summary>Items per run; at least 3. Default 8.</summary>
    public int Items
    {
        get;
        init => field = value >= 3 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "fewer than 3 items have no order");
    } = 8;

    /// <summary>Items at once in the runs in parallel. Default 4.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>What "promptly" means when work is to stop. Default 5 s, because test machines are busy.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A run that takes longer hangs. Default a minute.</summary>
    public TimeSpan RunWithin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The payload on which the block works longest, for the rule of cancellation. Default: the usual one of
    /// index 0.</summary>
    public Func<TIn>? Longest { get; init; }

    /// <summary>Says what is wrong with an output, for example that a score is NaN; null when nothing is. Default:
    /// nothing is wrong.</summary>
    public Func<TOut, string?> Flaw { get; init; } = _ => null;

    /// <summary>Fingerprint of an input. Default: <see cref="PayloadPrint.Of"/>.</summary>
    public Func<TIn, string> PrintInput { get; init; } = input => PayloadPrint.Of(input);

    /// <summary>Fingerprint of an output. Default: <see cref="PayloadPrint.Of"/>.</summary>
    public Func<TOut, string> PrintOutput { get; init; } = output => PayloadPrint.Of(output);

    /// <summary>Who the item at an index is, for blocks that look at it. Default:
    /// <see cref="BlockRunner.IdOf"/>.</summary>
    public Func<int, ItemId> Identify { get; init; } = BlockRunner.IdOf;

    /// <summary>Checks every rule.</summary>
    /// <exception cref="ConformanceException">The block breaks rules; all of them are named.</exception>
    public async Task CheckAsync(CancellationToken stop = default)
    {
        var breaches = new List<ConformanceBreach>();
        foreach (ConformanceRule rule in Enum.GetValues<ConformanceRule>())
            if (await BreachAsync(rule, stop).ConfigureAwait(false) is { } message)
                breaches.Add(new ConformanceBreach(rule, message));
        if (breaches.Count > 0)
            throw new ConformanceException(make().GetType().Name, [.. breaches]);
    }

    /// <summary>Checks one rule.</summary>
    /// <exception cref="ConformanceException">The block breaks it.</exception>
    public async Task CheckAsync(ConformanceRule rule, CancellationToken stop = default)
    {
        if (await BreachAsync(rule, stop).ConfigureAwait(false) is { } message)
            throw new ConformanceException(make().GetType().Name, [new ConformanceBreach(rule, message)]);
    }

    // A rule's check says what the block did; null when it keeps the rule.
    private async Task<string?> BreachAsync(ConformanceRule rule, CancellationToken stop)
    {
        IBlock sample = make();
        BlockShape shape = BlockShape.Of(sample);
        _ = sample.Accept(new SideSource(Side));
        bool isEnd = shape.Kind is BlockKind.Source or BlockKind.Reduce or BlockKind.Sink;
        if (isEnd && sample is not (IRemembers<TIn> or IKeepsProduct<TOut> or ILocates<TOut>))
            throw new ArgumentException($"{sample.GetType().Name} is a {shape.Kind}, and neither remembers, nor keeps "
                + "its product, nor locates entries: the suite has no rule for it; run it with BlockRunner");
        if (isEnd != rule >= ConformanceRule.Remembers)
            return null;
        try
        {
            return await (rule switch
            {
                ConformanceRule.Order => OrderAsync(shape.Kind, stop),
                ConformanceRule.Independence => IndependenceAsync(stop),
                ConformanceRule.Parallelism => ParallelismAsync(stop),
                ConformanceRule.Empty => EmptyAsync(stop),
                ConformanceRule.OneItem => OneItemAsync(stop),
                ConformanceRule.Duplicates => DuplicatesAsync(stop),
                ConformanceRule.InputUnchanged => InputUnchangedAsync(stop),
                ConformanceRule.BadItems => BadItemsAsync(stop),
                ConformanceRule.Cancellation => CancellationAsync(stop),
                ConformanceRule.Cache => CacheAsync(stop),
                ConformanceRule.Remembers => Bench.CheckAsync(RemembersAsync, stop),
                ConformanceRule.Contributes => Bench.CheckAsync(ContributesAsync, stop),
                ConformanceRule.KeepsProduct => Bench.CheckAsync(KeepsProductAsync, stop),
                ConformanceRule.Groups => Bench.CheckAsync(GroupsAsync, stop),
                _ => Bench.CheckAsync(LocatesAsync, stop),
            }).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return $"the run did not end within {RunWithin}";
        }
        catch (Exception cause) when (cause is not (OperationCanceledException or GraphException))
        {
            return $"it threw {cause.GetType().Name}: {cause.Message}";
        }
    }

    private (ItemId, TIn)[] Usual(int count)
        => [.. Enumerable.Range(0, count).Select(i => (Identify(i), payload(i)))];

    private Task<BlockRun<TOut>> RunAsync((ItemId, TIn)[] items, int parallelism, CancellationToken stop)
    {
        IBlock block = make();
        var options = new BlockRunOptions { Settings = new BlockSettings { Parallelism = parallelism } };
        // On a thread of its own: a body that never yields would otherwise never let the limit pass.
        return Task.Run(() => BlockRunner.RunAnyAsync<TIn, TOut>(block, items, block.Accept(new SideSource(Side)),
            options, stop), stop).WaitAsync(RunWithin, TimeProvider.System, stop);
    }

    /// <summary>Why a run of usual payloads did not end well; null when it did.</summary>
    private string? Trouble(BlockRun<TOut> run)
    {
        if (run.Failures.Length > 0)
            return $"the run failed: {string.Join("; ", run.Failures)}";
        if (run.DeadLetters.FirstOrDefault(letter => letter.Block == BlockRunner.Under) is { } letter)
            return $"the usual payload {letter.Item} became a dead letter: {letter.Message} [{letter.Reason}]";
        return run.Outputs.Select(item => Flaw(item.Payload) is { } flaw ? $"the output of {item.Id} {flaw}" : null)
            .FirstOrDefault(flaw => flaw is not null);
    }

    // Outputs by the name they have in the run; a name that occurs twice is the rule of order's business.
    private SortedDictionary<string, string> Prints(BlockRun<TOut> run)
    {
        var prints = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Item<TOut> item in run.Outputs)
            prints[item.Id.Path] = PrintOutput(item.Payload);
        return prints;
    }

    private static string? Difference(SortedDictionary<string, string> expected,
        SortedDictionary<string, string> found, string how)
        => expected.Keys.Union(found.Keys).Where(name => expected.GetValueOrDefault(name)
            != found.GetValueOrDefault(name)).Select(name => !found.ContainsKey(name)
                ? $"{name} has no output {how}" : !expected.ContainsKey(name) ? $"{name} has an output only {how}"
                    : $"the output of {name} differs {how}").FirstOrDefault();
}
