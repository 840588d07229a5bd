namespace Pipeline3D.Torch.Tests;

public sealed class ModuleTests : NeedsTorch
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> mlp;
        private readonly Parameter scale;
        private readonly Tensor count;

        public Block(long width) : base(nameof(Block))
        {
            mlp = nn.Linear(width, width);
            scale = nn.Parameter(torch.ones(width));
            count = torch.zeros(1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => functional.leaky_relu(mlp.call(input) * scale + count, 0.2);
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Block first;
        private readonly Block second;

        public Net() : base(nameof(Net))
        {
            (first, second) = (new Block(4), new Block(4));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => second.call(first.call(input));
    }

    [Fact]
    public void StateDict_OfNestedModules_HasFieldNamesInOrder()
    {
        using var net = new Net();
        Assert.Equal(["first.scale", "first.count", "first.mlp.weight", "first.mlp.bias", "second.scale", "second.count",
            "second.mlp.weight", "second.mlp.bias"], net.state_dict().Keys);
        Assert.Equal(6, net.parameters().Count());
    }

    [Fact]
    public void LoadStateDict_ThatDoesNotFit_NamesEverythingAndChangesNothing()
    {
        using var net = new Net();
        Dictionary<string, Tensor> weights = net.state_dict().ToDictionary(item => item.Key, item => item.Value.detach().clone());
        weights.Remove("first.scale");
        weights["second.extra"] = torch.ones(2);
        weights["second.mlp.bias"] = torch.ones(5);
        weights["first.mlp.bias"].fill_(7);
        string message = Assert.Throws<ArgumentException>(() => net.load_state_dict(weights)).Message;
        Assert.Contains("1 missing: first.scale", message, StringComparison.Ordinal);
        Assert.Contains("1 unexpected: second.extra", message, StringComparison.Ordinal);
        Assert.Contains("second.mlp.bias is [5], the model wants [4]", message, StringComparison.Ordinal);
        Assert.NotEqual(7f, net.state_dict()["first.mlp.bias"].data<float>()[0]);
    }

    [Fact]
    public void LoadStateDict_ThatFits_ReproducesTheOutput()
    {
        torch.manual_seed(1);
        using Net net = new(), other = new();
        Tensor x = torch.randn(3, 4);
        Assert.False(net.call(x).allclose(other.call(x)));
        other.load_state_dict(net.state_dict());
        Assert.True(net.call(x).equal(other.call(x)));
    }

    [Fact]
    public void Call_WithAWrongWidth_NamesLayerOperatorAndShapes()
    {
        using var net = new Net();
        TorchException error = Assert.Throws<TorchException>(() => net.call(torch.ones(2, 3)));
        Assert.Equal("Net.first.mlp", error.Layer);
        Assert.Contains("linear", error.Operator, StringComparison.Ordinal);
        Assert.Contains("float32[2, 3], float32[4, 4], float32[4]", error.Message, StringComparison.Ordinal);
    }
}
