using System.Collections.Immutable;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Testing.Running;

/// <summary>What one block did with the payloads of a test.</summary>
/// <typeparam name="TOut">The output payload.</typeparam>
public sealed record BlockRun<TOut>
{
    /// <summary>How the run ended; <see cref="RunStatus.Completed"/> unless it was stopped or more than an item
    /// failed.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The outputs in the order in which they left the block; empty for a sink.</summary>
    public required ImmutableArray<Item<TOut>> Outputs { get; init; }

    /// <summary>The items that could not be used, by sequence number.</summary>
    public required ImmutableArray<DeadLetter> DeadLetters { get; init; }

    /// <summary>Where the items went.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>What went wrong beyond single items, as whole sentences.</summary>
    public required ImmutableArray<string> Failures { get; init; }

    /// <summary>What the block added to the manifest, by name.</summary>
    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    /// <summary>What the block told the user, in the order of arrival.</summary>
    public required IReadOnlyCollection<string> Remarks { get; init; }

    /// <summary>The payloads of the outputs.</summary>
    public IEnumerable<TOut> Payloads => Outputs.Select(item => item.Payload);
}
