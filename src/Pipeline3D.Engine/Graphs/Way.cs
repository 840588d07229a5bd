using System.Collections.Immutable;

namespace Pipeline3D.Engine.Graphs;

/// <summary>The way of one source's items: all that they reach without passing through a reducer.</summary>
/// <remarks>The way of one item is computed as a whole, in one process: here, or on another machine.</remarks>
/// <param name="Source">The source.</param>
/// <param name="Nodes">All nodes on it, the source first, in the order of the plan.</param>
/// <param name="Ends">Its sinks and reducers.</param>
/// <param name="Fits">Of these, the reducers that do not remember what they take but keep what they make of it: an
/// item leaves nothing in them, and what they make is made where the items are.</param>
/// <param name="IsRemembered">Whether what an item leaves at every end can be kept, so that it need not be computed
/// again.</param>
/// <param name="IsValue">Whether the items are themselves values known beforehand, such as saved models, which every
/// process loads by itself.</param>
/// <param name="WhyHere">Why its items are computed here even when other machines are there, as a sentence; null when
/// others may compute them.</param>
public sealed record Way(string Source, ImmutableArray<string> Nodes, ImmutableArray<string> Ends,
    ImmutableArray<string> Fits, bool IsRemembered, bool IsValue, string? WhyHere);
