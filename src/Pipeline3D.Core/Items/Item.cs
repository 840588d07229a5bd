namespace Pipeline3D.Core.Items;

/// <summary>What flows along a link: a payload and who it belongs to.</summary>
/// <remarks>A raw Dataflow block of the user's sees items of this type. It keeps the <see cref="Id"/> and
/// <see cref="Sequence"/> of what it received; <see cref="With{TOut}"/> does so.</remarks>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="Id">Who the item is.</param>
/// <param name="Sequence">Number of the item within the run, from 0, in the order of admission.</param>
/// <param name="Payload">The content.</param>
public sealed record Item<T>(ItemId Id, long Sequence, T Payload)
{
    /// <summary>Which of the parts that an earlier block split the item into; 0 when it was never split.</summary>
    public int Part { get; init; }

    /// <summary>The same item with another payload.</summary>
    public Item<TOut> With<TOut>(TOut payload) => new(Id, Sequence, payload) { Part = Part };
}
