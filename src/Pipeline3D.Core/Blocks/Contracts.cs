using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Core.Blocks;

/// <summary>A block without input: lists entries, and loads each when there is room for it.</summary>
/// <typeparam name="TOut">The payload.</typeparam>
public interface ISource<TOut> : IBlock
{
    /// <summary>Lists the entries in their fixed order, cheaply: nothing is loaded yet.</summary>
    IAsyncEnumerable<SourceEntry<TOut>> ListAsync(RunContext run, CancellationToken stop);

    /// <summary>How many entries there will be; null when that is not known without reading them.</summary>
    ValueTask<long?> CountAsync(RunContext run, CancellationToken stop);
}

/// <summary>One thing that a source can load.</summary>
/// <typeparam name="TOut">The payload.</typeparam>
/// <param name="Id">Who it is.</param>
/// <param name="Input">Where it comes from, a path or an address; stands in dead letters.</param>
/// <param name="Declare">Tells <see cref="DeclaredBytes"/>; called when the entry is to be admitted, not when it is
/// only listed or counted.</param>
/// <param name="LoadAsync">Loads it; called on a pool thread, in parallel, at most once per attempt.</param>
public sealed record SourceEntry<TOut>(
    ItemId Id, string Input, Func<long> Declare, Func<BlockContext, ValueTask<TOut>> LoadAsync)
{
    /// <summary>Makes an entry whose size is known.</summary>
    /// <param name="id">Who it is.</param>
    /// <param name="input">Where it comes from.</param>
    /// <param name="declaredBytes">See <see cref="DeclaredBytes"/>.</param>
    /// <param name="loadAsync">Loads it.</param>
    public SourceEntry(ItemId id, string input, long declaredBytes, Func<BlockContext, ValueTask<TOut>> loadAsync)
        : this(id, input, () => declaredBytes, loadAsync)
    {
    }

    /// <summary>The most memory that the item will hold on its way; what the byte budget admits it by. Cost: whatever
    /// <see cref="Declare"/> takes, for files a look at the header.</summary>
    public long DeclaredBytes => Declare();

    /// <summary>All files that it is read from. A resumed run reads the item again when one of them has changed;
    /// without files it trusts the identity.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Whether the source vouches that no other entry has this identity; the engine then keeps no list of
    /// those it has seen, which would grow as long as the source lasts.</summary>
    public bool IsUnique { get; init; }

    /// <summary>When its verdict is due, as a timestamp of the run's clock; null when it is not. The engine hands it to
    /// every block of the item's way and does nothing else about it: what to do in time is the blocks' own.</summary>
    public long? DueAt { get; init; }

    /// <summary>The span that its trace hangs below; default = it is a trace of its own.</summary>
    public ActivityContext Trace { get; init; }
}

/// <summary>A block that makes one output of each input; called in parallel.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public interface ITransform<TIn, TOut> : IBlock
{
    /// <summary>Makes the output.</summary>
    ValueTask<TOut> TransformAsync(TIn input, BlockContext context);
}

/// <summary>A block that lets some inputs pass; called in parallel.</summary>
/// <typeparam name="T">The payload.</typeparam>
public interface IFilter<T> : IBlock
{
    /// <summary>Tells why the item does not pass, as the name of the rule; null when it passes.</summary>
    ValueTask<string?> ReasonToDropAsync(T input, BlockContext context);
}

/// <summary>A block that makes any number of outputs of each input; called in parallel.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public interface IExpand<TIn, TOut> : IBlock
{
    /// <summary>Makes the outputs, each with a name that is unique within the input.</summary>
    ValueTask<IReadOnlyList<(string Name, TOut Payload)>> ExpandAsync(TIn input, BlockContext context);
}

/// <summary>A block that makes one output of all inputs; called one at a time, in order.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public interface IReduce<TIn, TOut> : IBlock
{
    /// <summary>Takes one input.</summary>
    ValueTask AddAsync(TIn input, BlockContext context);

    /// <summary>Makes the output after the last input.</summary>
    ValueTask<TOut> CompleteAsync(RunContext run, CancellationToken stop);
}

/// <summary>A block that makes one output of each input with the help of a value known beforehand; called in
/// parallel.</summary>
/// <typeparam name="TSide">The value, for example a set of models.</typeparam>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public interface IApply<TSide, TIn, TOut> : IBlock
{
    /// <summary>Makes the output.</summary>
    ValueTask<TOut> ApplyAsync(TSide side, TIn input, BlockContext context);
}

/// <summary>A raw Dataflow block as a node: one output item per input item, with the id and sequence of its
/// input.</summary>
/// <remarks>What the raw block drops becomes a dead letter; it can neither lose an item silently nor hang the
/// run.</remarks>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public interface IPlug<TIn, TOut> : IBlock
{
    /// <summary>Whether the raw block gives items back in the order in which it took them (Dataflow's
    /// default).</summary>
    bool KeepsOrder { get; }

    /// <summary>Makes the raw block for one run. Bound its capacity, or it buffers without limit.</summary>
    IPropagatorBlock<Item<TIn>, Item<TOut>> CreateBlock(RunContext run);
}

/// <summary>A block without output; called one at a time, in order.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
public interface ISink<TIn> : IBlock
{
    /// <summary>Takes one input.</summary>
    ValueTask ConsumeAsync(TIn input, BlockContext context);

    /// <summary>Called once after the last input, unless the run was stopped or failed.</summary>
    ValueTask CompleteAsync(RunContext run, CancellationToken stop);
}
