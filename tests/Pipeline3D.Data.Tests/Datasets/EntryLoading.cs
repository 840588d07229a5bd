using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Data.Tests.Datasets;

/// <summary>Loads the entries of layouts, which know nothing of a run.</summary>
internal static class EntryLoading
{
    internal static Scan Load(this SourceEntry<Scan> entry, CancellationToken stop)
        => entry.LoadAsync(new BlockContext(entry.Id, 0, null!, stop)).AsTask().GetAwaiter().GetResult();
}
