using Pipeline3D.Detection.Training;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Ast;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Ast;

/// <summary>AST as a loop trains it: the teacher by the first epochs, the student by what the finished teacher says in
/// those after them.</summary>
/// <remarks>Nothing is drawn for a scan, so that the teacher says the same of it in every epoch: it is asked once, for
/// one scan at a time, as when scans are scored.</remarks>
internal sealed class AstTask : ITrainingTask
{
    private readonly BackwardGuard _guard = new();
    private readonly AstLosses _losses = new();
    private readonly AstOptions _options;
    private readonly AstNetworks _networks;
    private readonly IReadOnlyList<Func<AstSample>> _samples;
    private readonly DeviceLane _lane;
    private readonly float[]?[] _targets;

    /// <summary>Prepares the training.</summary>
    /// <param name="options">How they are learnt.</param>
    /// <param name="networks">What is learnt.</param>
    /// <param name="samples">Normal scans, one at least.</param>
    /// <param name="lane">Entered for every step.</param>
    public AstTask(AstOptions options, AstNetworks networks, IReadOnlyList<Func<AstSample>> samples, DeviceLane lane)
    {
        (_options, _networks, _samples, _lane) = (options, networks, samples, lane);
        _targets = new float[]?[samples.Count];
        int seed = options.Seed ?? 0;
        // Weights of both are drawn by the place of each tensor, so the student takes another seed.
        float[] teacher = networks.Teacher.Start(seed), student = networks.Student.Start(seed + 1L);
        Parts = [new TrainedPart("teacher", teacher, new AdamState(teacher.Length)),
            new TrainedPart("student", student, new AdamState(student.Length))];
    }

    public int TrainItems => _samples.Count;

    public int ValidationItems => 0;

    public int BatchSize => Math.Min(_options.BatchSize, TrainItems);

    public bool DropsLast => true;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        int[] items = batch.ToArray();
        return _lane.Run(_ => epoch <= _options.TeacherEpochs ? Teach(items) : Study(items), stop);
    }

    public double Validate(int item, CancellationToken stop) => 0;

    private double Teach(int[] items)
    {
        using DisposeScope scope = NewDisposeScope();
        AstSample[] samples = Samples(items);
        FlatTensors tensors = _networks.Teacher.Layout.Open(Parts[0].Weights, learns: true);
        (Tensor latent, Tensor logDeterminant) = _networks.Teacher.Forward(tensors, _networks.Features(samples),
            _networks.Position());
        return Step(Parts[0], _networks.Teacher.Layout, tensors, _losses.Unlikeliness(latent, logDeterminant,
            _networks.Foreground(samples)).mean());
    }

    private double Study(int[] items)
    {
        using DisposeScope scope = NewDisposeScope();
        AstSample[] samples = Samples(items);
        Tensor features = _networks.Features(samples), latent = Tensors.From([.. items.SelectMany((item, i)
            => _targets[item] ??= Target(samples[i]))], features.shape);
        FlatTensors tensors = _networks.Student.Layout.Open(Parts[1].Weights, learns: true);
        Tensor said = _networks.Student.Run(tensors, features, _networks.Position());
        return Step(Parts[1], _networks.Student.Layout, tensors, AstLosses.Differences(latent, said,
            _networks.Foreground(samples)).mean());
    }

    private double Step(TrainedPart part, FlatLayout layout, FlatTensors tensors, Tensor loss)
    {
        var gradient = new float[layout.Count];
        tensors.Differentiate(_guard, loss, gradient);
        part.Adam.Step(part.Weights, gradient, _options.LearningRate, _options.WeightDecay);
        // After the step, which would let them decay, too.
        tensors.KeepRunning(part.Weights);
        return loss.item<float>();
    }

    private float[] Target(AstSample sample)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        return Tensors.ToFloats(_networks.Teacher.Forward(
            _networks.Teacher.Layout.Open(Parts[0].Weights, learns: false), _networks.Features(sample),
            _networks.Position()).Latent);
    }

    private AstSample[] Samples(int[] items) => Array.ConvertAll(items, item => _samples[item]());
}
