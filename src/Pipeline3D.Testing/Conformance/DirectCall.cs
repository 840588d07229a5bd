using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Testing.Conformance;

/// <summary>Calls a block without an engine; null for a raw Dataflow block, which has no body to call.</summary>
internal sealed class DirectCall<TIn>(object? side)
    : IBlockVisitor<Func<TIn, BlockContext, Task<object?>>?>
{
    public Func<TIn, BlockContext, Task<object?>>? Source<T>(ISource<T> block) => null;

    public Func<TIn, BlockContext, Task<object?>>? Transform<T, TOut>(ITransform<T, TOut> block)
        => async (input, context) => await block.TransformAsync((T)(object)input!, context).ConfigureAwait(false);

    public Func<TIn, BlockContext, Task<object?>>? Filter<T>(IFilter<T> block)
        => async (input, context) => await block.ReasonToDropAsync((T)(object)input!, context).ConfigureAwait(false);

    public Func<TIn, BlockContext, Task<object?>>? Expand<T, TOut>(IExpand<T, TOut> block)
        => async (input, context) => await block.ExpandAsync((T)(object)input!, context).ConfigureAwait(false);

    public Func<TIn, BlockContext, Task<object?>>? Reduce<T, TOut>(IReduce<T, TOut> block) => null;

    public Func<TIn, BlockContext, Task<object?>>? Apply<TSide, T, TOut>(IApply<TSide, T, TOut> block)
        => async (input, context)
            => await block.ApplyAsync((TSide)side!, (T)(object)input!, context).ConfigureAwait(false);

    public Func<TIn, BlockContext, Task<object?>>? Plug<T, TOut>(IPlug<T, TOut> block) => null;

    public Func<TIn, BlockContext, Task<object?>>? Sink<T>(ISink<T> block) => null;
}
