namespace Pipeline3D.Networks.Tests.Parity;

/// <summary>Twenty steps of every optimizer, against PyTorch's.</summary>
public sealed class OptimizerTests : NeedsTorch
{
    internal static readonly Dictionary<string, Func<IEnumerable<Parameter>, optim.Optimizer>> Optimizers = new()
    {
        ["Adam"] = p => optim.Adam(p, lr: 1e-2, beta1: 0.8, beta2: 0.99, eps: 1e-7, weight_decay: 1e-2),
        ["AdamAmsgrad"] = p => optim.Adam(p, lr: 1e-2, amsgrad: true, maximize: true),
        ["AdamW"] = p => optim.AdamW(p, lr: 1e-2, weight_decay: 0.1),
        ["SGD"] = p => optim.SGD(p, 1e-2),
        ["SGDMomentum"] = p => optim.SGD(p, 1e-2, momentum: 0.9, weight_decay: 1e-3, nesterov: true),
        ["SGDDampened"] = p => optim.SGD(p, 1e-2, momentum: 0.8, dampening: 0.3),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    [Theory, MemberData(nameof(Names))]
    public void TwentySteps_OfAnOptimizer_EqualPyTorch(string name)
    {
        using var fixture = new Fixture("optimizers");
        using nn.Module<Tensor, Tensor> net = Start(fixture, name);
        using optim.Optimizer optimizer = Optimizers[name](net.parameters());
        for (int step = 0; step < 20; step++)
            Train(fixture, name, net, optimizer);
        foreach ((string key, Parameter parameter) in net.named_parameters())
            fixture.AssertClose($"{name}/after.{key}", parameter);
    }

    internal static nn.Module<Tensor, Tensor> Start(Fixture fixture, string name)
    {
        nn.Module<Tensor, Tensor> net = LayerTests.MakeMlp();
        net.load_state_dict(fixture.State(name));
        return net;
    }

    // In a scope of its own, as training loops have: the optimizer's state must outlive it.
    internal static void Train(Fixture fixture, string name, nn.Module<Tensor, Tensor> net, optim.Optimizer optimizer)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        optimizer.zero_grad();
        functional.mse_loss(net.call(fixture[$"{name}/x"]), fixture[$"{name}/y"]).backward();
        optimizer.step();
    }
}
