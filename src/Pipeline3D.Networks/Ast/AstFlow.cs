using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Ast;

/// <summary>AST's teacher: a normalizing flow of conditional affine coupling blocks over maps of features, exactly
/// invertible.</summary>
/// <remarks>
/// Source: Dinh et al. 2017 (Real-NVP) in the form of AST's public code. A block brings the channels into a fixed
/// order, then halves them into a and b: a' = e(s) a + t of (b, position), b' = e(s) b + t of (a', position), where
/// log e(s) = clamp * squash * atan(s / clamp), so that factors stay within bounds. s and t come from two convolutions
/// with replicated borders and a ReLU between, times <c>gamma</c>, which is 0 at first: an untrained block changes
/// nothing but the order. Outputs are held within +-1e6. Safe for concurrent use; tensors belong to the caller's
/// dispose scope.
/// </remarks>
public sealed class AstFlow
{
    private const double Largest = 1e6;
    private readonly AstShape _shape;
    private readonly int[][] _orders;
    private readonly Scalar _clamp, _factor, _low, _high;

    /// <summary>Prepares a flow.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="orders">The fixed order of the channels before each block; null for the published ones.</param>
    /// <exception cref="ArgumentException">The sizes make no network, or the orders are no permutations, one for each
    /// block.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public AstFlow(AstShape shape, IReadOnlyList<int[]>? orders = null)
    {
        shape.Require();
        // Scalars are native, so libtorch is loaded from where it lies before the first one.
        TorchRuntime.Require();
        _shape = shape;
        _orders = orders is null ? [.. shape.Kernels.Select((_, block) => NumpyPermutation.Of((uint)block,
            shape.Channels))] : [.. orders];
        if (_orders.Length != shape.Kernels.Length
            || _orders.Any(order => !order.Order().SequenceEqual(Enumerable.Range(0, shape.Channels))))
            throw new ArgumentException($"{_orders.Length} orders for {shape.Kernels.Length} blocks: as many are "
                + $"needed, each of the numbers 0 to {shape.Channels - 1}", nameof(orders));
        (_clamp, _factor, _low, _high) = (1 / shape.Clamp, shape.Clamp * shape.Squash, -Largest, Largest);
        Layout = LayoutOf(shape);
    }

    /// <summary>Where each tensor lies, under the names of the public code: <c>cp.BLOCK.s1</c> changes the second half,
    /// <c>cp.BLOCK.s2</c> the first, each with <c>gamma</c>, <c>conv1</c> and <c>conv2</c>.</summary>
    public FlatLayout Layout { get; }

    /// <summary>Weights as before any training.</summary>
    /// <param name="seed">Seed of the draws.</param>
    public float[] Start(long seed) => FlatDraws.AsPyTorch(Layout, seed);

    /// <summary>Features to the latent space.</summary>
    /// <param name="tensors">Weights by <see cref="Layout"/>.</param>
    /// <param name="features">Shape [n, channels, height, width].</param>
    /// <param name="position">Shape [1, position, height, width].</param>
    /// <returns>The latent maps, and the logarithm of the determinant of each pixel's change, shape [n, height,
    /// width]; their sum over the pixels is that of the whole map, as each block is triangular.</returns>
    public (Tensor Latent, Tensor LogDeterminant) Forward(FlatTensors tensors, Tensor features, Tensor position)
    {
        Tensor at = features, sum = zeros_like(features.select(1, 0)), code = Spread(position, features);
        for (int block = 0; block < _orders.Length; block++)
        {
            (Tensor first, Tensor second) = Halves(at.index_select(1, Order(_orders[block])));
            (Tensor scale, Tensor shift) = Changes(tensors, block, "s2", second, code);
            first = first.mul(scale.exp()).add(shift, HeldScalars.One);
            (Tensor next, Tensor along) = Changes(tensors, block, "s1", first, code);
            second = second.mul(next.exp()).add(along, HeldScalars.One);
            at = cat([first, second], 1).clamp(_low, _high);
            sum = sum.add(scale.sum(1), HeldScalars.One).add(next.sum(1), HeldScalars.One);
        }
        return (at, sum);
    }

    /// <summary>The latent space back to features.</summary>
    /// <param name="tensors">Weights by <see cref="Layout"/>.</param>
    /// <param name="latent">Shape [n, channels, height, width].</param>
    /// <param name="position">Shape [1, position, height, width].</param>
    /// <returns>The features; outputs that were held at +-1e6 do not come back.</returns>
    public Tensor Inverse(FlatTensors tensors, Tensor latent, Tensor position)
    {
        Tensor at = latent, code = Spread(position, latent);
        for (int block = _orders.Length - 1; block >= 0; block--)
        {
            (Tensor first, Tensor second) = Halves(at);
            (Tensor scale, Tensor shift) = Changes(tensors, block, "s1", first, code);
            second = second.sub(shift).mul(scale.neg().exp());
            (Tensor next, Tensor along) = Changes(tensors, block, "s2", second, code);
            first = first.sub(along).mul(next.neg().exp());
            var back = new int[_shape.Channels];
            for (int i = 0; i < back.Length; i++)
                back[_orders[block][i]] = i;
            at = cat([first, second], 1).clamp(_low, _high).index_select(1, Order(back));
        }
        return at;
    }

    private static FlatLayout LayoutOf(AstShape shape)
    {
        var layout = new FlatLayout();
        int first = shape.Channels / 2, second = shape.Channels - first;
        for (int block = 0; block < shape.Kernels.Length; block++)
        {
            Add($"cp.{block}.s1", first, second, shape.Kernels[block]);
            Add($"cp.{block}.s2", second, first, shape.Kernels[block]);
        }
        return layout;

        void Add(string name, int from, int to, int side) => layout.Add($"{name}.gamma", 1)
            .AddDense($"{name}.conv1", shape.Hidden, from + shape.Position, side, side)
            .AddDense($"{name}.conv2", 2L * to, shape.Hidden, side, side);
    }

    private static Tensor Spread(Tensor position, Tensor features)
        => position.expand(features.shape[0], position.shape[1], features.shape[2], features.shape[3]);

    private static Tensor Order(int[] order)
        => Tensors.From(Array.ConvertAll(order, channel => (long)channel), order.Length);

    private (Tensor First, Tensor Second) Halves(Tensor maps)
    {
        long first = _shape.Channels / 2;
        return (maps.narrow(1, 0, first), maps.narrow(1, first, _shape.Channels - first));
    }

    // Logarithms of the factors, and the shifts, of what the other half says.
    private (Tensor Scale, Tensor Shift) Changes(FlatTensors tensors, int block, string name, Tensor half, Tensor code)
    {
        name = $"cp.{block}.{name}";
        long border = _shape.Kernels[block] / 2;
        Tensor inner = tensors.Convolve(Bordered(cat([half, code], 1), border), $"{name}.conv1").relu();
        Tensor both = tensors.Convolve(Bordered(inner, border), $"{name}.conv2").mul(tensors[$"{name}.gamma"]);
        long width = both.shape[1] / 2;
        return (both.narrow(1, 0, width).mul(_clamp).atan().mul(_factor), both.narrow(1, width, width));
    }

    private static Tensor Bordered(Tensor maps, long border) => border == 0 ? maps
        : nn.functional.pad(maps, [border, border, border, border], PaddingModes.Replicate);
}
