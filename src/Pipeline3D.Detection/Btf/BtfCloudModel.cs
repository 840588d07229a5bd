using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection;

/// <summary>BTF on unorganized clouds: point features and a memory bank without a coreset.</summary>
/// <remarks>Source: "BTF(FPFH)" and "BTF(Raw)" of the Real3D-AD benchmark (O-AUROC 0.635 and 0.603). The object score
/// is PatchCore's re-weighted one. Made by <see cref="BtfCloudTrainer"/>; immutable, safe for several
/// threads.</remarks>
public sealed class BtfCloudModel
{
    /// <summary>Name of the method in model files.</summary>
    public const string Method = "btf-cloud";

    internal BtfCloudModel(BtfCloudOptions options, MemoryBank bank, string datasetHash)
        => (Options, Bank, DatasetHash) = (options, bank, datasetHash);

    /// <summary>The options it was fitted with.</summary>
    public BtfCloudOptions Options { get; }

    /// <summary>What it learnt.</summary>
    public MemoryBank Bank { get; }

    /// <summary>Fingerprint of the training data; may be empty.</summary>
    public string DatasetHash { get; }

    /// <summary>Scores one cloud.</summary>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where features and neighbours are computed; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The cloud is empty, or a point is not finite.</exception>
    public CloudScores Score(
        PointCloud cloud, int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
    {
        if (cloud.Count == 0)
            throw new ArgumentException("a cloud without points cannot be scored", nameof(cloud));
        FeatureMatrix features = CloudExtractor.Extract(
            cloud, Options.Features, Options.VoxelSize, threads, scope, stop);
        int[] sampled = Options.Sample(cloud.Count, Options.QueryStep);
        BankScores scores = Bank.Score(features.Select(sampled), threads, scope, stop);
        PointCloud chosen = OnDevice.Select(scope, cloud, sampled, stop);
        int[] nearest = OnDevice.Nearest(scope, chosen, cloud, 1, threads, stop).Index;
        return new CloudScores(Array.ConvertAll(nearest, i => scores.Distances[i]), scores.SampleScore);
    }

    /// <summary>Writes the model: options, origin and bank, with a checksum.</summary>
    public void Save(Stream stream) => new ModelFile(Method, DatasetHash, 0, Options.ToText(), Bank.Rows).Save(stream);

    /// <summary>Reads a model that <see cref="Save"/> wrote; it scores bit-equally.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, cut off or of another method.</exception>
    public static BtfCloudModel Load(Stream stream)
    {
        ModelFile file = ModelFile.Load(stream, Method);
        BtfCloudOptions options = BtfCloudOptions.FromText(new OptionReader(file.Options));
        return new BtfCloudModel(
            options, new MemoryBank(file.BankOf(CloudExtractor.LengthOf(options.Features))), file.DatasetHash);
    }
}
