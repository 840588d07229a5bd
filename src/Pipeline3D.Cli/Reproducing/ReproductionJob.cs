using System.Collections.Immutable;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>What a command line asks to be reproduced.</summary>
/// <param name="Choice">The methods and the dataset.</param>
/// <param name="Data">The dataset's folder.</param>
/// <param name="Seeds">Seeds of the fits.</param>
/// <param name="Settings">What <c>--set</c> says.</param>
internal sealed record ReproductionJob(
    ReproductionChoice Choice, string Data, IReadOnlyList<int> Seeds, IReadOnlyList<string> Settings)
{
    /// <summary>Folder of another dataset that is learnt from; null for the same.</summary>
    public string? LearnFrom { get; init; }

    /// <summary>Id of its layout.</summary>
    public string LearnDataset { get; init; } = "";

    /// <summary>A named set of values; null for none.</summary>
    public string? As { get; init; }

    /// <summary>The protocols of the methods, with what is set.</summary>
    /// <returns>They, and overrides of the pipeline itself.</returns>
    /// <exception cref="UsageException">Something is set that there is not.</exception>
    public (ImmutableArray<Protocol> Protocols, IReadOnlyList<string> Overrides) Open()
    {
        ImmutableArray<Protocol> protocols = [.. Choice.Methods.Select(found => new Protocol(found, Choice.Dataset,
            Choice.HabitsOf(found)))];
        // What is named is for the method that was named, or each of a group; those beside it run as they are.
        if (LearnFrom is not null)
            protocols[0].LearnFrom(LearnFrom, LearnDataset);
        if (As is not null)
            foreach (Protocol protocol in Choice.IsGroup ? protocols : protocols[..1])
                protocol.RunAs(As);
        return (protocols, ProtocolSettings.Apply(Settings, protocols));
    }
}
