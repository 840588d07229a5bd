using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.VariationModel;

/// <summary>A variation model: how far each cell is from its mean over all training scans, in deviations. Nothing is
/// trained.</summary>
/// <remarks>Source: Bergmann et al. 2021, The MVTec 3D-AD Dataset (VISAPP 2022). README.md beside this file says what
/// is ours.</remarks>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TSample">Points, or pictures of distances.</typeparam>
public abstract class VariationMethod<TOptions, TSample> : IMethod<TOptions, TSample, CellVariation<TSample>>
    where TOptions : VariationOptions, new() where TSample : class
{
    private readonly Representation<TSample> _cells;

    private protected VariationMethod(Representation<TSample> cells) => _cells = cells;

    /// <inheritdoc/>
    public ISampleCodec<TSample> Samples => _cells.Codec;

    /// <inheritdoc/>
    public ScanNeeds Needs(TOptions options) => _cells.Needs;

    /// <inheritdoc/>
    public TSample Prepare(Scan scan, TOptions options, MethodContext context)
        => _cells.Prepare(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(TOptions options, long points) => _cells.SampleBytes(options, points);

    /// <inheritdoc/>
    public IFit<TSample, CellVariation<TSample>> Begin(TOptions options)
        => new CellFit<TSample, CellVariation<TSample>>(_cells, options, (samples, run, stop)
            => Learn(samples, run, stop));

    /// <inheritdoc/>
    public Scores Score(CellVariation<TSample> model, Scan scan, TSample sample, TOptions options,
        MethodContext context) => model.Score(sample, options.Epsilon, scan, context);

    /// <inheritdoc/>
    public void Save(CellVariation<TSample> model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public CellVariation<TSample> Load(ArtifactReader file, TOptions options)
        => CellVariation<TSample>.Load(file, _cells.Load(file, options));

    // Each scan has statistics of its own, which are merged in the order of the scans: threads change nothing.
    private static CellVariation<TSample> Learn(TurnedSamples<TSample> samples, FitRun run, CancellationToken stop)
    {
        int size = samples.Frame.Count, degree = Ranges.Degree(run.Threads);
        if (samples.Count == 1)
            run.Remark("one training scan has no deviation: each difference scores alike; give more scans, or set "
                + "'augmentations' higher");
        var all = new CellStatistics(size);
        long outside = 0;
        for (int first = 0; first < samples.Scans; first += degree)
        {
            // Samples are read by one thread.
            TSample[] read = [.. Enumerable.Range(first, Math.Min(degree, samples.Scans - first)).Select(samples.Read)];
            var parts = new CellStatistics[read.Length];
            var missed = new long[read.Length];
            Ranges.Run(read.Length, 1, (i, _) =>
            {
                parts[i] = new CellStatistics(size);
                var cells = new float[size];
                for (int time = 0; time < samples.Times; time++)
                {
                    stop.ThrowIfCancellationRequested();
                    missed[i] += samples.Frame.Fill(read[i], samples.DegreesOf(first + i, time), cells);
                    parts[i].Add(cells);
                }
            }, run.Threads, stop);
            foreach (CellStatistics part in parts)
                all.Merge(part);
            outside += missed.Sum();
        }
        run.Fact("samples", OptionReader.Text(checked((int)all.Count)));
        run.Fact("points_outside", $"{outside}");
        return new CellVariation<TSample>(samples.Frame, all.Mean(), all.Deviation());
    }
}
