namespace Pipeline3D.Evaluation.Intervals;

/// <summary>How confidence intervals are drawn.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Number of resamples. Default 1000; at least 10.</summary>
    public int Resamples
    {
        get;
        init => field = value >= 10 ? value
            : throw new ArgumentOutOfRangeException(nameof(Resamples), value,
                "fewer than 10 resamples have no percentiles");
    } = 1000;

    /// <summary>Share of the resampled values inside the interval. Default 0.95; in (0, 1).</summary>
    public double Confidence
    {
        get;
        init => field = value is > 0 and < 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Confidence), value, "a confidence lies between 0 and 1");
    } = 0.95;

    /// <summary>Seed of the resampling. Default 0. Each category draws from its own stream of this seed.</summary>
    public ulong Seed { get; init; }
}
