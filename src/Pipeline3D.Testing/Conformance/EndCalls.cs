using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Testing.Conformance;

/// <summary>A sink or reducer without an engine.</summary>
/// <param name="Take">Gives it an input.</param>
/// <param name="Complete">Ends it: the product of a reducer, null of a sink.</param>
internal sealed record EndCalls<TIn>(Func<TIn, BlockContext, ValueTask> Take,
    Func<RunContext, CancellationToken, ValueTask<object?>> Complete)
{
    /// <summary>The calls of a block; null when it is of another kind.</summary>
    public static EndCalls<TIn>? Of(IBlock block) => block.Accept(new Visitor());

    private sealed class Visitor : IBlockVisitor<EndCalls<TIn>?>
    {
        public EndCalls<TIn>? Source<T>(ISource<T> block) => null;

        public EndCalls<TIn>? Transform<T, TOut>(ITransform<T, TOut> block) => null;

        public EndCalls<TIn>? Filter<T>(IFilter<T> block) => null;

        public EndCalls<TIn>? Expand<T, TOut>(IExpand<T, TOut> block) => null;

        public EndCalls<TIn>? Reduce<T, TOut>(IReduce<T, TOut> block) => new(
            (input, context) => block.AddAsync((T)(object)input!, context),
            async (run, stop) => await block.CompleteAsync(run, stop).ConfigureAwait(false));

        public EndCalls<TIn>? Apply<TSide, T, TOut>(IApply<TSide, T, TOut> block) => null;

        public EndCalls<TIn>? Plug<T, TOut>(IPlug<T, TOut> block) => null;

        public EndCalls<TIn>? Sink<T>(ISink<T> block) => new(
            (input, context) => block.ConsumeAsync((T)(object)input!, context),
            async (run, stop) =>
            {
                await block.CompleteAsync(run, stop).ConfigureAwait(false);
                return null;
            });
    }
}
