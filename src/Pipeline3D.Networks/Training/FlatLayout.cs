using System.Collections.Immutable;

namespace Pipeline3D.Networks.Training;

/// <summary>The tensors of a network under their names, one after the other in flat memory that a training
/// changes.</summary>
/// <remarks>Made once per network: add every tensor in the order in which it shall lie, then <see cref="Open"/> as
/// often as there are steps. Safe for concurrent use once the last tensor is added.</remarks>
public sealed class FlatLayout
{
    private readonly List<FlatPart> _parts = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Every tensor, in order.</summary>
    public IReadOnlyList<FlatPart> Parts => _parts;

    /// <summary>Numbers of all tensors.</summary>
    public int Count { get; private set; }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public FlatPart this[string name] => _places.TryGetValue(name, out int place) ? _parts[place]
        : throw new ArgumentException($"the network has no tensor '{name}'", nameof(name));

    /// <summary>Adds a tensor that is learnt.</summary>
    /// <param name="name">Its name in weight files.</param>
    /// <param name="shape">Its sizes, each 1 or more.</param>
    /// <exception cref="ArgumentException">The name is taken, or a size is below 1.</exception>
    public FlatLayout Add(string name, params ReadOnlySpan<long> shape) => Add(name, isRunning: false, shape);

    /// <summary>Adds <c>NAME.weight</c> with these sizes and <c>NAME.bias</c> with the first of them.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{long})"/>
    public FlatLayout AddDense(string name, params ReadOnlySpan<long> shape)
        => Add($"{name}.weight", shape).Add($"{name}.bias", shape[..1]);

    /// <summary>Adds scale and shift of a norm, <c>NAME.weight</c> and <c>NAME.bias</c>.</summary>
    public FlatLayout AddNorm(string name, long width) => Add($"{name}.weight", width).Add($"{name}.bias", width);

    /// <summary>Adds <c>NAME.running_mean</c> and <c>NAME.running_var</c>, which no gradient changes.</summary>
    public FlatLayout AddRunning(string name, long width)
        => Add($"{name}.running_mean", isRunning: true, width).Add($"{name}.running_var", isRunning: true, width);

    /// <summary>Adds a tensor that a training changes by its own rule, such as a codebook, and no gradient.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{long})"/>
    public FlatLayout AddState(string name, params ReadOnlySpan<long> shape) => Add(name, isRunning: true, shape);

    /// <summary>Adds a convolution that enlarges pictures or volumes: <c>NAME.weight</c> [in, out, size, size], with
    /// another size for volumes, and <c>NAME.bias</c> [out].</summary>
    /// <param name="name">Its name in weight files.</param>
    /// <param name="from">Channels that go in.</param>
    /// <param name="to">Channels that come out.</param>
    /// <param name="size">Side of the weights.</param>
    /// <param name="axes">2 for pictures, 3 for volumes.</param>
    public FlatLayout AddTransposed(string name, long from, long to, long size, int axes = 2)
        => Add($"{name}.weight", [from, to, .. Enumerable.Repeat(size, axes)]).Add($"{name}.bias", to);

    /// <summary>The numbers as tensors, copied; they belong to the caller's dispose scope.</summary>
    /// <param name="weights">Shape [Count].</param>
    /// <param name="learns">Whether gradients of what is learnt are wanted.</param>
    /// <param name="keepsNorms">Whether norms look at their kept statistics though gradients are wanted.</param>
    /// <exception cref="ArgumentException">There are more or fewer numbers.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public FlatTensors Open(ReadOnlySpan<float> weights, bool learns, bool keepsNorms = false)
        => weights.Length == Count ? new FlatTensors(this, weights, learns, keepsNorms) : throw new ArgumentException(
            $"{weights.Length} numbers, this network has {Count}", nameof(weights));

    /// <summary>The numbers as tensors for passes alone, as long as the caller holds them: no dispose scope frees
    /// them.</summary>
    /// <inheritdoc cref="Open"/>
    public FlatTensors Hold(ReadOnlySpan<float> weights) => Open(weights, learns: false).Held();

    /// <summary>A linear layer or convolution with the batch norm behind it by its kept statistics, as one
    /// layer.</summary>
    /// <param name="weights">Shape [Count].</param>
    /// <param name="layer">Name of the layer; its bias may be missing.</param>
    /// <param name="norm">Name of the norm.</param>
    /// <param name="epsilon">What variances are kept above 0 by.</param>
    /// <returns>Weights of the layer's shape, and a bias.</returns>
    public (float[] Weight, float[] Bias) Fold(ReadOnlySpan<float> weights, string layer, string norm,
        double epsilon = 1e-5)
    {
        float[] weight = this[$"{layer}.weight"].Of(weights).ToArray(),
            bias = _places.TryGetValue($"{layer}.bias", out int place) ? _parts[place].Of(weights).ToArray()
                : new float[this[$"{layer}.weight"].Shape[0]];
        ReadOnlySpan<float> scale = this[$"{norm}.weight"].Of(weights), shift = this[$"{norm}.bias"].Of(weights),
            mean = this[$"{norm}.running_mean"].Of(weights), variance = this[$"{norm}.running_var"].Of(weights);
        int size = weight.Length / bias.Length;
        for (int row = 0; row < bias.Length; row++)
        {
            double factor = scale[row] / Math.Sqrt(variance[row] + epsilon);
            foreach (ref float number in weight.AsSpan(row * size, size))
                number = (float)(number * factor);
            bias[row] = (float)(((bias[row] - mean[row]) * factor) + shift[row]);
        }
        return (weight, bias);
    }

    private FlatLayout Add(string name, bool isRunning, params ReadOnlySpan<long> shape)
    {
        int count = 1;
        foreach (long size in shape)
            count = size >= 1 ? checked(count * (int)size)
                : throw new ArgumentException($"a size of {size} of '{name}' is below 1", nameof(shape));
        if (!_places.TryAdd(name, _parts.Count))
            throw new ArgumentException($"'{name}' was added before", nameof(name));
        _parts.Add(new FlatPart(name, [.. shape], Count, count, isRunning));
        Count = checked(Count + count);
        return this;
    }
}

/// <summary>A tensor's place in a <see cref="FlatLayout"/>.</summary>
/// <param name="Name">Its name in weight files.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Start">Where it begins in flat memory.</param>
/// <param name="Count">How many numbers it has.</param>
/// <param name="IsRunning">Whether it is a running mean or variance or other state, which no gradient
/// changes.</param>
public sealed record FlatPart(string Name, ImmutableArray<long> Shape, int Start, int Count, bool IsRunning)
{
    /// <summary>Its numbers among all.</summary>
    public Span<float> Of(Span<float> all) => all.Slice(Start, Count);

    /// <inheritdoc cref="Of(Span{float})"/>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> all) => all.Slice(Start, Count);
}
