namespace Pipeline3D.ScaleModel;

/// <summary>When an item is computed a second time because its first computation takes long.</summary>
public enum Speculation
{
    /// <summary>Never.</summary>
    None,

    /// <summary>As soon as nothing is left to take, whoever is idle takes the longest open item: the least that any
    /// rule could reach.</summary>
    AtOnce,

    /// <summary>As <c>run --on</c> does: looked for every 5 s once nothing is left to take, items that are open for
    /// more than 10 s and three times the median, at most one per 20 places at a time.</summary>
    Product,
}

/// <summary>Workers that take items from one queue.</summary>
/// <remarks>Items are as long as they are anywhere; only a slow worker makes them longer. Sending, results and the
/// journal cost nothing here: the plan counts them.</remarks>
public sealed record PoolSettings
{
    /// <summary>Workers.</summary>
    public int Workers { get; init; } = 64;

    /// <summary>Items that a worker computes at once.</summary>
    public int Places { get; init; } = 1;

    /// <summary>Items that a worker holds at once, those in its places included; the product holds places +
    /// 1.</summary>
    public int Held { get; init; } = 2;

    /// <summary>Items of the run.</summary>
    public int Items { get; init; } = 20_000;

    /// <summary>Mean seconds of an item on a worker that is not slow.</summary>
    public double MeanSeconds { get; init; } = 0.372;

    /// <summary>Items take the mean times 1 - spread to 1 + spread, all equally likely; in [0, 1).</summary>
    public double Spread { get; init; } = 0.3;

    /// <summary>How many times longer the first worker takes.</summary>
    public double SlowFactor { get; init; } = 10;

    /// <summary>When items are computed a second time.</summary>
    public Speculation Speculation { get; init; }

    /// <summary>Seed of the items' lengths.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>How long a pool took.</summary>
/// <param name="Makespan">Seconds until the last item had ended for the first time.</param>
/// <param name="Ideal">Seconds that the same work takes if it can be cut at will: work over speed.</param>
/// <param name="Extra">Computations that were begun beyond one per item.</param>
public sealed record PoolOutcome(double Makespan, double Ideal, int Extra)
{
    /// <summary>Share that the makespan lies over the ideal.</summary>
    public double Over => (Makespan / Ideal) - 1;
}
