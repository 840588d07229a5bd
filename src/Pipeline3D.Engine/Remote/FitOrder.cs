using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Remote;

/// <summary>Has a run reduce one group of items and do nothing else: how a process does what a <see cref="FitTask"/>
/// asks for.</summary>
/// <param name="Task">What is asked for. The feed of the run gives its items, in order.</param>
/// <param name="Made">Is told once what came of it, before the run ends; not when the run broke before.</param>
public sealed record FitOrder(FitTask Task, Action<FittedGroup> Made);

/// <summary>What a reducer made of one group.</summary>
public sealed record FittedGroup
{
    /// <summary>Writes the product; null when it could not be made.</summary>
    public Action<Stream>? Save { get; init; }

    /// <summary>Why it could not be made; null when it was.</summary>
    public RemoteFailure? Failure { get; init; }

    /// <summary>Facts for the manifest.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>What the reducer remarked.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Items that the reducer rejected.</summary>
    public IReadOnlyList<DeadLetter> Letters { get; init; } = [];

    /// <summary>Time at work.</summary>
    public TimeSpan Busy { get; init; }
}
