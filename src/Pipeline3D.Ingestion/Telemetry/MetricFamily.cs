namespace Pipeline3D.Ingestion.Telemetry;

/// <summary>All series of one instrument.</summary>
/// <param name="Name">The instrument's name, for example <c>pipeline3d.block.duration</c>.</param>
/// <param name="Unit">Its unit, for example <c>s</c>; may be empty.</param>
/// <param name="Summary">What it measures.</param>
/// <param name="Kind">counter, gauge or histogram.</param>
/// <param name="Bounds">Upper bounds of a histogram's buckets.</param>
/// <param name="Series">The values.</param>
public sealed record MetricFamily(string Name, string Unit, string Summary, string Kind, IReadOnlyList<double> Bounds,
    IReadOnlyList<MetricSeries> Series)
{
    /// <summary>The value below which a share of a histogram's measurements lies, linear within its bucket; 0 without
    /// measurements.</summary>
    /// <param name="series">A series of this histogram.</param>
    /// <param name="share">In [0, 1].</param>
    public double Quantile(MetricSeries series, double share)
    {
        double wanted = share * series.Count;
        long below = 0;
        for (int i = 0; i < series.Buckets.Count; i++)
        {
            long inside = series.Buckets[i];
            if (inside > 0 && below + inside >= wanted)
            {
                double low = i == 0 ? 0 : Bounds[i - 1], high = i < Bounds.Count ? Bounds[i] : low;
                return low + ((high - low) * Math.Clamp((wanted - below) / inside, 0, 1));
            }
            below += inside;
        }
        return 0;
    }
}
