namespace Pipeline3D.Engine.Remote;

/// <summary>What is known of one process that computes items.</summary>
/// <param name="Name">Its name, one for each process.</param>
/// <param name="Host">The machine.</param>
/// <param name="Places">Items that it works on at once.</param>
/// <param name="Build">Version of the program and of what decides results.</param>
public sealed record WorkerFacts(string Name, string Host, int Places, string Build)
{
    /// <summary>Id of the process on its machine.</summary>
    public int ProcessId { get; init; }

    /// <summary>Most bytes of payload that it holds at once.</summary>
    public long BudgetBytes { get; init; }

    /// <summary>What its floating-point results depend on: widths of vectors and instruction sets.</summary>
    public string Processor { get; init; } = "";

    /// <summary>What it is marked as, such as <c>gpu</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The items that it is at.</summary>
    public IReadOnlyList<string> At { get; init; } = [];

    /// <summary>Why it takes nothing of the run; empty when it does.</summary>
    public string Idle { get; init; } = "";

    /// <summary>When it was last heard of.</summary>
    public DateTimeOffset Seen { get; init; }
}
