using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Detection.Contracts;

/// <summary>Something that is learnt from scans and saved: a method's model, or a network that methods build
/// on.</summary>
/// <remarks>Stateless: all state is options, sample and model. Every member may be called by several threads at
/// once.</remarks>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TSample">What is made of a scan once, before fit and scoring.</typeparam>
/// <typeparam name="TModel">What a fit makes; disposed with its run when it is disposable.</typeparam>
public interface ILearner<TOptions, TSample, TModel>
    where TOptions : MethodOptions, new() where TSample : class where TModel : class
{
    /// <summary>What scans must bring. Default: one reading.</summary>
    ScanNeeds Needs(TOptions options) => default;

    /// <summary>Whether a fit learns from labelled scans, anomalous ones among them. Default: from normal scans alone,
    /// and others are refused.</summary>
    bool LearnsFromLabelled(TOptions options) => false;

    /// <summary>Fails when something that a fit needs and the options name is not there, such as a file of weights;
    /// called before anything runs. Default: nothing can be missing.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="ArgumentException">It cannot do what the options ask for.</exception>
    void Check(TOptions options)
    {
    }

    /// <summary>The same for the preparation of scans, with or without a fit.</summary>
    /// <inheritdoc cref="Check"/>
    void CheckPreparation(TOptions options)
    {
    }

    /// <summary>Makes the sample of a scan; in parallel over scans, and kept by the cache of a run.</summary>
    /// <exception cref="ItemRejectedException">The scan cannot be used: see <see
    /// cref="MethodContext.Reject"/>.</exception>
    TSample Prepare(Scan scan, TOptions options, MethodContext context);

    /// <summary>What the files hold that the options name, such as the hash of weights: samples and models made with
    /// other content under the same name are others. Default: no file matters.</summary>
    string FilesKey(TOptions options) => "";

    /// <summary>About how many bytes a sample takes, told before any scan is read. Default: 16 per point.</summary>
    /// <param name="options">The options.</param>
    /// <param name="points">Points of the scan, at most.</param>
    long SampleBytes(TOptions options, long points) => 16 * points;

    /// <summary>Begins a fit of one group of scans: a category, or all of them.</summary>
    /// <param name="options">The options in force; the seed is set.</param>
    IFit<TSample, TModel> Begin(TOptions options);

    /// <summary>Samples as bytes.</summary>
    ISampleCodec<TSample> Samples { get; }

    /// <summary>Writes a model as named tensors; method, options, recipe, hashes and calibration are written for
    /// it.</summary>
    void Save(TModel model, ArtifactWriter file);

    /// <summary>Reads a model that <see cref="Save"/> wrote; it scores bit-equally.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing, or has another shape than the options
    /// say.</exception>
    TModel Load(ArtifactReader file, TOptions options);
}
