using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Engine.Runs;

/// <summary>How one item ended.</summary>
/// <param name="Item">Who it is.</param>
/// <param name="Outcome">Whether it was completed, filtered or rejected.</param>
/// <param name="Letters">Its dead letters; empty unless it was rejected.</param>
public sealed record ItemEnd(ItemId Item, ItemOutcome Outcome, IReadOnlyList<DeadLetter> Letters);
