using Pipeline3D.Engine.Cache;

namespace Pipeline3D.Testing.Remote;

/// <summary>How an <see cref="InMemoryPool"/> works.</summary>
public sealed record InMemoryPoolOptions
{
    /// <summary>Workers, each with a graph of its own. Default 2.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Items that each works on at once. Default 2.</summary>
    public int Places { get; init; } = 2;

    /// <summary>Whether every item is computed twice and every end delivered twice. Default false.</summary>
    public bool Duplicates { get; init; }

    /// <summary>Seed of the order in which waiting items are handed out; null hands them out as they came. Default
    /// null.</summary>
    public int? Shuffle { get; init; }

    /// <summary>What the workers share of outputs. Default null: nothing.</summary>
    public IArtifactCache? Cache { get; init; }

    /// <summary>Keys of the nodes for the cache, as <see cref="Engine.Runs.RunOptions.Definitions"/> tells. Default:
    /// none.</summary>
    public IReadOnlyDictionary<string, string> Definitions { get; init; } = new Dictionary<string, string>();
}
