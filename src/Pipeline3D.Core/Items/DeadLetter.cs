namespace Pipeline3D.Core.Items;

/// <summary>An item that could not be finished, with everything needed to understand and to repeat it.</summary>
/// <param name="Item">Who it is.</param>
/// <param name="Sequence">Its number within the run.</param>
/// <param name="Block">Id of the block that could not use it.</param>
/// <param name="Reason">Why, from the closed list.</param>
/// <param name="Message">What is wrong, where, and what to do.</param>
/// <param name="Input">Where the item came from: a path or an address.</param>
/// <param name="Stack">Stack trace of the cause; empty when the block rejected the item knowingly.</param>
public sealed record DeadLetter(
    ItemId Item, long Sequence, string Block, RejectReason Reason, string Message, string Input, string Stack);
