namespace Pipeline3D.Engine.Remote;

/// <summary>The reduction of one group of items, to be done on one machine.</summary>
/// <param name="Node">The reducer.</param>
/// <param name="Group">Name of the group; empty when the reducer knows none.</param>
/// <param name="IsGrouped">Whether the reducer knows groups: then parts of other groups are left out.</param>
/// <param name="Items">The items that reached the reducer, in order.</param>
public sealed record FitTask(string Node, string Group, bool IsGrouped, IReadOnlyList<EntryRef> Items);
