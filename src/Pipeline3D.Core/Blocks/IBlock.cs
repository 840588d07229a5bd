using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Core.Blocks;

/// <summary>A node of a graph. Derive from one of the base classes (<see cref="TransformBlock3D{TIn, TOut}"/> and its
/// kin).</summary>
/// <remarks>A block that is disposable is disposed at the end of its run, however the run ended.</remarks>
public interface IBlock
{
    /// <summary>What the block needs and does to the unit of coordinates.</summary>
    UnitFlow Units { get; }

    /// <summary>What the block is, for the recipes of models; null when it is no part of how scans are
    /// prepared.</summary>
    RecipeStep? Step => null;

    /// <summary>Calls the visitor's method for the block's kind, so that its payload types are known without
    /// reflection.</summary>
    TResult Accept<TResult>(IBlockVisitor<TResult> visitor);

    /// <summary>Called once before the first item.</summary>
    ValueTask StartAsync(RunContext run, CancellationToken stop);
}

/// <summary>Does one thing for each kind of block.</summary>
/// <typeparam name="TResult">What the thing gives.</typeparam>
public interface IBlockVisitor<out TResult>
{
    /// <summary>A block without input.</summary>
    TResult Source<TOut>(ISource<TOut> block);

    /// <summary>A block that makes one output of each input.</summary>
    TResult Transform<TIn, TOut>(ITransform<TIn, TOut> block);

    /// <summary>A block that lets some inputs pass.</summary>
    TResult Filter<T>(IFilter<T> block);

    /// <summary>A block that makes any number of outputs of each input.</summary>
    TResult Expand<TIn, TOut>(IExpand<TIn, TOut> block);

    /// <summary>A block that makes one output of all inputs.</summary>
    TResult Reduce<TIn, TOut>(IReduce<TIn, TOut> block);

    /// <summary>A block that makes one output of each input with the help of a value known beforehand, such as a
    /// model.</summary>
    TResult Apply<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block);

    /// <summary>A raw Dataflow block.</summary>
    TResult Plug<TIn, TOut>(IPlug<TIn, TOut> block);

    /// <summary>A block without output.</summary>
    TResult Sink<TIn>(ISink<TIn> block);
}
