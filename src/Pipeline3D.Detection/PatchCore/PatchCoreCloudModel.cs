using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection;

/// <summary>PatchCore on unorganized clouds: point features, an approximate coreset, squared distance to the nearest
/// row.</summary>
/// <remarks>Source: "PatchCore+FPFH" and "+FPFH+raw" of the Real3D-AD benchmark (O-AUROC 0.593 and 0.682 with
/// registration). The object score is the largest point score, not re-weighted. Differs: the axes are not permuted
/// before the registration, which is a leftover of a demo there; scores are not scaled over the test set. Made by <see
/// cref="PatchCoreCloudTrainer"/>; immutable, safe for several threads.</remarks>
public sealed class PatchCoreCloudModel
{
    /// <summary>Name of the method in model files.</summary>
    public const string Method = "patchcore-cloud";

    private const string TemplateName = "template";
    private readonly CloudTemplate? _template;

    internal PatchCoreCloudModel(
        PatchCoreCloudOptions options, MemoryBank bank, CloudTemplate? template, string datasetHash)
        => (Options, Bank, _template, DatasetHash) = (options, bank, template, datasetHash);

    /// <summary>The options it was fitted with.</summary>
    public PatchCoreCloudOptions Options { get; }

    /// <summary>What it learnt.</summary>
    public MemoryBank Bank { get; }

    /// <summary>Fingerprint of the training data; may be empty.</summary>
    public string DatasetHash { get; }

    /// <summary>Scores one cloud.</summary>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where features and nearest rows are computed; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The cloud is empty, or a point is not finite.</exception>
    public CloudScores Score(
        PointCloud cloud, int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
    {
        if (cloud.Count == 0)
            throw new ArgumentException("a cloud without points cannot be scored", nameof(cloud));
        FeatureMatrix features = Describe(cloud, Options, _template, threads, scope, stop);
        float[] distances = Bank.Nearest(features, 1, threads, scope, stop).Distance;
        float[] scores = Array.ConvertAll(distances, distance => distance * distance);
        float largest = 0;
        foreach (float score in scores)
            largest = MathF.Max(largest, score);
        return new CloudScores(scores, largest);
    }

    /// <summary>Writes the model: options, origin, bank and template, with a checksum.</summary>
    public void Save(Stream stream)
    {
        var matrices = new Dictionary<string, FeatureMatrix> { [ModelFile.BankName] = Bank.Rows };
        if (_template is not null)
            matrices[TemplateName] = new FeatureMatrix(_template.Points.Count, 3, _template.Points.ToInterleaved());
        new ModelFile(Method, DatasetHash, Options.Seed, Options.ToText(), matrices).Save(stream);
    }

    /// <summary>Reads a model that <see cref="Save"/> wrote; it scores bit-equally.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="threads">Most threads to use for describing the template; 0 = one per core.</param>
    /// <exception cref="ModelFormatException">The file is damaged, cut off or of another method.</exception>
    public static PatchCoreCloudModel Load(Stream stream, int threads = 0)
    {
        ModelFile file = ModelFile.Load(stream, Method);
        PatchCoreCloudOptions options = PatchCoreCloudOptions.FromText(new OptionReader(file.Options), file.Seed);
        CloudTemplate? template = null;
        if (options.Register)
        {
            FeatureMatrix points = file.Matrix(TemplateName);
            if (points.Columns != 3)
                throw new ModelFormatException($"the template has {points.Columns} columns; points have 3", -1);
            template = new CloudTemplate(PointCloud.FromInterleaved(points.Values), options.VoxelSize, threads,
                default);
        }
        return new PatchCoreCloudModel(
            options, new MemoryBank(file.BankOf(CloudExtractor.LengthOf(options.Features))), template,
                file.DatasetHash);
    }

    internal static FeatureMatrix Describe(PointCloud cloud, PatchCoreCloudOptions options, CloudTemplate? template,
        int threads, DeviceScope? scope, CancellationToken stop)
    {
        PointCloud placed = CloudExtractor.Centred(cloud);
        if (template is not null)
            placed = template.Place(placed, options, threads, stop);
        return CloudExtractor.Describe(placed, options.Features, options.VoxelSize, threads, scope, stop);
    }
}
