using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Testing.Tests.Support;

/// <summary>What a source of numbered signals does wrong.</summary>
internal enum LocateFault
{
    None, FindsNothing, FindsAnything, OtherFiles, OtherPayload, OtherSize, OtherInput, AfterListingOnly,
}

/// <summary>Three numbered signals, the last of which cannot be read; with a fault it locates them wrongly.</summary>
internal sealed class Numbered(LocateFault fault = LocateFault.None) : SourceBlock3D<Signal>(new NoOptions()),
    ILocates<Signal>
{
    private bool _isListed;

    public override async IAsyncEnumerable<SourceEntry<Signal>> ListAsync(RunContext run,
        [EnumeratorCancellation] CancellationToken stop)
    {
        _isListed = true;
        for (int i = 0; i < 3; i++)
            yield return EntryOf(i);
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    public SourceEntry<Signal>? Locate(ItemId item, string input, RunContext run)
    {
        if (fault == LocateFault.FindsNothing || (fault == LocateFault.AfterListingOnly && !_isListed))
            return null;
        for (int i = 0; i < 3; i++)
            if (EntryOf(i) is var entry && (entry.Id == item
                || (fault == LocateFault.FindsAnything && entry.Id.Name == item.Name)))
                return fault switch
                {
                    LocateFault.OtherFiles => entry with { Files = [] },
                    LocateFault.OtherPayload => entry with { LoadAsync = _ => new(Signal.Of(9)) },
                    LocateFault.OtherSize => entry with { Declare = () => 9 },
                    LocateFault.OtherInput => entry with { Input = "elsewhere" },
                    _ => entry,
                };
        return null;
    }

    private static SourceEntry<Signal> EntryOf(int index) => new(new ItemId("made", "a", "test", "good", $"{index}"),
        $"file {index}", index, context => index < 2 ? new(Signal.Of(index))
            : throw context.Reject(RejectReason.Unreadable, "it is gone"))
    {
        Files = [$"file {index}"],
    };
}
