using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Descriptors;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Detection.ThreeDSt.Scoring;

/// <summary>3D-ST fitted to one category: teacher, student, and what lies between them. Scores without
/// libtorch.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023, section 3.3. Made by a fit of <see cref="ThreeDStMethod"/>;
/// immutable, safe for several threads.</remarks>
public sealed class ThreeDStModel : IDisposable
{
    private readonly DescriptorNetwork _student;
    private readonly ITeacher _teacher;
    private readonly IDisposable? _owned;

    internal ThreeDStModel(TeacherModel teacher, float[] studentWeights, Whitening whitening, double scale,
        int neighbours, ThreeDStOptions options, int bestEpoch)
    {
        (Teacher, Whitening, Scale, Neighbours, Options, BestEpoch)
            = (teacher, whitening, scale, neighbours, options, bestEpoch);
        _student = new DescriptorNetwork(teacher.Shape, studentWeights);
        (_teacher, _owned) = teacher.Open();
    }

    /// <summary>What the student imitates.</summary>
    public TeacherModel Teacher { get; }

    /// <summary>Mean and deviation of the teacher's descriptors on the training clouds.</summary>
    public Whitening Whitening { get; }

    /// <summary>s: the mean neighbour distance of the training clouds, in their unit.</summary>
    public double Scale { get; }

    /// <summary>Neighbours per point k.</summary>
    public int Neighbours { get; }

    /// <summary>The options it was trained with.</summary>
    public ThreeDStOptions Options { get; }

    /// <summary>Epoch of the weights that were kept, from 1.</summary>
    public int BestEpoch { get; }

    /// <summary>Number of weights of the student.</summary>
    public int StudentWeights => _student.Weights.Length;

    /// <summary>Scores every point of a cloud.</summary>
    /// <param name="graph">The cloud, with as many neighbours per point as in training.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">The device that runs the networks; null for the cores. A teacher that is no network stays
    /// there.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n], in the order of the cloud; 0 or more, higher = more anomalous. A device's scores are within
    /// 1e-4 of the largest one of the cores'.</returns>
    /// <exception cref="ArgumentException">The number of neighbours differs.</exception>
    public float[] Score(
        PointGraph graph, int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
    {
        if (graph.K != Neighbours)
            throw new ArgumentException($"the cloud has {graph.K} neighbours per point, the model was trained with "
                + $"{Neighbours}; use the same number for both");
        float[] scores = scope is null ? OnCores(graph, threads, stop) : OnDevice(graph, threads, scope, stop);
        if (Options.Score == ScoreForm.Norm)
            for (int i = 0; i < scores.Length; i++)
                scores[i] = MathF.Sqrt(scores[i]);
        return scores;
    }

    /// <summary>The scores of a scan's chosen pixels, spread over its grid.</summary>
    /// <param name="grid">The scan.</param>
    /// <param name="pixels">Flat indices of the scored pixels; different.</param>
    /// <param name="scores">Their scores.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">The device that solves for them; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>One score per pixel: the harmonic function that has the given values, on all pixels or on those with a
    /// reading.</returns>
    public float[] Spread(OrganizedCloud grid, ReadOnlySpan<int> pixels, ReadOnlySpan<float> scores, int threads = 0,
        DeviceScope? scope = null, CancellationToken stop = default)
    {
        if (Options.Domain == MapDomain.All)
            return Kernels.OnDevice.Harmonic(scope, grid.Height, grid.Width, pixels, scores, [], null, null, threads,
                stop);
        var domain = new bool[grid.Width * grid.Height];
        foreach (int pixel in grid.ValidIndices())
            domain[pixel] = true;
        return Kernels.OnDevice.Harmonic(scope, grid.Height, grid.Width, pixels, scores, domain, null, null, threads,
            stop);
    }

    /// <summary>The student's weights, flat.</summary>
    internal ReadOnlySpan<float> StudentNumbers => _student.Weights;

    /// <inheritdoc/>
    public void Dispose()
    {
        _student.Dispose();
        _owned?.Dispose();
    }

    private float[] OnCores(PointGraph graph, int threads, CancellationToken stop)
    {
        float[] scores = [];
        _student.Run(graph, Scale, threads, student => _teacher.Describe(graph, Scale, threads, teacher =>
            scores = RegressionLoss.PerPoint(student.Rows(_teacher.Outputs), teacher, Whitening, graph, threads, stop),
            stop), stop);
        return scores;
    }

    private float[] OnDevice(PointGraph graph, int threads, DeviceScope scope, CancellationToken stop)
    {
        NetworkGraph lists = DevicePlans.Of(graph);
        if (_teacher is NetworkTeacher { Network: { } network })
            return NetworkOp.SquaredDistances(scope, lists, Scale, _student.Plan, network.Plan, Whitening.Mean,
                Whitening.Inverse, stop);
        var descriptors = new float[checked(graph.Count * _teacher.Outputs)];
        _teacher.Describe(graph, Scale, threads, rows =>
        {
            for (int i = 0; i < graph.Count; i++)
                rows[i].CopyTo(descriptors.AsSpan(i * _teacher.Outputs));
        }, stop);
        return NetworkOp.SquaredDistances(scope, lists, Scale, _student.Plan, descriptors, Whitening.Mean,
            Whitening.Inverse, stop);
    }
}
