using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection;

/// <summary>Fits a <see cref="BtfCloudModel"/>: add every normal cloud in the order of the dataset, then
/// complete.</summary>
public sealed class BtfCloudTrainer
{
    private readonly FeatureCollector _features = new();

    /// <summary>Starts with checked options.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public BtfCloudTrainer(BtfCloudOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options.</summary>
    public BtfCloudOptions Options { get; }

    /// <summary>Clouds added so far.</summary>
    public int Samples => _features.Samples;

    /// <summary>Adds one normal cloud.</summary>
    /// <param name="cloud">Finite points.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where features are computed; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">A point is not finite.</exception>
    public void Add(
        PointCloud cloud, int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
    {
        FeatureMatrix features = CloudExtractor.Extract(
            cloud, Options.Features, Options.VoxelSize, threads, scope, stop);
        _features.Add(features.Select(Options.Sample(cloud.Count, Options.BankStep)));
    }

    /// <summary>Makes the model; all rows added are its bank.</summary>
    /// <param name="datasetHash">Fingerprint of the training data, kept in the model file; may be empty.</param>
    /// <exception cref="InvalidOperationException">No point was added.</exception>
    public BtfCloudModel Complete(string datasetHash = "")
        => new(Options, new MemoryBank(_features.Join()), datasetHash);
}
