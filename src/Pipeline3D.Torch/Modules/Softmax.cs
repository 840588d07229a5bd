namespace Pipeline3D.Torch.Modules;

/// <summary>Exponentials divided by their sum along a dimension.</summary>
public sealed class Softmax : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _dim;

    internal Softmax(long dim) : base(nameof(Softmax)) => _dim = dim;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => input.softmax(_dim);
}
