using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipeline3D.Detection.M3dm;

/// <summary>M3DM's unsupervised feature fusion (UFF): features of a patch's points and of its picture made to tell the
/// same about it.</summary>
/// <remarks>
/// Source: Wang et al. 2023, arXiv:2303.00601, as its code: for each side y = MLP(LN(x)) with four times as many hidden
/// values, GELU and no skip; linear heads, unit length, and the cross entropy of colour against points over all patches
/// whose point features hold no 0, twice the temperature as its factor. The fused feature is both y, points first.
/// Weights are flat, in the order of <see cref="Layout"/>. Not safe for concurrent use.
/// </remarks>
/// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
internal sealed class FusionNetwork
{
    private const double Epsilon = 1e-5;
    private readonly BackwardGuard _guard = new();
    // Held, as a number that libtorch reads may be collected in that moment.
    private readonly Scalar _temperature, _factor;

    /// <param name="points">Values of a patch's points; 1152 of Point-MAE.</param>
    /// <param name="colour">Values of its picture; 768 of DINO.</param>
    /// <param name="head">Values that both are compared by.</param>
    /// <param name="hidden">Hidden values for each value.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    public FusionNetwork(int points, int colour, int head = 256, int hidden = 4, double temperature = 1)
    {
        TorchRuntime.Require();
        (Points, Colour, _temperature, _factor) = (points, colour, temperature, 2 * temperature);
        Layout.AddNorm("xyz_norm", points).AddDense("xyz_mlp.fc1", hidden * points, points)
            .AddDense("xyz_mlp.fc2", points, hidden * points)
            .AddNorm("rgb_norm", colour).AddDense("rgb_mlp.fc1", hidden * colour, colour)
            .AddDense("rgb_mlp.fc2", colour, hidden * colour)
            .AddDense("rgb_head", head, colour).AddDense("xyz_head", head, points);
    }

    /// <summary>Values of a patch's points.</summary>
    public int Points { get; }

    /// <summary>Values of a patch's picture.</summary>
    public int Colour { get; }

    /// <summary>The tensors, under the names of M3DM's checkpoints.</summary>
    public FlatLayout Layout { get; } = new();

    /// <summary>Weights in all.</summary>
    public int Count => Layout.Count;

    /// <summary>Weights as before any training: PyTorch's.</summary>
    public float[] Draw(int seed) => FlatDraws.AsPyTorch(Layout, seed);

    /// <summary>Fused features of patches.</summary>
    /// <param name="weights">Shape [<see cref="Count"/>].</param>
    /// <param name="points">Shape [n, <see cref="Points"/>].</param>
    /// <param name="colour">Shape [n, <see cref="Colour"/>].</param>
    /// <returns>Shape [n, Points + Colour].</returns>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public FeatureMatrix Fuse(ReadOnlySpan<float> weights, FeatureMatrix points, FeatureMatrix colour)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        FlatTensors tensors = Layout.Open(weights, learns: false);
        (Tensor left, Tensor right) = Both(tensors, Input(points, Points), Input(colour, Colour));
        return new FeatureMatrix(points.Rows, Points + Colour, Tensors.ToFloats(cat([left, right], 1)));
    }

    /// <summary>The loss of patches and its gradient.</summary>
    /// <param name="weights">Shape [<see cref="Count"/>].</param>
    /// <param name="points">Shape [n, <see cref="Points"/>].</param>
    /// <param name="colour">Shape [n, <see cref="Colour"/>].</param>
    /// <returns>The loss, and the derivative by each weight; 0 where no patch is without a 0.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public (double Loss, float[] Gradient) Differentiate(ReadOnlySpan<float> weights, FeatureMatrix points,
        FeatureMatrix colour)
    {
        int[] whole = [.. Enumerable.Range(0, points.Rows).Where(row => !points.Row(row).Contains(0f))];
        var gradient = new float[Count];
        if (whole.Length == 0)
            return (0, gradient);
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = Layout.Open(weights, learns: true);
        // Every patch is seen for itself, so those that do not count may be left out before.
        (Tensor left, Tensor right) = Both(tensors, Input(points.Select(whole), Points),
            Input(colour.Select(whole), Colour));
        Tensor query = Unit(tensors.Linear(right, "rgb_head")), key = Unit(tensors.Linear(left, "xyz_head"));
        Tensor logits = query.mm(key.t()).div(_temperature);
        Tensor loss = functional.cross_entropy(logits, Tensors.From([.. Enumerable.Range(0,
            whole.Length).Select(i => (long)i)], whole.Length)).mul(_factor);
        tensors.Differentiate(_guard, loss, gradient);
        return (loss.item<float>(), gradient);
    }

    private static (Tensor Points, Tensor Colour) Both(FlatTensors weights, Tensor points, Tensor colour)
        => (Mlp(weights, points, "xyz"), Mlp(weights, colour, "rgb"));

    private static Tensor Mlp(FlatTensors weights, Tensor rows, string side)
    {
        Tensor normed = functional.layer_norm(rows, [rows.shape[1]], weights[$"{side}_norm.weight"],
            weights[$"{side}_norm.bias"], Epsilon);
        return weights.Linear(functional.gelu(weights.Linear(normed, $"{side}_mlp.fc1")), $"{side}_mlp.fc2");
    }

    private static Tensor Unit(Tensor rows) => functional.normalize(rows, dim: 1);

    private static Tensor Input(FeatureMatrix rows, int columns) => rows.Columns == columns
        ? Tensors.From(rows.Values, rows.Rows, columns)
        : throw new ArgumentException($"patches of {rows.Columns} values, {columns} are fused", nameof(rows));
}
