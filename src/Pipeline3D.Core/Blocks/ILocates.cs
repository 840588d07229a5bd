using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Core.Blocks;

/// <summary>A source that finds one entry by its identity without listing all, for machines that are told which entry
/// to load.</summary>
/// <remarks>A source that locates is not started where it is only told which entries to load, as not all of them need
/// be there. Law, checked by the conformance suite: every listed entry is located, with the same files and the same
/// payload.</remarks>
/// <typeparam name="TOut">The payload.</typeparam>
public interface ILocates<TOut> : ISource<TOut>
{
    /// <summary>Finds an entry.</summary>
    /// <param name="item">Who it is.</param>
    /// <param name="input">Where it came from when it was listed, as this machine would name it; may help to find
    /// it.</param>
    /// <param name="run">The run.</param>
    /// <returns>Null when the source lists no such entry.</returns>
    SourceEntry<TOut>? Locate(ItemId item, string input, RunContext run);
}
