namespace Pipeline3D.Benchmarks.Peers;

/// <summary>One way to run 3D-ST's network in another library.</summary>
/// <param name="Name">As the page calls it.</param>
/// <param name="IsLibtorch">libtorch 2.10 by this project's benchmark program; PyTorch 1.13 by its driver else.</param>
/// <param name="Form"><c>naive</c> as public implementations write it, <c>well</c> without [n, k, 2c].</param>
/// <param name="KeepsMemory">Buffers stay with the process instead of going back to the system after each use.</param>
internal sealed record NetworkPeer(string Name, bool IsLibtorch, string Form, bool KeepsMemory)
{
    /// <summary>All of them, from what is published to the fastest known.</summary>
    public static NetworkPeer[] All { get; } =
    [
        new("PyTorch 1.13, naive", false, "naive", false),
        new("PyTorch 1.13, written well, malloc kept", false, "well", true),
        new("libtorch 2.10, naive", true, "naive", false),
        new("libtorch 2.10, naive, malloc kept", true, "naive", true),
        new("libtorch 2.10, written well", true, "well", false),
        new("libtorch 2.10, written well, malloc kept", true, "well", true),
    ];

    /// <summary>What glibc's allocator reads when a process starts.</summary>
    public (string Name, string Value)[] Environment => KeepsMemory
        ? [("MALLOC_MMAP_THRESHOLD_", "4294967296"), ("MALLOC_TRIM_THRESHOLD_", "8589934592"),
            ("MALLOC_TOP_PAD_", "268435456")]
        : [];
}
