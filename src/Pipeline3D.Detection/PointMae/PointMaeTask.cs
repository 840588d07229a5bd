using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Distances;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.PointMae;

/// <summary>What a Point-MAE network learns from, and how its steps are sized.</summary>
internal sealed record PointMaeCourse
{
    /// <summary>Sizes, masks and steps.</summary>
    public required PointMaeSizes Sizes { get; init; }

    /// <summary>Groups of a cloud.</summary>
    public required int Groups { get; init; }

    /// <summary>Points that are drawn of each cloud for each use; 0 for all.</summary>
    public int Points { get; init; }

    /// <summary>Clouds of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Squared or plain distances.</summary>
    public ChamferForm Loss { get; init; } = ChamferForm.Squared;

    /// <summary>The learning rate of a step, by epoch from 0 and by steps taken before.</summary>
    public required Func<int, int, double> Rate { get; init; }

    /// <summary>Whether the last weights are kept, not those of the lowest validation loss.</summary>
    public bool KeepsLast { get; init; }

    /// <summary>Seed of all draws.</summary>
    public required int Seed { get; init; }
}

/// <summary>A Point-MAE network as a loop trains it: hidden groups of points shall be reconstructed from the
/// others.</summary>
/// <remarks>Clouds are brought to unit size after their points are drawn, then changed, then grouped. All draws depend
/// on seed, epoch and cloud alone.</remarks>
internal sealed class PointMaeTask : ITrainingTask
{
    private const long DropStream = -1;
    private readonly PointMaeCourse _course;
    private readonly PointMaeTraining _training;
    private readonly IReadOnlyList<Func<PointCloud>> _train, _validation;
    private readonly (int Start, int Count)[] _decaying;
    private readonly DeviceLane? _lane;
    private readonly int _threads;

    /// <summary>Prepares a training.</summary>
    /// <param name="course">How it goes.</param>
    /// <param name="training">The network.</param>
    /// <param name="lane">Entered for its steps; null where nothing else runs networks.</param>
    /// <param name="start">Weights to begin with.</param>
    /// <param name="train">Clouds to learn from; finite.</param>
    /// <param name="validation">Clouds to judge by.</param>
    /// <param name="threads">Most threads for grouping; 0 = one per core.</param>
    public PointMaeTask(PointMaeCourse course, PointMaeTraining training, DeviceLane? lane, float[] start,
        IReadOnlyList<Func<PointCloud>> train, IReadOnlyList<Func<PointCloud>> validation, int threads)
    {
        (_course, _training, _lane, _train, _validation, _threads) = (course, training, lane, train, validation,
            threads);
        _decaying = [.. training.Layout.Parts.Where(part => part.Decays).Select(part => (part.Start, part.Count))];
        Parts = [new TrainedPart("network", start, new AdamState(start.Length))];
    }

    public int TrainItems => _train.Count;

    public int ValidationItems => _validation.Count;

    public int BatchSize => _course.BatchSize;

    public bool KeepsLast => _course.KeepsLast;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        int[] items = batch.ToArray();
        PointMaeBatch clouds = Batch([.. items.Select(item => _train[item])],
            i => new SplitMix64(_course.Seed ^ ((long)epoch << 32), items[i]), _course.Sizes.Augment, stop);
        TrainedPart part = Parts[0];
        var drops = new SplitMix64(_course.Seed ^ ((long)part.Adam.Steps << 32), DropStream);
        (double Loss, ReadOnlyMemory<float> Gradient) Step() => _training.Learn(part.Weights, clouds, _course.Loss,
            _course.Sizes.DropPath, () => drops.NextUnit());
        (double loss, ReadOnlyMemory<float> gradient) = _lane is null ? Step() : _lane.Run(_ => Step(), stop);
        part.Adam.StepDecoupled(part.Weights, gradient.Span, _course.Rate(epoch - 1, part.Adam.Steps),
            _course.Sizes.WeightDecay, _decaying);
        return loss;
    }

    public double Validate(int item, CancellationToken stop) => _training.Validate(Parts[0].Weights,
        Batch([_validation[item]], _ => new SplitMix64(_course.Seed, ~(long)item), CloudAugmentation.None, stop),
        _course.Loss);

    private PointMaeBatch Batch(Func<PointCloud>[] clouds, Func<int, SplitMix64> draws, CloudAugmentation augment,
        CancellationToken stop)
    {
        int groups = _course.Groups, size = _course.Sizes.GroupSize, points = groups * size * 3;
        var relative = new float[clouds.Length * points];
        var centres = new float[clouds.Length * groups * 3];
        var isHidden = new bool[clouds.Length * groups];
        for (int i = 0; i < clouds.Length; i++)
        {
            SplitMix64 random = draws(i);
            PointCloud cloud = CloudAugmentations.Apply(augment, UnitCloud.Of(Drawn(clouds[i](), ref random)),
                ref random);
            PointGroups grouped = PointGroups.Of(cloud, groups, size, threads: _threads, stop: stop);
            grouped.Gather(cloud, 0, relative.AsSpan(i * points, points));
            grouped.Centres.ToInterleaved().CopyTo(centres, i * groups * 3);
            GroupMasks.Draw(_course.Sizes.Mask, grouped.Centres, GroupMasks.Hidden(_course.Sizes.MaskRatio, groups),
                ref random).CopyTo(isHidden, i * groups);
        }
        return new PointMaeBatch(clouds.Length, groups, size, relative, centres, isHidden);
    }

    private PointCloud Drawn(PointCloud cloud, ref SplitMix64 random) => _course.Points == 0
        || _course.Points >= cloud.Count ? cloud
            : cloud.Select(GroupMasks.Permutation(cloud.Count, ref random).AsSpan(0, _course.Points));
}
