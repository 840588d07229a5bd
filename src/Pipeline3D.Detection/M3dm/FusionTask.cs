using System.Runtime.InteropServices;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.M3dm;

/// <summary>M3DM's fusion as a loop trains it.</summary>
/// <remarks>AdamW with betas (0.9, 0.95); the rate rises over the first epochs and falls by half a cosine, step by
/// step. Differs: a step for every batch, where the published code sums 16 batches.</remarks>
internal sealed class FusionTask : ITrainingTask
{
    private readonly M3dmOptions _options;
    private readonly FusionNetwork _network;
    private readonly IReadOnlyList<KeptSample<M3dmSample>> _samples;
    private readonly DeviceLane _lane;

    public FusionTask(M3dmOptions options, FusionNetwork network, IReadOnlyList<KeptSample<M3dmSample>> samples,
        DeviceLane lane)
    {
        (_options, _network, _samples, _lane) = (options, network, samples, lane);
        Parts = [new TrainedPart("fusion", network.Draw(options.Seed ?? 0), new AdamState(network.Count, 0.9, 0.95))];
    }

    public int TrainItems => _samples.Count;

    public int ValidationItems => 0;

    public int BatchSize => _options.BatchSize;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    /// <summary>The learning rate at a place of the training.</summary>
    /// <param name="options">Highest rate, epochs and warm-up.</param>
    /// <param name="epochs">Epochs done, with a fraction.</param>
    public static double RateAt(M3dmOptions options, double epochs) => options.LearningRate * (epochs < options.WarmUp
        ? epochs / options.WarmUp : HalfCosine.At((epochs - options.WarmUp)
            / Math.Max(1, options.Epochs - options.WarmUp)));

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        (FeatureMatrix points, FeatureMatrix colour) = Drawn(batch, epoch);
        TrainedPart part = Parts[0];
        int steps = (TrainItems + BatchSize - 1) / BatchSize;
        (double loss, float[] gradient) = _lane.Run(_ => _network.Differentiate(part.Weights, points, colour), stop);
        part.Adam.StepDecoupled(part.Weights, gradient, RateAt(_options, (double)part.Adam.Steps / steps),
            _options.WeightDecay, [(0, _network.Count)]);
        return loss;
    }

    public double Validate(int item, CancellationToken stop) => 0;

    // Patches with a point, at most so many, by draws that epoch and scans decide alone.
    private (FeatureMatrix Points, FeatureMatrix Colour) Drawn(ReadOnlySpan<int> batch, int epoch)
    {
        var all = new List<(FeatureMatrix Points, FeatureMatrix Colour, int Row)>();
        foreach (int item in batch)
        {
            GridPatches grid = _samples[item].Read().Grid!;
            FeatureMatrix colour = grid.ColourOn(_options.PatchGrid);
            for (int row = 0; row < grid.Points.Rows; row++)
                if (!grid.Points.Row(row).Contains(0f))
                    all.Add((grid.Points, colour, row));
        }
        var random = new SplitMix64(_options.Seed ?? 0, ((long)epoch << 32) | (uint)batch[0]);
        int count = Math.Min(all.Count, _options.MaxPatches);
        var points = new FeatureMatrix(count, _network.Points);
        var colours = new FeatureMatrix(count, _network.Colour);
        random.Draw(CollectionsMarshal.AsSpan(all), count);
        for (int i = 0; i < count; i++)
        {
            all[i].Points.Row(all[i].Row).CopyTo(points.Row(i));
            all[i].Colour.Row(all[i].Row).CopyTo(colours.Row(i));
        }
        return (points, colours);
    }
}
