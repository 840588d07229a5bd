using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Stages;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.AnoGan;

/// <summary>f-AnoGAN's three networks as a loop trains them: critic and generator for some rounds, then the encoder,
/// which leads back to codes of the generator as it is then.</summary>
/// <remarks>Source: Schlegl et al. 2019, f-AnoGAN (izi_f). A training item is a step of the generator with those of the
/// critic before it, or one of the encoder. Codes are drawn from the normal distribution; those of the encoder lie from
/// -1 to 1, as in the public code.</remarks>
internal sealed class AnoGanTask<TSample> : ICellTraining where TSample : class
{
    private const string StageName = "c";
    private const int Generator = 0, Critic = 1, Encoder = 2;

    // Steps of Adam with the published shares.
    private const double Beta1 = 0.5, Beta2 = 0.9;
    private readonly BackwardGuard _guard = new();
    private readonly TurnedSamples<TSample> _samples;
    private readonly AnoGanOptions _options;
    private readonly DeviceLane _lane;
    private readonly StagesShape _shape;
    private readonly FlatLayout[] _layouts;

    // Held: TorchSharp's own would be freed while it is read.
    private readonly Scalar _penaltyWeight, _kappa;

    /// <summary>Prepares the training.</summary>
    /// <param name="samples">Normal scans.</param>
    /// <param name="options">How they are learnt.</param>
    /// <param name="lane">Entered for every step.</param>
    public AnoGanTask(TurnedSamples<TSample> samples, AnoGanOptions options, DeviceLane lane)
    {
        (_samples, _options, _lane, _shape) = (samples, options, lane, options.Shape);
        (_penaltyWeight, _kappa) = (options.PenaltyWeight, options.Kappa);
        _layouts = [StagesNetwork.AddDecoder(new FlatLayout(), _shape),
            StagesNetwork.AddCritic(new FlatLayout(), _shape, StageName), CellNetwork<TSample>.EncoderOf(_shape)];
        string[] names = ["generator", "critic", "encoder"];
        Parts = [.. _layouts.Select((layout, i) => new TrainedPart(names[i],
            FlatDraws.AsPyTorch(layout, unchecked((31L * (options.Seed ?? 0)) + i)),
            new AdamState(layout.Count, Beta1, Beta2)))];
    }

    public int TrainItems => _options.EpochSteps;

    public int ValidationItems => 0;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public float[] Weights => [.. Parts[Encoder].Weights, .. Parts[Generator].Weights];

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        var random = new SplitMix64(_options.Seed ?? 0, StepStreams.Of(epoch, batch[0]));
        if (epoch > _options.Epochs)
        {
            float[] cells = _samples.Draw(_options.BatchSize, ref random);
            return _lane.Run(_ => EncoderStep(cells), stop);
        }
        double loss = 0;
        for (int step = 0; step < _options.CriticSteps; step++)
        {
            stop.ThrowIfCancellationRequested();
            float[] cells = _samples.Draw(_options.BatchSize, ref random), codes = Codes(ref random),
                shares = new float[_options.BatchSize];
            foreach (ref float share in shares.AsSpan())
                share = (float)random.NextUnit();
            loss = _lane.Run(_ => CriticStep(cells, codes, shares), stop);
        }
        float[] last = Codes(ref random);
        _lane.Run(_ => GeneratorStep(last), stop);
        return loss;
    }

    public double Validate(int item, CancellationToken stop) => 0;

    private double CriticStep(float[] cells, float[] codes, float[] shares)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor real = CellNetwork<TSample>.Batch(cells, _shape), made = Made(codes, learns: false, out _);
        FlatTensors critic = Open(Critic, learns: true);
        Tensor penalty = WassersteinLosses.Penalty(_guard, mixed => Judge(critic, mixed), real, made, shares);
        return Step(Critic, critic, WassersteinLosses.Critic(Judge(critic, real), Judge(critic, made), penalty,
            _penaltyWeight));
    }

    private double GeneratorStep(float[] codes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor made = Made(codes, learns: true, out FlatTensors generator);
        return Step(Generator, generator, WassersteinLosses.Generator(Judge(Open(Critic, learns: false), made)));
    }

    private double EncoderStep(float[] cells)
    {
        using DisposeScope scope = NewDisposeScope();
        FlatTensors encoder = Open(Encoder, learns: true), critic = Open(Critic, learns: false);
        Tensor given = CellNetwork<TSample>.Batch(cells, _shape);
        Tensor back = StagesNetwork.Decode(Open(Generator, learns: false),
            CellNetwork<TSample>.Encode(encoder, given, _shape, isGenerator: true), _shape, leaks: false);
        return Step(Encoder, encoder, WassersteinLosses.Encoder(given, back, Map(critic, given), Map(critic, back),
            _kappa));
    }

    private double Step(int part, FlatTensors tensors, Tensor loss)
    {
        var gradient = new float[_layouts[part].Count];
        tensors.Differentiate(_guard, loss, gradient);
        Parts[part].Adam.Step(Parts[part].Weights, gradient, _options.LearningRate, 0);
        return loss.item<float>();
    }

    private Tensor Made(float[] codes, bool learns, out FlatTensors generator)
    {
        generator = Open(Generator, learns);
        return StagesNetwork.Decode(generator, Tensors.From(codes, _options.BatchSize, _options.Code), _shape,
            leaks: false);
    }

    private FlatTensors Open(int part, bool learns) => _layouts[part].Open(Parts[part].Weights, learns);

    private Tensor Map(FlatTensors critic, Tensor cells)
        => StagesNetwork.Down(critic, cells, _shape.Widths.Length, StageName);

    private Tensor Judge(FlatTensors critic, Tensor cells) => StagesNetwork.Judge(critic, Map(critic, cells));

    private float[] Codes(ref SplitMix64 random)
    {
        var codes = new float[_options.BatchSize * _options.Code];
        foreach (ref float number in codes.AsSpan())
            number = (float)random.NextNormal();
        return codes;
    }
}
