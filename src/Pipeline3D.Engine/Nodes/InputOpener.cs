using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>Opens a node's inputs: the node itself for one giver, a merger's inputs for several.</summary>
internal sealed class InputOpener(GraphPlan plan, RunState state, GraphNode spec, Node node) : IBlockVisitor<Func<int,
    object>>
{
    public Func<int, object> Source<TOut>(ISource<TOut> block) => throw new InvalidOperationException(
        "a source has no input");

    public Func<int, object> Transform<TIn, TOut>(ITransform<TIn, TOut> block) => Open<TIn>();

    public Func<int, object> Filter<T>(IFilter<T> block) => Open<T>();

    public Func<int, object> Expand<TIn, TOut>(IExpand<TIn, TOut> block) => Open<TIn>();

    public Func<int, object> Reduce<TIn, TOut>(IReduce<TIn, TOut> block) => Open<TIn>();

    public Func<int, object> Apply<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block) => Open<TIn>();

    public Func<int, object> Plug<TIn, TOut>(IPlug<TIn, TOut> block) => Open<TIn>();

    public Func<int, object> Sink<TIn>(ISink<TIn> block) => Open<TIn>();

    private Func<int, object> Open<T>()
    {
        var target = ((ITakes<T>)node).In;
        if (spec.From.Length == 1)
            return _ => target;
        var facts = spec.From.Select(from => plan.ItemSourcesOf(from))
            .Select(sources => new Merger<T>.InputFacts(sources,
                sources.Select(source => plan.PhaseOfSource[source]).DefaultIfEmpty(int.MaxValue).Min()))
            .ToArray();
        var merger = new Merger<T>(state, target, facts, spec.From.All(plan.IsOrdered),
            spec.Settings.EffectiveCapacity);
        node.Parts.Add(merger.Completion);
        return merger.Input;
    }
}

/// <summary>Opens the input of a node that holds a value needed beforehand.</summary>
internal sealed class CaptureOpener(Node capture) : IBlockVisitor<object>
{
    public object Source<TOut>(ISource<TOut> block) => throw NoSide();

    public object Transform<TIn, TOut>(ITransform<TIn, TOut> block) => throw NoSide();

    public object Filter<T>(IFilter<T> block) => throw NoSide();

    public object Expand<TIn, TOut>(IExpand<TIn, TOut> block) => throw NoSide();

    public object Reduce<TIn, TOut>(IReduce<TIn, TOut> block) => throw NoSide();

    public object Apply<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block) => ((ITakes<TSide>)capture).In;

    public object Plug<TIn, TOut>(IPlug<TIn, TOut> block) => throw NoSide();

    public object Sink<TIn>(ISink<TIn> block) => throw NoSide();

    private static InvalidOperationException NoSide() => new("only an applying block needs a value beforehand");
}
