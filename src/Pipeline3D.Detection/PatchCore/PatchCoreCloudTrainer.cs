using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection;

/// <summary>Fits a <see cref="PatchCoreCloudModel"/>: add every normal cloud in the order of the dataset, then
/// complete.</summary>
/// <remarks>The first cloud is the template when clouds are registered. Memory: all features until
/// completion.</remarks>
public sealed class PatchCoreCloudTrainer
{
    private readonly FeatureCollector _features = new();
    private CloudTemplate? _template;

    /// <summary>Starts with checked options.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PatchCoreCloudTrainer(PatchCoreCloudOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options.</summary>
    public PatchCoreCloudOptions Options { get; }

    /// <summary>Clouds added so far.</summary>
    public int Samples => _features.Samples;

    /// <summary>Adds one normal cloud.</summary>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where features are computed; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The cloud is empty, or a point is not finite.</exception>
    public void Add(
        PointCloud cloud, int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
    {
        if (cloud.Count == 0)
            throw new ArgumentException("a cloud without points teaches nothing", nameof(cloud));
        if (Options.Register && _template is null)
        {
            PointCloud thinned = VoxelGrid.Centroids(CloudExtractor.Centred(cloud), Options.VoxelSize);
            _template = new CloudTemplate(thinned, Options.VoxelSize, threads, stop);
        }
        _features.Add(PatchCoreCloudModel.Describe(cloud, Options, _template, threads, scope, stop));
    }

    /// <summary>Picks the coreset and makes the model.</summary>
    /// <param name="datasetHash">Fingerprint of the training data, kept in the model file; may be empty.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">No cloud was added.</exception>
    public PatchCoreCloudModel Complete(string datasetHash = "", int threads = 0, CancellationToken stop = default)
    {
        FeatureMatrix all = _features.Join();
        int[] picks = ApproximateCoreset.Select(all, Math.Min(Options.BankSize, all.Rows), Options.Seed, threads, stop);
        return new PatchCoreCloudModel(Options, new MemoryBank(all.Select(picks)), _template, datasetHash);
    }
}
