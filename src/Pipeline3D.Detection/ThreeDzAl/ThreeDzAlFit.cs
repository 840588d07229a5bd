using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>A fit of 3DzAL: the networks, then the bank of what they say.</summary>
internal sealed class ThreeDzAlFit(ThreeDzAlOptions options, Lazy<DeviceLane> lane)
    : IFit<ThreeDzAlSample, ThreeDzAlModel>
{
    // Training patches whose distance to the rest of the bank is measured, evenly over all.
    private const int MeasuredRows = 8192;

    public bool ReadsAgain => true;

    private string? _weightsHash;

    public void Add(ThreeDzAlSample sample, Role role, MethodContext context)
    {
        SameWeights.Require(sample.WeightsHash, _weightsHash ??= sample.WeightsHash);
        if (role == Role.Train && sample.Grid.Points.Count < options.LearntPoints)
            throw new ArgumentException($"on its square {sample.Grid.Points.Count} points have a reading, a patch and "
                + $"a hole of half its size take {options.LearntPoints}: raise grid_size, or lower patch_points");
    }

    public ThreeDzAlModel Complete(IReadOnlyList<KeptSample<ThreeDzAlSample>> samples, FitRun run,
        CancellationToken stop)
    {
        KeptSample<ThreeDzAlSample>[] learnt = [.. samples.Where(sample => sample.Role == Role.Train)];
        if (learnt.Length == 0)
            throw new InvalidOperationException("no training scan was added: fitting needs at least one normal scan");
        double radius = learnt.Average(sample => sample.Read().Grid.Radius);
        float[] weights = Train(learnt, radius, run, stop);
        return Remember(learnt, weights, radius, run, stop);
    }

    public void Dispose()
    {
    }

    private float[] Train(KeptSample<ThreeDzAlSample>[] samples, double radius, FitRun run, CancellationToken stop)
    {
        long seed = options.Seed ?? 0;
        var networks = new PatchNetworks();
        if (options.Epochs == 0)
            return networks.Draw(seed);
        IReadOnlyList<IrrelevantScan> irrelevant = options.Kinds == PseudoKinds.Removing ? []
            : IrrelevantSource.Load(options, samples, new BiasNetwork(options.BiasNetwork, seed), lane.Value, run,
                stop);
        run.Fact("irrelevant_scans", OptionReader.Text(irrelevant.Count));
        var task = new PatchTask(options, networks, samples, new PatchDraws(options, irrelevant),
            ThreeDzAlScoring.RadiusRule(options, radius), lane.Value);
        return new TrainingLoop(task, "3dzal-checkpoint", options.Identity(samples.Length, run.TrainingHash),
            options.Epochs, seed, TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop).Best;
    }

    private ThreeDzAlModel Remember(KeptSample<ThreeDzAlSample>[] samples, float[] weights, double radius, FitRun run,
        CancellationToken stop)
    {
        var networks = new PatchNetworks();
        var encoder = new FrozenEncoder(networks.Encoder, networks.Layout, weights);
        (FeatureCollector crafted, FeatureCollector learnt) = (new(), new());
        double craftedNorm = 0, learntNorm = 0;
        foreach (KeptSample<ThreeDzAlSample> kept in samples)
        {
            ThreeDzAlSample sample = kept.Read();
            FeatureMatrix features = ThreeDzAlScoring.Learnt(encoder, sample, options, radius, run.Threads, stop);
            crafted.Add(sample.Given);
            learnt.Add(features);
            foreach (int cell in sample.Grid.Cells)
            {
                craftedNorm += Norm(sample.Features.Patches.Row(cell));
                learntNorm += Norm(features.Row(cell));
            }
        }
        // Zero where one of both is: features that are all alike say nothing, whatever they are multiplied by.
        double scale = learntNorm > 0 ? options.FeatureWeight * craftedNorm / learntNorm : 0;
        FeatureMatrix all = ThreeDzAlScoring.Join(crafted.Join(), learnt.Join(), scale);
        int count = Coreset.CountFor(all.Rows, options.CoresetFraction, options.MaxBankRows);
        int[] picks = BankCoreset.Pick(all, count, options.LooksAtColour ? options.CoresetProjection : 0,
            options.Seed ?? 0, run, stop);
        var bank = new MemoryBank(all.Select(picks));
        double distance = options.ScaleDistance ? MeanDistance(all, bank, picks, run, stop) : 1;
        run.Fact("bank_rows", OptionReader.Text(bank.Rows.Rows));
        return new ThreeDzAlModel(weights, bank, radius, scale, distance > 0 ? distance : 1,
            _weightsHash ?? "");
    }

    // How far training patches are from the nearest row that is not their own; those without points are left out, which
    // are all alike.
    private static double MeanDistance(FeatureMatrix all, MemoryBank bank, int[] picks, FitRun run,
        CancellationToken stop)
    {
        if (bank.Rows.Rows < 2)
            return 1;
        int[] filled = [.. Enumerable.Range(0, all.Rows).Where(row => all.Row(row).ContainsAnyExcept(0))];
        int count = Math.Min(filled.Length, MeasuredRows);
        int[] rows = [.. Enumerable.Range(0, count).Select(i => filled[(int)((long)i * filled.Length / count)])];
        if (rows.Length == 0)
            return 1;
        var places = new Dictionary<int, int>();
        for (int i = 0; i < picks.Length; i++)
            places.TryAdd(picks[i], i);
        NearestNeighbours nearest = run.Compute("distances of training patches",
            scope => bank.Nearest(all.Select(rows), 2, run.Threads, scope, stop));
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            bool isItself = places.TryGetValue(rows[i], out int place) && nearest.Index[2 * i] == place;
            sum += nearest.Distance[(2 * i) + (isItself ? 1 : 0)];
        }
        return sum / rows.Length;
    }

    private static double Norm(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float value in row)
            sum += (double)value * value;
        return Math.Sqrt(sum);
    }
}
