using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Networks.Tests.Parity;

/// <summary>Functions and tensor methods, forward and gradient, against PyTorch's.</summary>
public sealed class FunctionTests : NeedsTorch
{
    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Functions = new(StringComparer.Ordinal)
    {
        ["matmul"] = x => MatrixProduct.Matmul(x[0], x[1]),
        ["bmm"] = x => torch.bmm(x[0], x[1]),
        ["addmm"] = x => torch.addmm(x[0], x[1], x[2], beta: 0.5f, alpha: 2),
        ["einsum"] = x => torch.einsum("bqd,bkd->bqk", x[0], x[1]),
        ["cdist"] = x => torch.cdist(x[0], x[1]),
        ["cat"] = x => torch.cat([x[0], x[1]], 1),
        ["stack"] = x => torch.stack([x[0], x[1]], -1),
        ["gather"] = x => x[0].gather(1, x[1]),
        ["index_select"] = x => x[0].index_select(0, x[1]),
        ["index_add"] = x => x[0].index_add(0, x[1], x[2], 1),
        ["scatter_add"] = x => x[0].scatter_add(0, x[1], x[2]),
        ["index"] = x => x[0][torch.TensorIndex.Tensor(x[1]), 1..3],
        ["where"] = x => torch.where(x[0] > 0, x[0], x[1]),
        ["masked_fill"] = x => x[0].masked_fill(x[0] < 0, 2.5),
        ["clamp"] = x => x[0].clamp(-0.5, 0.8),
        ["topk"] = x => x[0].topk(3, dim: 1).values,
        ["sort"] = x => x[0].sort(dim: 0, descending: true).Values,
        ["max"] = x => x[0].max(1).values,
        ["amax"] = x => x[0].amax([0, 2], keepdim: true),
        ["mean"] = x => x[0].mean([0, 2]),
        ["sum"] = x => x[0].sum(1),
        ["var"] = x => x[0].var(1),
        ["std"] = x => x[0].std(1, unbiased: false),
        ["norm"] = x => x[0].norm(1, keepdim: true),
        ["logsumexp"] = x => x[0].logsumexp(1),
        ["cumsum"] = x => x[0].cumsum(1),
        ["prod"] = x => x[0].prod(),
        ["softmax"] = x => functional.softmax(x[0], 1),
        ["log_softmax"] = x => functional.log_softmax(x[0], 1),
        ["pow"] = x => x[0].abs().pow(1.7),
        ["lerp"] = x => x[0].lerp(x[1], 0.3),
        ["permute"] = x => x[0].permute(2, 0, 1).reshape(5, -1),
        ["roll"] = x => x[0].roll([1, -2], [0, 1]),
        ["rsqrt"] = x => (x[0].square() + 1).rsqrt(),
        ["erf"] = x => x[0].erf() + x[0].log1p() + x[0].expm1(),
        ["softplus"] = x => functional.softplus(x[0]),
        ["normalize"] = x => functional.normalize(x[0], dim: 1),
        ["mse_loss"] = x => functional.mse_loss(x[0], x[1]),
        ["l1_loss"] = x => functional.l1_loss(x[0], x[1]),
        ["smooth_l1_loss"] = x => functional.smooth_l1_loss(x[0], x[1], nn.Reduction.Sum),
        ["cross_entropy"] = x => functional.cross_entropy(x[0], x[1]),
        ["bce_with_logits"] = x => functional.binary_cross_entropy_with_logits(x[0], x[1]),
        ["cosine_similarity"] = x => functional.cosine_similarity(x[0], x[1]),
        ["bilinear"] = x => functional.interpolate(x[0], [9, 11], mode: torch.InterpolationMode.Bilinear),
        ["bilinear_corners"] = x => functional.interpolate(
            x[0], [9, 11], mode: torch.InterpolationMode.Bilinear, align_corners: true),
        ["bicubic"] = x => functional.interpolate(x[0], [9, 11], mode: torch.InterpolationMode.Bicubic),
        ["nearest"] = x => functional.interpolate(x[0], scale_factor: [2.0, 1.5]),
        ["pad"] = x => functional.pad(x[0], [1, 2, 0, 1], PaddingModes.Replicate),
        ["unfold"] = x => functional.unfold(x[0], 3, padding: 1, stride: 2),
        ["max_pool2d"] = x => functional.max_pool2d(x[0], [2]),
        ["avg_pool2d"] = x => functional.avg_pool2d(x[0], [3], [1], [1]),
        ["adaptive_avg_pool2d"] = x => functional.adaptive_avg_pool2d(x[0], [2, 2]),
        ["attention"] = x => functional.scaled_dot_product_attention(x[0], x[1], x[2]),
        ["attention_causal"] = x => functional.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Fact]
    public void Fixture_Every_HasAFunctionHere()
    {
        using var fixture = new Fixture("functions");
        Assert.Equal(fixture.Cases.Order(), Functions.Keys.Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void ForwardBackward_OfAFunction_EqualPyTorch(string name)
    {
        using var fixture = new Fixture("functions");
        Tensor[] inputs = [.. fixture.Names($"{name}/input").Select(number => fixture[$"{name}/input{number}"])];
        foreach (Tensor input in inputs)
            if (input.is_floating_point())
                input.requires_grad_();
        Tensor output = Functions[name](inputs);
        fixture.AssertClose($"{name}/output", output);
        (output * fixture[$"{name}/seed"]).sum().backward();
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].is_floating_point())
                fixture.AssertClose($"{name}/grad{i}", inputs[i].grad!);
    }
}
