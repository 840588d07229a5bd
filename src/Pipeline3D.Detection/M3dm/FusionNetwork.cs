using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
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
/// Weights are flat, in the order of <see cref="Parts"/>. Not safe for concurrent use.
/// </remarks>
/// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
internal sealed class FusionNetwork
{
    private const double Epsilon = 1e-5;
    private readonly BackwardGuard _guard = new();
    private readonly double _temperature;

    /// <param name="points">Values of a patch's points; 1152 of Point-MAE.</param>
    /// <param name="colour">Values of its picture; 768 of DINO.</param>
    /// <param name="head">Values that both are compared by.</param>
    /// <param name="hidden">Hidden values for each value.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    public FusionNetwork(int points, int colour, int head = 256, int hidden = 4, double temperature = 1)
    {
        TorchRuntime.Require();
        (Points, Colour, _temperature) = (points, colour, temperature);
        var parts = new List<(string, int, long[])>();
        int next = 0;
        Add("xyz_norm", points);
        Add("xyz_mlp.fc1", hidden * points, points);
        Add("xyz_mlp.fc2", points, hidden * points);
        Add("rgb_norm", colour);
        Add("rgb_mlp.fc1", hidden * colour, colour);
        Add("rgb_mlp.fc2", colour, hidden * colour);
        Add("rgb_head", head, colour);
        Add("xyz_head", head, points);
        (Parts, Count) = (parts, next);

        void Add(string layer, params long[] weight)
        {
            foreach ((string part, long[] shape) in new[] { ("weight", weight), ("bias", weight[..1]) })
            {
                parts.Add(($"{layer}.{part}", next, shape));
                next = checked(next + (int)shape.Aggregate(1L, (product, size) => product * size));
            }
        }
    }

    /// <summary>Values of a patch's points.</summary>
    public int Points { get; }

    /// <summary>Values of a patch's picture.</summary>
    public int Colour { get; }

    /// <summary>Weights in all.</summary>
    public int Count { get; }

    /// <summary>Names as in M3DM's checkpoints, where each begins, and shapes.</summary>
    public IReadOnlyList<(string Name, int Start, long[] Shape)> Parts { get; }

    /// <summary>Weights as before any training: PyTorch's, from a stream of the seed.</summary>
    public float[] Draw(int seed)
    {
        var random = new SplitMix64(seed, 0);
        var weights = new float[Count];
        double bound = 0;
        foreach ((string name, int start, long[] shape) in Parts)
        {
            Span<float> part = weights.AsSpan(start, SizeOf(shape));
            if (name.Contains("norm", StringComparison.Ordinal))
            {
                part.Fill(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0);
                continue;
            }
            // A bias comes behind its weight and has the same bound.
            bound = shape.Length == 2 ? 1 / Math.Sqrt(shape[1]) : bound;
            foreach (ref float weight in part)
                weight = (float)(bound * ((2 * random.NextUnit()) - 1));
        }
        return weights;
    }

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
        Dictionary<string, Tensor> tensors = Tensed(weights);
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
        Dictionary<string, Tensor> tensors = Tensed(weights);
        Tensor[] inputs = [.. Parts.Select(part => tensors[part.Name].requires_grad_(true))];
        // Every patch is seen for itself, so those that do not count may be left out before.
        (Tensor left, Tensor right) = Both(tensors, Input(points.Select(whole), Points),
            Input(colour.Select(whole), Colour));
        Tensor query = Unit(functional.linear(right, tensors["rgb_head.weight"], tensors["rgb_head.bias"])),
            key = Unit(functional.linear(left, tensors["xyz_head.weight"], tensors["xyz_head.bias"]));
        Tensor logits = query.mm(key.t()) / _temperature;
        Tensor loss = functional.cross_entropy(logits, arange(whole.Length, ScalarType.Int64)) * (2 * _temperature);
        IReadOnlyList<Tensor?> found = Gradients.Of(_guard, [loss], inputs);
        for (int i = 0; i < inputs.Length; i++)
            if (found[i] is { } part)
                Tensors.CopyTo(part, gradient.AsSpan(Parts[i].Start));
        return (loss.item<float>(), gradient);
    }

    private static (Tensor Points, Tensor Colour) Both(Dictionary<string, Tensor> weights, Tensor points, Tensor colour)
        => (Mlp(weights, points, "xyz"), Mlp(weights, colour, "rgb"));

    private static Tensor Mlp(Dictionary<string, Tensor> weights, Tensor rows, string side)
    {
        Tensor normed = functional.layer_norm(rows, [rows.shape[1]], weights[$"{side}_norm.weight"],
            weights[$"{side}_norm.bias"], Epsilon);
        Tensor inner = functional.gelu(functional.linear(normed, weights[$"{side}_mlp.fc1.weight"],
            weights[$"{side}_mlp.fc1.bias"]));
        return functional.linear(inner, weights[$"{side}_mlp.fc2.weight"], weights[$"{side}_mlp.fc2.bias"]);
    }

    private static Tensor Unit(Tensor rows) => functional.normalize(rows, dim: 1);

    private static int SizeOf(long[] shape) => (int)shape.Aggregate(1L, (product, size) => product * size);

    private static Tensor Input(FeatureMatrix rows, int columns) => rows.Columns == columns
        ? Tensors.From(rows.Values, rows.Rows, columns)
        : throw new ArgumentException($"patches of {rows.Columns} values, {columns} are fused", nameof(rows));

    private Dictionary<string, Tensor> Tensed(ReadOnlySpan<float> weights)
    {
        if (weights.Length != Count)
            throw new ArgumentException($"{weights.Length} weights, this network has {Count}", nameof(weights));
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach ((string name, int start, long[] shape) in Parts)
            tensors.Add(name, Tensors.From(weights.Slice(start, SizeOf(shape)), shape));
        return tensors;
    }
}
