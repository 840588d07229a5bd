using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Controls;

/// <summary>A control: the farther a point is from the nearest training cloud, the more anomalous it is.</summary>
/// <remarks>Score of a point: distance to the nearest point of any training cloud; of the scan: the largest. With
/// <c>reach: both</c>, what is there in the training cloud but not in the scan tells, too. Clouds lie about their means
/// unless <c>placing</c> says otherwise. Points without a reading take the lowest score of the scan. Nothing in it is
/// random: the registration draws from a fixed seed. Cost: a search per point, with both directions one per training
/// cloud and point.</remarks>
[Method("template", Title = "Nearest template (control)", IsSeeded = false)]
public sealed class TemplateMethod : IMethod<TemplateOptions, CloudSample, Templates>
{
    private const string CountName = "templates";

    /// <inheritdoc/>
    public ISampleCodec<CloudSample> Samples => CloudSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(TemplateOptions options) => new() { Readings = 3 };

    /// <summary>Takes the points with a reading as they are.</summary>
    public CloudSample Prepare(Scan scan, TemplateOptions options, MethodContext context)
        => CloudSample.Of(scan, context);

    /// <inheritdoc/>
    public IFit<CloudSample, Templates> Begin(TemplateOptions options) => new Fit(options);

    /// <inheritdoc/>
    public Scores Score(Templates model, Scan scan, CloudSample sample, TemplateOptions options, MethodContext context)
    {
        PointCloud placed = Place(sample, options, model.Frame, context);
        float[] distances = options.Reach == TemplateReach.Scan ? model.Distances(placed, context)
            : model.BothDistances(placed, context);
        return sample.Spread(distances.Max(), distances, scan);
    }

    /// <inheritdoc/>
    public void Save(Templates model, ArtifactWriter file)
    {
        file.AddText(CountName, model.Clouds.Length.ToString(CultureInfo.InvariantCulture));
        for (int i = 0; i < model.Clouds.Length; i++)
            file.Add(NameOf(i), model.Clouds[i].ToInterleaved(), model.Clouds[i].Count, 3);
        model.Frame?.Save(file);
    }

    /// <inheritdoc/>
    public Templates Load(ArtifactReader file, TemplateOptions options)
    {
        int count = file.Int32(CountName);
        if (count < 1)
            throw file.Error($"it holds {count} {CountName}; learn the model anew");
        PointCloud[] clouds = [.. Enumerable.Range(0, count).Select(i => CloudOf(NameOf(i)))];
        return new Templates([.. clouds], options.Placing == TemplatePlacing.Registered ? CloudTemplate.Load(file)
            : null);

        PointCloud CloudOf(string name) => file.Floats(name, -1, 3) is { Length: > 0 } points
            ? PointCloud.FromInterleaved(points) : throw file.Error($"'{name}' has no points; learn the model anew");
    }

    private static string NameOf(int template) => string.Create(CultureInfo.InvariantCulture, $"template.{template}");

    private static PointCloud Place(CloudSample sample, TemplateOptions options, CloudTemplate? frame,
        MethodContext context)
    {
        if (options.Placing == TemplatePlacing.Scanned)
            return sample.Points;
        PointCloud centred = CloudExtractor.Centred(sample.Points);
        return frame is null ? centred : frame.Place(centred, cycleAxes: false, 0, context);
    }

    // Training clouds are the templates; the first is what the others are laid on.
    private sealed class Fit(TemplateOptions options) : IFit<CloudSample, Templates>
    {
        private readonly ImmutableArray<PointCloud>.Builder _clouds = ImmutableArray.CreateBuilder<PointCloud>();
        private CloudTemplate? _frame;

        public long HeldBytes => _clouds.Sum(cloud => cloud.ByteSize);

        public void Add(CloudSample sample, Role role, MethodContext context)
        {
            if (role != Role.Train || (options.MaxTemplates > 0 && _clouds.Count == options.MaxTemplates))
                return;
            if (options.Placing == TemplatePlacing.Registered && _frame is null)
            {
                PointCloud centred = CloudExtractor.Centred(sample.Points);
                _frame = CloudTemplate.Of(centred, VoxelSizes.Of(options.VoxelSize, options.VoxelUnit, centred),
                    context.Threads, context.Stop);
                _clouds.Add(centred);
                return;
            }
            _clouds.Add(Place(sample, options, _frame, context));
        }

        public Templates Complete(IReadOnlyList<KeptSample<CloudSample>> samples, FitRun run, CancellationToken stop)
            => _clouds.Count > 0 ? new Templates(_clouds.ToImmutable(), _frame) : throw new InvalidOperationException(
                "no template was added: fitting needs at least one normal scan with valid points");

        public void Dispose()
        {
        }
    }
}

/// <summary>Options of <see cref="TemplateMethod"/>.</summary>
public sealed record TemplateOptions : MethodOptions
{
    /// <summary>Where scans are laid before they are compared.</summary>
    public TemplatePlacing Placing { get; init; } = TemplatePlacing.Centred;

    /// <summary>Whether only what is new in a scan tells, or what is missing, too.</summary>
    public TemplateReach Reach { get; init; } = TemplateReach.Scan;

    /// <summary>Training clouds that are kept, the first ones; 0 for all of them.</summary>
    public int MaxTemplates { get; init; }

    /// <summary>Edge of a voxel of the registration; above 0.</summary>
    public double VoxelSize { get; init; } = 0.5;

    /// <summary>What voxel_size is counted in.</summary>
    public VoxelUnit VoxelUnit { get; init; } = VoxelUnit.Diagonal;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(MaxTemplates, 0, int.MaxValue, nameof(MaxTemplates));
        problems.Require(double.IsFinite(VoxelSize) && VoxelSize > 0, nameof(VoxelSize), VoxelSize,
            "must be a finite number greater than 0");
    }
}

/// <summary>Where scans are laid before they are compared.</summary>
public enum TemplatePlacing
{
    /// <summary>Where they were scanned: for parts in a fixture.</summary>
    Scanned = 0,

    /// <summary>Their mean at the origin.</summary>
    Centred = 1,

    /// <summary>Each on the first training cloud, by histograms and RANSAC, as in the Real3D-AD benchmark.</summary>
    Registered = 2,
}

/// <summary>Which of two clouds' distances count.</summary>
public enum TemplateReach
{
    /// <summary>From each point of the scan to the nearest template.</summary>
    Scan = 0,

    /// <summary>Also from each point of a template to the scan, given to the scan's nearest point; the larger of the
    /// two, and of that the smallest over the templates.</summary>
    Both = 1,
}
