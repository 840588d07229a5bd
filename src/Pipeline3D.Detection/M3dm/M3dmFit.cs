using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.M3dm;

/// <summary>A fit of M3DM: the fusion, then banks, then, on the training scans themselves, the machines.</summary>
internal sealed class M3dmFit(M3dmOptions options, PointMaeShelf shelf) : IFit<M3dmSample, M3dmModel>
{
    private readonly FeatureCollector _points = new();
    private string? _pointsHash, _colourHash;

    public bool ReadsAgain => options.HasColour;

    public long HeldBytes => _points.Bytes;

    public void Add(M3dmSample sample, Role role, MethodContext context)
    {
        SameWeights.Require(sample.PointsHash, _pointsHash ??= sample.PointsHash);
        if (sample.Grid is { } grid)
            SameWeights.Require(grid.ColourHash, _colourHash ??= grid.ColourHash);
        if (role == Role.Train && !options.HasColour)
            _points.Add(sample.Points);
    }

    public M3dmModel Complete(IReadOnlyList<KeptSample<M3dmSample>> samples, FitRun run, CancellationToken stop)
    {
        if (options.HasColour)
            return WithColour([.. samples.Where(sample => sample.Role == Role.Train)], run, stop);
        FeatureMatrix all = _points.Join();
        return new M3dmModel([new ScaledBank(new MemoryBank(all.Select(Pick(all, all.Rows, run, stop))), 0, 1)],
            _pointsHash!);
    }

    public void Dispose()
    {
    }

    /// <summary>Patches of points, of colour and of both, as the banks see them.</summary>
    internal static IReadOnlyList<FeatureMatrix> Patches(GridPatches grid, float[] fusion, M3dmOptions options,
        PointMaeShelf shelf, CancellationToken stop)
    {
        FeatureMatrix colour = grid.ColourOn(options.PatchGrid), both;
        if (fusion.Length > 0)
        {
            var network = new FusionNetwork(grid.Points.Columns, colour.Columns, options.FusionHead);
            both = shelf.Lane.Run(_ => network.Fuse(fusion, grid.Points, colour), stop);
        }
        else
        {
            both = new FeatureMatrix(colour.Rows, grid.Points.Columns + colour.Columns);
            for (int row = 0; row < both.Rows; row++)
            {
                grid.Points.Row(row).CopyTo(both.Row(row));
                colour.Row(row).CopyTo(both.Row(row)[grid.Points.Columns..]);
            }
        }
        return [grid.Points, grid.Colour!, both];
    }

    private M3dmModel WithColour(IReadOnlyList<KeptSample<M3dmSample>> samples, FitRun run, CancellationToken stop)
    {
        if (samples.Count == 0)
            throw new InvalidOperationException("no training scan was added: fitting needs at least one normal scan");
        float[] fusion = options.Uff ? Fuse(samples, run, stop) : [];
        var context = new MethodContext { Threads = run.Threads, Stop = stop };
        ScaledBank[] banks = Banks(samples, fusion, run, stop);
        (List<float> whole, List<float> each) = ([], []);
        foreach (KeptSample<M3dmSample> sample in samples)
        {
            stop.ThrowIfCancellationRequested();
            (float[] ofScan, float[] ofPixels) = M3dmScoring.Parts(banks, Patches(sample.Read().Grid!, fusion, options,
                shelf, stop), options, context);
            whole.AddRange(ofScan);
            each.AddRange(ofPixels);
        }
        return new M3dmModel(banks, _pointsHash!)
        {
            ColourHash = _colourHash!, Fusion = fusion, Whole = OneClassSvm.Fit([.. whole], banks.Length, null, stop),
            Each = OneClassSvm.Fit([.. each], banks.Length, null, stop),
        };
    }

    private float[] Fuse(IReadOnlyList<KeptSample<M3dmSample>> samples, FitRun run, CancellationToken stop)
    {
        GridPatches first = samples[0].Read().Grid!;
        var network = new FusionNetwork(first.Points.Columns, first.Colour!.Columns, options.FusionHead);
        run.Fact("fusion_weights", OptionReader.Text(network.Count));
        var identity = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["options"] = $"{options with { Seed = options.Seed ?? 0, CheckpointEvery = 0 }}",
            ["scans"] = OptionReader.Text(samples.Count),
            ["training_hash"] = run.TrainingHash,
        };
        return new TrainingLoop(new FusionTask(options, network, samples, shelf.Lane), "m3dm-fusion-checkpoint",
            identity, options.Epochs, options.Seed ?? 0,
            TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop).Best;
    }

    private ScaledBank[] Banks(IReadOnlyList<KeptSample<M3dmSample>> samples, float[] fusion, FitRun run,
        CancellationToken stop)
    {
        FeatureCollector[] parts = [new(), new(), new()];
        foreach (KeptSample<M3dmSample> sample in samples)
            foreach ((FeatureCollector part, FeatureMatrix rows) in parts.Zip(Patches(sample.Read().Grid!, fusion,
                options, shelf, stop)))
                part.Add(rows);
        FeatureMatrix[] all = [.. parts.Select(part => part.Join())];
        (double Mean, double Deviation)[] statistics = [.. all.Select(ScaledBank.StatisticOf)];
        if (options.SharedStatistic)
            Array.Fill(statistics, (statistics[0].Mean, statistics[1].Deviation));
        var banks = new ScaledBank[all.Length];
        for (int i = 0; i < banks.Length; i++)
        {
            // The scale moves and stretches all rows alike, so that the picks are those of the rows as they are.
            int of = options.PublishedBanks && i > 0 ? banks[0].Memory.Rows.Rows : all[i].Rows;
            FeatureMatrix rows = ScaledBank.Scale(all[i].Select(Pick(all[i], of, run, stop)), statistics[i].Mean,
                statistics[i].Deviation);
            banks[i] = new ScaledBank(new MemoryBank(options.PublishedBanks && i == 0 ? WithZeros(rows) : rows),
                statistics[i].Mean, statistics[i].Deviation);
        }
        return banks;
    }

    private int[] Pick(FeatureMatrix all, int of, FitRun run, CancellationToken stop) => BankCoreset.Pick(all,
        Math.Min(all.Rows, Coreset.CountFor(of, options.CoresetFraction, options.MaxBankRows)),
        options.CoresetProjection, options.Seed ?? 0, run, stop);

    private static FeatureMatrix WithZeros(FeatureMatrix rows)
    {
        int[] whole = [.. Enumerable.Range(0, rows.Rows).Where(row => !rows.Row(row).Contains(0f))];
        var more = new FeatureMatrix(whole.Length + 1, rows.Columns);
        rows.Select(whole).Values.CopyTo(more.Values, 0);
        return more;
    }
}
