namespace Pipeline3D.Torch.Modules;

/// <summary>Makes several dimensions one.</summary>
public sealed class Flatten : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _startDim;
    private readonly long _endDim;

    internal Flatten(long start_dim, long end_dim) : base(nameof(Flatten)) =>
        (_startDim, _endDim) = (start_dim, end_dim);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => input.flatten(_startDim, _endDim);
}
