namespace Pipeline3D.Torch.Modules;

/// <summary>A learned table whose rows are looked up by index.</summary>
public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long? _padding;

    internal Embedding(long num_embeddings, long embedding_dims, long? padding_idx, torch.Device? device,
        torch.ScalarType? dtype) : base(nameof(Embedding))
    {
        _padding = padding_idx;
        weight = new Parameter(torch.empty([num_embeddings, embedding_dims], dtype, device));
        torch.nn.init.normal_(weight);
        if (padding_idx is { } row)
            using (torch.no_grad())
                weight[row].zero_();
        register_parameter("weight", weight);
    }

    /// <summary>[rows, width].</summary>
    public Parameter weight { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.embedding(
        input, weight, _padding);
}
