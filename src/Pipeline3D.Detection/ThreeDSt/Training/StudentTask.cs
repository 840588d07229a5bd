using System.Numerics;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Training;

/// <summary>A student's training as a loop sees it.</summary>
internal sealed class StudentTask : ITrainingTask, IDisposable
{
    private readonly ThreeDStOptions _options;
    private readonly IReadOnlyList<PointGraph> _train, _validation;
    private readonly double _scale;
    private readonly Whitening _whitening;
    private readonly int _threads;
    private readonly TrainableNetwork _student;
    private readonly StudentStep _step;

    public StudentTask(ThreeDStOptions options, NetworkLayout layout, ITeacher teacher, Whitening whitening,
        IReadOnlyList<PointGraph> train, IReadOnlyList<PointGraph> validation, double scale, int threads)
    {
        (_options, _train, _validation, _scale, _whitening, _threads)
            = (options, train, validation, scale, whitening, threads);
        _student = new TrainableNetwork(layout, TrainableNetwork.RandomWeights(layout, options.StudentSeed),
            NetworkKernels.For(layout.Shape));
        var adam = new AdamState(layout.Count);
        _step = new StudentStep(teacher, _student, adam);
        Parts = [new TrainedPart("student", _student.Weights, adam)];
    }

    public int TrainItems => _train.Count;

    public int ValidationItems => _validation.Count;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        int cloud = batch[0];
        PointGraph graph = _options.AugmentRotation ? Turned(_train[cloud], cloud, epoch) : _train[cloud];
        return _step.Run(graph, _scale, _whitening, _options.LearningRate, _options.WeightDecay, _threads, stop);
    }

    public double Validate(int item, CancellationToken stop)
        => _step.Loss(_validation[item], _scale, _whitening, _threads, stop);

    public void Dispose() => _student.Dispose();

    // Source: Shoemake 1992: a quaternion that is even over all rotations.
    private PointGraph Turned(PointGraph graph, int cloud, int epoch)
    {
        var random = new SplitMix64(_options.StudentSeed ^ ((long)epoch << 32), cloud);
        double u = random.NextUnit(), v = 2 * Math.PI * random.NextUnit(), w = 2 * Math.PI * random.NextUnit();
        return graph.Turned(new Quaternion((float)(Math.Sqrt(1 - u) * Math.Sin(v)),
            (float)(Math.Sqrt(1 - u) * Math.Cos(v)), (float)(Math.Sqrt(u) * Math.Sin(w)),
            (float)(Math.Sqrt(u) * Math.Cos(w))));
    }
}
