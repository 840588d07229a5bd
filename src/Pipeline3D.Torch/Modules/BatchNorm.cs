namespace Pipeline3D.Torch.Modules;

/// <summary>Normalises every channel: by the batch in training, by running statistics in evaluation.</summary>
public abstract class BatchNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly double _eps, _momentum;
    private readonly int[] _dims;

    private protected BatchNorm(string name, int[] dims, long features, double eps, double momentum, bool affine,
        bool track_running_stats, torch.Device? device, torch.ScalarType? dtype) : base(name)
    {
        (_dims, _eps, _momentum) = (dims, eps, momentum);
        if (affine)
        {
            register_parameter("weight", weight = new Parameter(torch.ones([features], dtype, device)));
            register_parameter("bias", bias = new Parameter(torch.zeros([features], dtype, device)));
        }
        if (!track_running_stats)
            return;
        register_buffer("running_mean", running_mean = torch.zeros([features], dtype, device));
        register_buffer("running_var", running_var = torch.ones([features], dtype, device));
        register_buffer("num_batches_tracked", num_batches_tracked = torch.zeros([], torch.ScalarType.Int64, device));
    }

    /// <summary>Scale by channel; null where it is not learned.</summary>
    public Parameter? weight { get; }

    /// <summary>Shift by channel; null where it is not learned.</summary>
    public Parameter? bias { get; }

    /// <summary>Running mean by channel.</summary>
    public torch.Tensor? running_mean { get; }

    /// <summary>Running unbiased variance by channel.</summary>
    public torch.Tensor? running_var { get; }

    /// <summary>Batches seen in training.</summary>
    public torch.Tensor? num_batches_tracked { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        if (!_dims.Contains((int)input.ndim))
            throw new ArgumentException($"{GetName()} takes {string.Join(" or ", _dims)} dimensions, not {input.Summary}");
        if (training)
            num_batches_tracked?.add_(1);
        return torch.nn.functional.batch_norm(input, running_mean, running_var, weight, bias,
            training || running_mean is null, _momentum, _eps);
    }
}
