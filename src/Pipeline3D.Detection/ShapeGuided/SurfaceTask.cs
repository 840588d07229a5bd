using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ImplicitSurface;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Encoder and field as a loop trains them: places about patches shall be pulled to their surface.</summary>
/// <remarks>All draws depend on seed, round and number alone. Scans that judge change no weight: the last weights are
/// kept.</remarks>
internal sealed class SurfaceTask : ITrainingTask
{
    private const long OrderStream = -1;
    private readonly BackwardGuard _guard = new();
    private readonly SurfacePatchOptions _options;
    private readonly SurfaceEncoder _encoder;
    private readonly SurfaceField _field;
    private readonly FlatLayout _layout;
    private readonly DeviceLane _lane;
    private readonly SurfacePatches _patches;
    private readonly IReadOnlyList<SurfacePatches> _judges;
    private readonly int _steps;
    private (int Epoch, int[] Patches) _order = (0, []);

    /// <summary>Prepares the training.</summary>
    /// <param name="options">How it is learnt.</param>
    /// <param name="lane">Entered for every step.</param>
    /// <param name="patches">What it learns from; two patches or more.</param>
    /// <param name="judges">Patches of a scan each; the mean loss of each is the validation loss.</param>
    public SurfaceTask(SurfacePatchOptions options, DeviceLane lane, SurfacePatches patches,
        IReadOnlyList<SurfacePatches> judges)
    {
        ImplicitSurfaceShape shape = options.Shape;
        (_options, _lane, _patches, _judges) = (options, lane, patches, judges);
        (_encoder, _field, _layout) = (new SurfaceEncoder(shape), new SurfaceField(shape), SurfaceStart.Layout(shape));
        BatchSize = Math.Min(options.BatchSize, patches.Count);
        _steps = Math.Max(1, (options.EpochPatches == 0 ? patches.Count : options.EpochPatches) / BatchSize);
        float[] weights = SurfaceStart.Draw(shape, options.Seed ?? 0);
        Parts = [new TrainedPart("network", weights, new AdamState(weights.Length))];
    }

    public int TrainItems => _steps * BatchSize;

    public int ValidationItems => _judges.Count;

    public int BatchSize { get; }

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        if (_order.Epoch != epoch)
            _order = (epoch, Order(epoch));
        var given = new Batch(batch.Length, _patches.Size);
        for (int i = 0; i < batch.Length; i++)
        {
            var random = new SplitMix64((_options.Seed ?? 0) ^ ((long)epoch << 32), batch[i]);
            given.Take(_patches, _order.Patches[batch[i] % _patches.Count],
                random.NextBelow(_options.NearCopies + _options.FarCopies), i);
        }
        return _lane.Run(_ => Step(given), stop);
    }

    public double Validate(int item, CancellationToken stop)
    {
        SurfacePatches judge = _judges[item];
        double sum = 0;
        for (int first = 0; first < judge.Count; first += BatchSize)
        {
            var given = new Batch(Math.Min(BatchSize, judge.Count - first), judge.Size);
            for (int i = 0; i < given.Count; i++)
                given.Take(judge, first + i, 0, i);
            sum += given.Count * _lane.Run(_ => Judge(given), stop);
        }
        return sum / judge.Count;
    }

    private double Step(Batch given)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] weights = Parts[0].Weights, gradient = new float[weights.Length];
        FlatTensors tensors = _layout.Open(weights, learns: true);
        Tensor loss = Loss(tensors, given);
        tensors.Differentiate(_guard, loss, gradient);
        tensors.KeepRunning(weights);
        Parts[0].Adam.Step(weights, gradient, _options.LearningRate, 0);
        return loss.item<float>();
    }

    private double Judge(Batch given)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        return Loss(_layout.Open(Parts[0].Weights, learns: false), given).item<float>();
    }

    private Tensor Loss(FlatTensors tensors, Batch given)
    {
        Tensor codes = _encoder.Run(tensors, given.Tensor(given.Points)), places = given.Tensor(given.Places);
        return SurfacePull.Of(_field.Run(tensors, codes, places), places).Loss(given.Tensor(given.Targets));
    }

    // Which patches a round takes, in a drawn order.
    private int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, _patches.Count)];
        var random = new SplitMix64((_options.Seed ?? 0) ^ ((long)epoch << 32), OrderStream);
        random.Shuffle(order.AsSpan());
        return order;
    }

    private sealed class Batch(int count, int size)
    {
        public int Count => count;

        public float[] Points { get; } = new float[checked(count * size * 3)];

        public float[] Places { get; } = new float[count * size * 3];

        public float[] Targets { get; } = new float[count * size * 3];

        public void Take(SurfacePatches patches, int patch, int copy, int at)
            => patches.Take(patch, copy, Points.AsSpan(at * size * 3, size * 3), Places.AsSpan(at * size * 3, size * 3),
                Targets.AsSpan(at * size * 3, size * 3));

        public Tensor Tensor(float[] numbers) => Tensors.From(numbers, count, size, 3);
    }
}
