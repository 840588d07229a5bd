using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection;

/// <summary>Fits a <see cref="PatchCoreModel"/>: add the features of every normal scan, then complete.</summary>
/// <remarks>The model depends on the features, their order and the options alone. Memory: all features until
/// completion.</remarks>
public sealed class PatchCoreTrainer
{
    private readonly FeatureCollector _features = new();

    /// <summary>Starts with checked options.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PatchCoreTrainer(PatchCoreOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options.</summary>
    public PatchCoreOptions Options { get; }

    /// <summary>Scans added so far.</summary>
    public int Samples => _features.Samples;

    /// <summary>Adds the patches of one normal scan.</summary>
    /// <param name="patches">Shape [PatchRows * PatchColumns, d], row-major over the patch grid; finite. Not
    /// copied.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or a value is not finite.</exception>
    public void Add(FeatureMatrix patches)
    {
        PatchCoreModel.RequireGrid(patches, Options);
        _features.Add(patches);
    }

    /// <summary>Picks the coreset and makes the model.</summary>
    /// <param name="datasetHash">Fingerprint of the training data, kept in the model file; may be empty.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where the coreset is searched; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">No scan was added.</exception>
    public PatchCoreModel Complete(string datasetHash = "", int threads = 0, DeviceScope? scope = null,
        CancellationToken stop = default)
    {
        FeatureMatrix all = _features.Join();
        int count = Coreset.CountFor(all.Rows, Options.CoresetFraction, Options.CoresetMost);
        int[] picks = OnDevice.Coreset(scope, all, count, 0, threads, stop);
        return new PatchCoreModel(Options, new MemoryBank(all.Select(picks)), datasetHash);
    }
}
