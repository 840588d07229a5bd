using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.ThreeDSt;

/// <summary>3D-ST: a student per category learns to imitate a teacher's descriptors on normal scans, and fails on what
/// it has never seen.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023. Scans of the split <c>validation</c> choose the epoch. The score map
/// lies on the scan's own pixels: pixels that were not chosen take the harmonic interpolation of those that were;
/// points of a scan without a grid take the score of the nearest chosen point. Fused kernels of our own, without
/// libtorch.</remarks>
[Method("3d-st", Title = "3D-ST", Paper = "arXiv:2202.11660", UsesDevice = true)]
public sealed class ThreeDStMethod : IMethod<ThreeDStOptions, GraphSample, ThreeDStModel>
{
    /// <inheritdoc/>
    public ISampleCodec<GraphSample> Samples => GraphSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ThreeDStOptions options) => new() { Readings = Math.Max(3, options.Neighbours + 1) };

    /// <summary>Looks for the teacher.</summary>
    public void Check(ThreeDStOptions options) => options.LoadTeacher();

    /// <inheritdoc/>
    public GraphSample Prepare(Scan scan, ThreeDStOptions options, MethodContext context)
        => GraphSample.Of(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(ThreeDStOptions options, long points) => options.SampleBytes(points);

    /// <inheritdoc/>
    public IFit<GraphSample, ThreeDStModel> Begin(ThreeDStOptions options) => new Fit(options);

    /// <inheritdoc/>
    public Scores Score(ThreeDStModel model, Scan scan, GraphSample sample, ThreeDStOptions options,
        MethodContext context)
    {
        float[] found = model.Score(sample.Graph, context.Threads, context.Scope, context.Stop);
        float[] each = scan.Grid is { } grid
            ? model.Spread(grid, sample.Indices, found, context.Threads, context.Scope, context.Stop)
            : OfNearest(scan, sample.Indices, found, context);
        return new Scores(each.Max(), each);
    }

    /// <inheritdoc/>
    public void Save(ThreeDStModel model, ArtifactWriter file) => ThreeDStFile.Write(model, file);

    /// <inheritdoc/>
    public ThreeDStModel Load(ArtifactReader file, ThreeDStOptions options) => ThreeDStFile.Read(file, options);

    private static float[] OfNearest(Scan scan, int[] indices, float[] found, MethodContext context)
    {
        var scores = new float[scan.Cloud.Count];
        if (indices.Length == scores.Length)
        {
            for (int i = 0; i < indices.Length; i++)
                scores[indices[i]] = found[i];
            return scores;
        }
        int[] nearest = OnDevice.Nearest(context.Scope, OnDevice.Select(context.Scope, scan.Cloud, indices,
            context.Stop), scan.Cloud, 1, context.Threads, context.Stop).Index;
        return Array.ConvertAll(nearest, i => found[i]);
    }

    private sealed class Fit(ThreeDStOptions options) : IFit<GraphSample, ThreeDStModel>
    {
        private int _neighbours;

        public bool ReadsAgain => true;

        public void Add(GraphSample sample, Role role, MethodContext context)
        {
            if (_neighbours > 0 && sample.Graph.K != _neighbours)
                throw new ArgumentException($"a cloud has {sample.Graph.K} neighbours per point, those before have "
                    + $"{_neighbours}");
            _neighbours = sample.Graph.K;
        }

        public ThreeDStModel Complete(IReadOnlyList<KeptSample<GraphSample>> samples, FitRun run,
            CancellationToken stop)
        {
            TeacherModel teacher = options.LoadTeacher();
            run.Fact("teacher", teacher.ToString());
            return new StudentTraining(options, teacher, KeptGraphs.Of(samples, Role.Train),
                KeptGraphs.Of(samples, Role.Validation), run.TrainingHash).Run(options.Schedule(run), stop);
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Options of <see cref="ThreeDStMethod"/>; the defaults are the paper's.</summary>
public sealed record ThreeDStOptions : NetworkOptions
{
    /// <summary>What to imitate: the network of <c>teacher</c>, one of its shape with random weights, FPFH, or the
    /// FCGF or PPF-FoldNet network of <c>teacher</c>.</summary>
    public TeacherKind TeacherKind { get; init; } = TeacherKind.Pretrained;

    /// <summary>File of a pretrained teacher, ours or weights of others; empty for the small one that comes with the
    /// program. With <c>teacher_kind: fcgf</c> or <c>ppf-foldnet</c>, what <c>fit.fcgf</c> or <c>fit.ppf-foldnet</c>
    /// wrote.</summary>
    public string Teacher { get; init; } = "";

    /// <summary>Channels of the blocks of a random teacher, or of a foreign one's student; 0 for those of the teacher
    /// that comes with the program or of <c>teacher</c>.</summary>
    public int Width { get; init; }

    /// <summary>Residual blocks, likewise; 0 as above.</summary>
    public int Blocks { get; init; }

    /// <summary>Whether every scan is turned at random at each step (the paper's ablation).</summary>
    public bool AugmentRotation { get; init; }

    /// <summary>Whether a point's score is the distance of student and teacher, or its square.</summary>
    public ScoreForm Score { get; init; } = ScoreForm.Norm;

    /// <summary>Whether the map is interpolated on all pixels, or on those with a reading.</summary>
    public MapDomain Domain { get; init; } = MapDomain.All;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        RequireShape(Width == 0 ? 4 : Width, Blocks == 0 ? 1 : Blocks, problems);
        problems.Require((Width == 0 && Blocks == 0) || TeacherKind != TeacherKind.Pretrained, nameof(Width),
            $"{Width}, {Blocks} blocks", "must be left to the file of a pretrained teacher");
    }

    /// <summary>Seed of weights, order and rotations: another draw than the teacher's, as a student that began as its
    /// random teacher would have nothing to learn.</summary>
    internal long StudentSeed => (Seed ?? 0) + 1L;

    /// <summary>The teacher that these options name.</summary>
    internal TeacherModel LoadTeacher()
    {
        bool isForeign = TeacherKind is TeacherKind.Fcgf or TeacherKind.PpfFoldnet;
        TeacherModel found = TeacherFiles.Load(isForeign ? "" : Teacher);
        NetworkShape shape = Width == 0 && Blocks == 0 ? found.Shape
            : NetworkShape.Standard(Width == 0 ? found.Shape.Width : Width, Blocks == 0 ? found.Shape.Blocks : Blocks);
        return TeacherKind switch
        {
            TeacherKind.Random => TeacherModel.Random(shape, Seed ?? 0),
            TeacherKind.Fpfh => TeacherModel.FromFpfh(shape),
            TeacherKind.Fcgf or TeacherKind.PpfFoldnet => TeacherModel.FromForeign(shape,
                TeacherFiles.LoadForeign(TeacherKind, Teacher)),
            _ => found,
        };
    }
}
