using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Training;

/// <summary>The tensors of one step of a training, or of one pass; see <see cref="FlatLayout.Open"/>.</summary>
public sealed class FlatTensors : IDisposable
{
    // Axes of a convolution's weights where it goes over volumes.
    private const int Volumes = 5;
    private readonly FlatLayout _layout;
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly bool _keepsNorms;

    internal FlatTensors(FlatLayout layout, ReadOnlySpan<float> weights, bool learns, bool keepsNorms)
    {
        (_layout, Learns, _keepsNorms) = (layout, learns, keepsNorms);
        foreach (FlatPart part in layout.Parts)
            _tensors.Add(part.Name, Tensors.From(part.Of(weights), part.Shape.AsSpan())
                .requires_grad_(learns && !part.IsRunning));
    }

    /// <summary>Whether gradients are wanted.</summary>
    public bool Learns { get; }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Tensor this[string name] => _tensors[name];

    /// <summary>A linear layer, by <c>NAME.weight</c> [out, in] and <c>NAME.bias</c>, which may be missing.</summary>
    public Tensor Linear(Tensor rows, string name)
        => nn.functional.linear(rows, _tensors[$"{name}.weight"], _tensors.GetValueOrDefault($"{name}.bias"));

    /// <summary>A convolution of pictures or volumes, by <c>NAME.weight</c> [out, in, h, w] or [out, in, d, h, w] and
    /// <c>NAME.bias</c>, which may be missing.</summary>
    public Tensor Convolve(Tensor pictures, string name, long stride = 1, long padding = 0, long groups = 1)
    {
        Tensor weight = _tensors[$"{name}.weight"];
        Tensor? bias = _tensors.GetValueOrDefault($"{name}.bias");
        return weight.dim() == Volumes
            ? nn.functional.conv3d(pictures, weight, bias, strides: [stride, stride, stride],
                padding: [padding, padding, padding], groups: groups)
            : nn.functional.conv2d(pictures, weight, bias, strides: [stride, stride], padding: [padding, padding],
                groups: groups);
    }

    /// <summary>A transposed convolution of pictures or volumes, by <c>NAME.weight</c> [in, out, h, w] or [in, out, d,
    /// h, w] and <c>NAME.bias</c>, which may be missing.</summary>
    public Tensor ConvolveTransposed(Tensor pictures, string name, long stride = 1, long padding = 0)
    {
        Tensor weight = _tensors[$"{name}.weight"];
        Tensor? bias = _tensors.GetValueOrDefault($"{name}.bias");
        return weight.dim() == Volumes
            ? nn.functional.conv_transpose3d(pictures, weight, bias, strides: [stride, stride, stride],
                padding: [padding, padding, padding])
            : nn.functional.conv_transpose2d(pictures, weight, bias, strides: [stride, stride],
                padding: [padding, padding]);
    }

    /// <summary>A batch norm, by <c>NAME.weight</c>, <c>NAME.bias</c>, <c>NAME.running_mean</c> and
    /// <c>NAME.running_var</c>: by this batch, whose statistics then run into the kept ones, while something is learnt;
    /// by the kept ones otherwise.</summary>
    public Tensor BatchNorm(Tensor values, string name, double momentum = 0.1, double epsilon = 1e-5)
        => nn.functional.batch_norm(values, _tensors[$"{name}.running_mean"], _tensors[$"{name}.running_var"],
            _tensors[$"{name}.weight"], _tensors[$"{name}.bias"], Learns && !_keepsNorms, momentum,
            epsilon);

    /// <summary>A batch norm by this batch's own statistics, whether something is learnt or not; nothing runs into the
    /// kept ones.</summary>
    public Tensor NormByBatch(Tensor values, string name, double epsilon = 1e-5)
        => nn.functional.batch_norm(values, null, null, _tensors[$"{name}.weight"], _tensors[$"{name}.bias"],
            training: true, eps: epsilon);

    /// <summary>Gradient of a loss with respect to all numbers, 0 where it does not depend on them.</summary>
    /// <param name="guard">Keeps what a custom function throws.</param>
    /// <param name="loss">One number.</param>
    /// <param name="gradient">Shape [Count]; overwritten.</param>
    /// <exception cref="ArgumentException">It was opened for a pass alone, or the gradient has another
    /// length.</exception>
    public void Differentiate(BackwardGuard guard, Tensor loss, Span<float> gradient)
    {
        if (gradient.Length != _layout.Count)
            throw new ArgumentException($"a gradient of {gradient.Length} numbers, the network has {_layout.Count}",
                nameof(gradient));
        FlatPart[] learnt = [.. _layout.Parts.Where(part => !part.IsRunning)];
        IReadOnlyList<Tensor?> found = Gradients.Of(guard, [loss], [.. learnt.Select(part => _tensors[part.Name])]);
        gradient.Clear();
        for (int i = 0; i < learnt.Length; i++)
            if (found[i] is { } part)
                Tensors.CopyTo(part, learnt[i].Of(gradient));
    }

    /// <summary>Writes the running means and variances back.</summary>
    /// <param name="weights">Shape [Count].</param>
    public void KeepRunning(Span<float> weights)
    {
        foreach (FlatPart part in _layout.Parts.Where(part => part.IsRunning))
            Tensors.CopyTo(_tensors[part.Name], part.Of(weights));
    }

    /// <summary>Frees what <see cref="FlatLayout.Hold"/> gave; of others the dispose scope frees it, too.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }

    internal FlatTensors Held()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.DetachFromDisposeScope();
        return this;
    }
}
