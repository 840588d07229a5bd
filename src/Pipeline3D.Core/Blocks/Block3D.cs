using System.Reflection;
using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Core.Blocks;

/// <summary>What all base classes of blocks share: checked options and an optional start.</summary>
public abstract class Block3D
{
    private readonly IBlockOptions _options;

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option cannot work; all such options are named.</exception>
    protected Block3D(IBlockOptions options)
    {
        var problems = new Problems();
        options.Validate(problems);
        if (problems.Found.Count > 0)
            throw new OptionsException(GetType(), problems.Found);
        _options = options;
    }

    /// <summary>What the block is, for the recipes of models; null when it is no part of how scans are prepared.
    /// Default: its <see cref="BlockAttribute"/> and all its options.</summary>
    public virtual RecipeStep? Step => GetType().GetCustomAttribute<BlockAttribute>() is { } block
        ? block.IsPreparation ? new RecipeStep(block.Id, block.Version, OptionRecord.Write(_options)) : null
        : new RecipeStep(GetType().FullName!, 1, OptionRecord.Write(_options));

    /// <summary>What the block needs and does to the unit of coordinates. Default: nothing.</summary>
    public virtual UnitFlow Units => UnitFlow.Unchanged;

    /// <summary>Called once before the first item. Default: does nothing.</summary>
    public virtual ValueTask StartAsync(RunContext run, CancellationToken stop) => ValueTask.CompletedTask;
}

/// <summary>Base of a block without input.</summary>
/// <typeparam name="TOut">The payload.</typeparam>
public abstract class SourceBlock3D<TOut>(IBlockOptions options) : Block3D(options), ISource<TOut>
{
    /// <inheritdoc/>
    public abstract IAsyncEnumerable<SourceEntry<TOut>> ListAsync(RunContext run, CancellationToken stop);

    /// <inheritdoc/>
    public virtual ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new((long?)null);

    /// <inheritdoc/>
    public TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Source(this);
}

/// <summary>Base of a block that makes one output of each input.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public abstract class TransformBlock3D<TIn, TOut>(IBlockOptions options) : Block3D(options), ITransform<TIn, TOut>
{
    /// <inheritdoc/>
    public abstract ValueTask<TOut> TransformAsync(TIn input, BlockContext context);

    /// <inheritdoc/>
    public TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Transform(this);
}

/// <summary>Base of a block that lets some inputs pass.</summary>
/// <typeparam name="T">The payload.</typeparam>
public abstract class FilterBlock3D<T>(IBlockOptions options) : Block3D(options), IFilter<T>
{
    /// <inheritdoc/>
    public abstract ValueTask<string?> ReasonToDropAsync(T input, BlockContext context);

    /// <inheritdoc/>
    public TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Filter(this);
}

/// <summary>Base of a block that makes any number of outputs of each input.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public abstract class ExpandBlock3D<TIn, TOut>(IBlockOptions options) : Block3D(options), IExpand<TIn, TOut>
{
    /// <inheritdoc/>
    public abstract ValueTask<IReadOnlyList<(string Name, TOut Payload)>> ExpandAsync(TIn input, BlockContext context);

    /// <inheritdoc/>
    public TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Expand(this);
}

/// <summary>Base of a block that makes one output of all inputs.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public abstract class ReduceBlock3D<TIn, TOut>(IBlockOptions options) : Block3D(options), IReduce<TIn, TOut>
{
    /// <inheritdoc/>
    public abstract ValueTask AddAsync(TIn input, BlockContext context);

    /// <inheritdoc/>
    public abstract ValueTask<TOut> CompleteAsync(RunContext run, CancellationToken stop);

    /// <inheritdoc/>
    public TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Reduce(this);
}

/// <summary>Base of a block that makes one output of each input with the help of a value known beforehand.</summary>
/// <typeparam name="TSide">The value, for example a set of models.</typeparam>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public abstract class ApplyBlock3D<TSide, TIn, TOut>(IBlockOptions options)
    : Block3D(options), IApply<TSide, TIn, TOut>
{
    /// <inheritdoc/>
    public abstract ValueTask<TOut> ApplyAsync(TSide side, TIn input, BlockContext context);

    /// <inheritdoc/>
    public TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Apply(this);
}

/// <summary>Base of a node made of a raw Dataflow block.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public abstract class PlugBlock3D<TIn, TOut>(IBlockOptions options) : Block3D(options), IPlug<TIn, TOut>
{
    /// <inheritdoc/>
    public virtual bool KeepsOrder => true;

    /// <inheritdoc/>
    public abstract IPropagatorBlock<Item<TIn>, Item<TOut>> CreateBlock(RunContext run);

    /// <inheritdoc/>
    public TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Plug(this);
}

/// <summary>Base of a block without output.</summary>
/// <typeparam name="TIn">The input payload.</typeparam>
public abstract class SinkBlock3D<TIn>(IBlockOptions options) : Block3D(options), ISink<TIn>
{
    /// <inheritdoc/>
    public abstract ValueTask ConsumeAsync(TIn input, BlockContext context);

    /// <inheritdoc/>
    public virtual ValueTask CompleteAsync(RunContext run, CancellationToken stop) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public TResult Accept<TResult>(IBlockVisitor<TResult> visitor) => visitor.Sink(this);
}
