using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>What is told that nothing more will come.</summary>
internal interface ICompletes
{
    /// <summary>Nothing more will come.</summary>
    void Complete();
}

/// <summary>Where items enter a node, or one input of a merger.</summary>
/// <remarks>Has one giver, which hands over one item at a time, in order.</remarks>
internal interface IInlet<T> : ICompletes
{
    /// <summary>Takes an item if there is room for it.</summary>
    /// <param name="flow">The item; once it is taken, it belongs to the taker, its ticket too.</param>
    /// <param name="room">Called once, from any thread, as soon as there is room, when the item was not taken. It must
    /// be quick.</param>
    /// <returns>Whether it was taken.</returns>
    bool TryTake(in Flow<T> flow, Action room);
}
