using Pipeline3D.Core.Blocks;
using Pipeline3D.Testing.Running;

namespace Pipeline3D.Testing.Conformance;

/// <summary>A source of the value that an applying block needs beforehand; null for other kinds.</summary>
internal sealed class SideSource(object? side) : IBlockVisitor<IBlock?>
{
    public IBlock? Source<TOut>(ISource<TOut> block) => null;

    public IBlock? Transform<TIn, TOut>(ITransform<TIn, TOut> block) => null;

    public IBlock? Filter<T>(IFilter<T> block) => null;

    public IBlock? Expand<TIn, TOut>(IExpand<TIn, TOut> block) => null;

    public IBlock? Reduce<TIn, TOut>(IReduce<TIn, TOut> block) => null;

    public IBlock? Apply<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block) => side is TSide value
        ? new PayloadSource<TSide>([value])
        : throw new ArgumentException($"the block needs a value of type {typeof(TSide).Name} beforehand, "
            + $"but Side is {side?.GetType().Name ?? "not set"}");

    public IBlock? Plug<TIn, TOut>(IPlug<TIn, TOut> block) => null;

    public IBlock? Sink<TIn>(ISink<TIn> block) => null;
}
