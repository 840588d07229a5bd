using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointNet2;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>3DzAL's networks in flat memory: E_theta makes features of patches, C_w judges them.</summary>
/// <remarks>Not safe for concurrent use while it differentiates.</remarks>
/// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
internal sealed class PatchNetworks
{
    private readonly BackwardGuard _guard = new();

    /// <param name="encoder">Sizes of E_theta; null for those of patches of 64 points.</param>
    /// <param name="classifier">Sizes of C_w; null for the usual ones.</param>
    public PatchNetworks(PatchEncoderShape? encoder = null, PatchClassifierShape? classifier = null)
    {
        (Encoder, Classifier) = (new PatchEncoder(encoder ?? new()), new PatchClassifier(classifier ?? new()));
        Encoder.AddTo(Layout);
        Classifier.AddTo(Layout);
    }

    /// <summary>E_theta.</summary>
    public PatchEncoder Encoder { get; }

    /// <summary>C_w.</summary>
    public PatchClassifier Classifier { get; }

    /// <summary>The tensors of both.</summary>
    public FlatLayout Layout { get; } = new();

    /// <summary>Weights before any training: PyTorch's.</summary>
    public float[] Draw(long seed) => FlatDraws.AsPyTorch(Layout, seed);

    /// <summary>The losses of a batch, and the gradient of their sum by all numbers.</summary>
    /// <param name="weights">All numbers; running means and variances are changed.</param>
    /// <param name="batch">The patches.</param>
    /// <param name="rules">What they are learnt by.</param>
    /// <param name="gradient">As many numbers; overwritten.</param>
    public PatchLoss Differentiate(Span<float> weights, PatchBatch batch, PatchRules rules, Span<float> gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = Layout.Open(weights, learns: true);
        Tensor features = Encoder.Run(tensors, PatchGroups.Of(batch.Patches, batch.Points, Encoder.Shape));
        Tensor contrast = PatchLosses.Contrast(features, batch.IsAnomalous, rules.Temperature);
        var losses = new List<(Tensor, double)> { (contrast, 1) };
        Tensor? disentangling = null, entropy = null;
        if (rules.Disentangle != Disentangling.None)
        {
            int of = rules.NormalsOnly ? batch.Normals : batch.Count;
            Tensor others = Tensors.From(batch.Others.Values, batch.Count, batch.Others.Columns).narrow(0, 0, of);
            disentangling = rules.Disentangle == Disentangling.Correlation
                ? PatchLosses.Correlation(features.narrow(0, 0, of), others)
                : PatchLosses.Cosine(features.narrow(0, 0, of), others, rules.ProjectionOf(Encoder.Shape.Length));
            losses.Add((disentangling, rules.Weight));
        }
        if (rules.Judges)
        {
            entropy = PatchLosses.CrossEntropy(Classifier.Run(tensors,
                Tensors.From(batch.Patches, batch.Count, batch.Points, 3)), batch.IsAnomalous);
            losses.Add((entropy, 1));
        }
        Tensor total = PatchLosses.Sum(losses);
        tensors.Differentiate(_guard, total, gradient);
        tensors.KeepRunning(weights);
        return new PatchLoss(contrast.item<float>(), disentangling?.item<float>() ?? 0, entropy?.item<float>() ?? 0,
            total.item<float>());
    }
}

/// <summary>The losses of a batch.</summary>
/// <param name="Contrast">L_con.</param>
/// <param name="Disentangling">L_rd, before its weight.</param>
/// <param name="Entropy">L_bce.</param>
/// <param name="Total">Their sum.</param>
internal readonly record struct PatchLoss(double Contrast, double Disentangling, double Entropy, double Total);

/// <summary>What patches are learnt by.</summary>
/// <param name="Temperature">What cosines are divided by in the contrast.</param>
/// <param name="Disentangle">How features are kept apart from others.</param>
/// <param name="Weight">Weight of that.</param>
/// <param name="NormalsOnly">Whether it looks at normal patches only.</param>
/// <param name="Judges">Whether the classifier learns.</param>
/// <param name="Seed">Seed of the projection that cosines need.</param>
internal sealed record PatchRules(double Temperature, Disentangling Disentangle, double Weight, bool NormalsOnly,
    bool Judges, long Seed)
{
    /// <summary>Others by a random matrix to the length of learnt features, shape [33, length].</summary>
    public Tensor ProjectionOf(int length)
    {
        var random = new SplitMix64(Seed, -1);
        var numbers = new float[Fpfh.Length * length];
        foreach (ref float number in numbers.AsSpan())
            number = (float)random.NextNormal();
        return Tensors.From(numbers, Fpfh.Length, length);
    }
}

/// <summary>Patches of one step.</summary>
/// <param name="Patches">Shape [Count, Points, 3]; the normal ones first.</param>
/// <param name="Points">Points of a patch.</param>
/// <param name="Others">Their hand-crafted features; shape [Count, 33].</param>
/// <param name="IsAnomalous">Shape [Count].</param>
internal sealed record PatchBatch(float[] Patches, int Points, FeatureMatrix Others, bool[] IsAnomalous)
{
    /// <summary>Patches.</summary>
    public int Count => IsAnomalous.Length;

    /// <summary>Normal patches, which come first.</summary>
    public int Normals => IsAnomalous.Count(anomalous => !anomalous);
}
