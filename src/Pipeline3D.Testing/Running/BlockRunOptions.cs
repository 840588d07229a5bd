using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Testing.Running;

/// <summary>How one block is run by a test.</summary>
public sealed record BlockRunOptions
{
    /// <summary>How the engine runs the block: parallelism, timeout, retries. Default: the engine's own.</summary>
    public BlockSettings Settings { get; init; } = new();

    /// <summary>Seed that the block sees. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Threads that the block's kernel may use for one item. Default 1.</summary>
    public int KernelThreads { get; init; } = 1;

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The run's folder, kept after the run; for blocks that write files. Default null: a temporary one that
    /// is removed at the end.</summary>
    public string? Folder { get; init; }

    /// <summary>Who the item at an index is. Default: <see cref="BlockRunner.IdOf"/>.</summary>
    public Func<int, ItemId> Identify { get; init; } = BlockRunner.IdOf;
}
