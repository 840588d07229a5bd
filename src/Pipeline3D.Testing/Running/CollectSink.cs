using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Testing.Running;

/// <summary>A sink that keeps what reaches it, in the order of arrival.</summary>
/// <typeparam name="T">The payload.</typeparam>
public sealed class CollectSink<T>() : SinkBlock3D<T>(new NoOptions())
{
    private readonly List<Item<T>> _items = [];

    /// <summary>What arrived; read it when the run has ended.</summary>
    public IReadOnlyList<Item<T>> Items => _items;

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(T input, BlockContext context)
    {
        _items.Add(new Item<T>(context.Item, context.Sequence, input));
        return ValueTask.CompletedTask;
    }
}
