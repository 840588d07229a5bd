using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>A codebook that follows a moving average: codes, loss, gradient, and the codebook after a step.</summary>
[NetGroup("vq_ema", Summary = "A quantiser with a codebook that follows a moving average.")]
internal sealed class QuantiserNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options decay, eps, cost", "of the moving average and the commitment loss; cost is 0.25"),
        new("x, upstream_grad", "input [b, d, h, w]: vectors, and the gradient of their codes"),
        new("codebook, ema_w, ema_cluster_size", "input [K, d], [K, d] and [K]"),
        new("index, quantized, loss, grad_x", "output: with the codebook before the step"),
        new("cluster_after, ema_w_after, codebook_after", "output: after it"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("decay", "eps", "cost", "note");
        if (task.Number("cost") != VectorQuantiser.CommitmentCost)
            throw task.Error($"option 'cost' must be {VectorQuantiser.CommitmentCost}");
        float[] sums = task.Array("ema_w").To<float>(), sizes = task.Array("ema_cluster_size").To<float>(),
            codebook = new float[sums.Length];
        if (task.Array("x").Shape is not [_, var width, _, _] || task.Array("codebook").Shape is not [var count, var of]
            || of != width || sizes.Length != count || sums.Length != count * width)
            throw task.Error("'x' must be [b, d, h, w], 'codebook' and 'ema_w' [K, d] and 'ema_cluster_size' [K]");
        using DisposeScope scope = NewDisposeScope();
        Tensor x = task.Floats("x").requires_grad_(true);
        QuantisedMap found = VectorQuantiser.Quantise(x, task.Floats("codebook"));
        task.Write("index", found.Index);
        task.Write("quantized", found.Codes);
        task.Write("loss", found.Commitment.view(1));
        task.Write("grad_x", Gradients.Of(new BackwardGuard(),
            [(found.Codes * task.Floats("upstream_grad")).sum().add(found.Commitment, HeldScalars.One)], [x])[0]!);
        VectorQuantiser.Move(Tensors.ToFloats(VectorQuantiser.Rows(x)), found.Index.data<long>().ToArray(), sizes, sums,
            codebook, task.Number("decay"), task.Number("eps"));
        task.Write("cluster_after", sizes, count);
        task.Write("ema_w_after", sums, count, width);
        task.Write("codebook_after", codebook, count, width);
    }
}
