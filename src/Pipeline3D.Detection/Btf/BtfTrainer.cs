using Pipeline3D.Geometry;

namespace Pipeline3D.Detection;

/// <summary>Fits a <see cref="BtfModel"/>: add every normal scan, or its features, then complete.</summary>
/// <remarks>Features may be extracted in parallel with <see cref="BtfExtractor"/>; add them in the order of the
/// dataset, from one thread.</remarks>
public sealed class BtfTrainer
{
    private readonly PatchCoreTrainer _trainer;

    /// <summary>Starts with checked options.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public BtfTrainer(BtfOptions options)
    {
        options.Validate();
        Options = options;
        _trainer = new PatchCoreTrainer(options.PatchCore);
    }

    /// <summary>The options.</summary>
    public BtfOptions Options { get; }

    /// <summary>Scans added so far.</summary>
    public int Samples => _trainer.Samples;

    /// <summary>Adds one normal scan.</summary>
    public void Add(OrganizedCloud scan, int threads = 0, CancellationToken stop = default)
        => Add(BtfExtractor.Extract(scan, Options, threads, null, stop));

    /// <summary>Adds the features of one normal scan, as <see cref="BtfExtractor.Extract"/> gives them for these
    /// options.</summary>
    /// <exception cref="ArgumentException">The shape does not fit, or a value is not finite.</exception>
    public void Add(FeatureMatrix patches) => _trainer.Add(patches);

    /// <summary>Picks the coreset and makes the model.</summary>
    /// <param name="datasetHash">Fingerprint of the training data, kept in the model file; may be empty.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">No scan was added.</exception>
    public BtfModel Complete(string datasetHash = "", int threads = 0, CancellationToken stop = default)
        => new(Options, _trainer.Complete(datasetHash, threads, stop: stop));
}
