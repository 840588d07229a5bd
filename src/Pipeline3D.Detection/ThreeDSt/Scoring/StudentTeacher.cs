using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Detection.Training;
using Pipeline3D.Kernels.Descriptors;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Detection.ThreeDSt.Scoring;

/// <summary>A teacher network and a student network of one shape on one cloud: the kernel of 3D-ST, for those who hold
/// it against other programs and clocks.</summary>
/// <remarks>Not safe for several threads at a time.</remarks>
public sealed class StudentTeacher : IDisposable
{
    private readonly DescriptorNetwork _teacher;
    private readonly float[] _studentWeights;
    private readonly AdamState _adam;
    private DescriptorNetwork? _student;
    private TrainableNetwork? _trained;

    /// <summary>Takes both networks' weights, flat in the order of <see cref="NetworkLayout"/>.</summary>
    /// <exception cref="ArgumentException">They do not fit the shape, or one is not finite.</exception>
    public StudentTeacher(NetworkShape shape, ReadOnlySpan<float> teacherWeights, ReadOnlySpan<float> studentWeights)
    {
        _teacher = new DescriptorNetwork(shape, teacherWeights);
        _teacher.Layout.Require(studentWeights);
        _studentWeights = studentWeights.ToArray();
        _adam = new AdamState(_studentWeights.Length);
    }

    /// <summary>The student's weights, flat.</summary>
    public ReadOnlySpan<float> StudentWeights => _studentWeights;

    /// <summary>Gradient of the last step, flat; empty before the first.</summary>
    public ReadOnlySpan<float> StudentGradient => _trained is null ? [] : _trained.Gradient;

    /// <summary>The teacher.</summary>
    public DescriptorNetwork Teacher => _teacher;

    /// <summary>The student as it is now.</summary>
    public DescriptorNetwork Student => _student ??= new DescriptorNetwork(_teacher.Shape, _studentWeights);

    /// <summary>Mean and deviation of the teacher's descriptors on one cloud.</summary>
    public Whitening WhiteningOf(PointGraph graph, double scale, int threads = 0, CancellationToken stop = default)
    {
        var statistics = new DescriptorStatistics(_teacher.Shape.Outputs);
        _teacher.Run(graph, scale, threads, buffers => statistics.Add(buffers.Rows(_teacher.Shape.Outputs),
            graph.Count, threads, stop), stop);
        return statistics.Complete();
    }

    /// <summary>Runs both networks, on a device when there is one.</summary>
    /// <returns>Shape [n]: squared distance of student and whitened teacher; in the order of the cloud.</returns>
    public float[] SquaredScores(PointGraph graph, double scale, Whitening whitening, int threads = 0,
        DeviceScope? scope = null, CancellationToken stop = default)
    {
        if (scope is not null)
            return NetworkOp.SquaredDistances(scope, DevicePlans.Of(graph), scale, Student.Plan, _teacher.Plan,
                whitening.Mean, whitening.Inverse, stop);
        float[] scores = [];
        int outputs = _teacher.Shape.Outputs;
        Student.Run(graph, scale, threads, student => _teacher.Run(graph, scale, threads, teacher =>
            scores = RegressionLoss.PerPoint(student.Rows(outputs), teacher.Rows(outputs), whitening, graph, threads,
                stop), stop), stop);
        return scores;
    }

    /// <summary>Trains the student on one cloud: both forward, backward, Adam with L2 weight decay.</summary>
    /// <returns>The loss before the step.</returns>
    public double TrainStep(PointGraph graph, double scale, Whitening whitening, double rate = 1e-3,
        double weightDecay = 1e-5, int threads = 0, CancellationToken stop = default)
    {
        _trained ??= new TrainableNetwork(_teacher.Layout, _studentWeights, NetworkKernels.For(_teacher.Shape));
        double loss = new StudentStep(new NetworkTeacher(_teacher), _trained, _adam).Run(graph, scale, whitening, rate,
            weightDecay, threads, stop);
        _student?.Dispose();
        _student = null;
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _teacher.Dispose();
        _student?.Dispose();
        _trained?.Dispose();
    }

    /// <summary>Fresh weights: U(-1/sqrt(in), 1/sqrt(in)) per layer.</summary>
    public static float[] RandomWeights(NetworkShape shape, long seed)
        => TrainableNetwork.RandomWeights(new NetworkLayout(shape), seed);
}
