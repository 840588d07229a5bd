namespace Pipeline3D.Testing.Conformance;

/// <summary>What every block owes to those who put it into a graph.</summary>
public enum ConformanceRule
{
    /// <summary>Outputs come in the order of their inputs, under their inputs' names; a block that makes one output per
    /// input makes one, and parts of one input have different names.</summary>
    Order = 0,

    /// <summary>An item's output depends on the item alone, not on those that came before it.</summary>
    Independence = 1,

    /// <summary>Outputs are the same one item at a time, several at a time, and run after run.</summary>
    Parallelism = 2,

    /// <summary>A run without items ends well.</summary>
    Empty = 3,

    /// <summary>A run of one usual item ends well, without a dead letter.</summary>
    OneItem = 4,

    /// <summary>The same payload may come several times, also at once.</summary>
    Duplicates = 5,

    /// <summary>A payload that came in is not changed: another branch of the graph may hold it too.</summary>
    InputUnchanged = 6,

    /// <summary>Unusual payloads give what their author says: an output without flaw, or a rejection that was meant;
    /// neither a crash, nor harm to other items.</summary>
    BadItems = 7,

    /// <summary>Work ends promptly once it is to stop, by an output or an <see cref="OperationCanceledException"/> and
    /// not as a failure of the item.</summary>
    Cancellation = 8,

    /// <summary>An output that was kept between runs acts as the one that was computed.</summary>
    Cache = 9,

    /// <summary>A sink or reducer that recalls what inputs left in another one ends as that one (<see
    /// cref="Pipeline3D.Core.Blocks.IRemembers{TIn}"/>).</summary>
    Remembers = 10,

    /// <summary>Contributing inputs in any order and recalling them in theirs is the same as taking them; contributing
    /// neither looks at the block nor changes it (<see
    /// cref="Pipeline3D.Core.Blocks.IContributes{TIn}"/>).</summary>
    Contributes = 11,

    /// <summary>A product that was kept as a file acts as the one that was made (<see
    /// cref="Pipeline3D.Core.Blocks.IKeepsProduct{TOut}"/>).</summary>
    KeepsProduct = 12,

    /// <summary>The union of the products of all groups is the product of all inputs (<see
    /// cref="Pipeline3D.Core.Blocks.IGroups{TOut}"/>).</summary>
    Groups = 13,

    /// <summary>What is listed is located, with the same files and the same payload, and nothing else (<see
    /// cref="Pipeline3D.Core.Blocks.ILocates{TOut}"/>).</summary>
    Locates = 14,
}
