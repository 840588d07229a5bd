using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Networks.Tests.Guards;

public sealed class LayerErrorsTests : NeedsTorch
{
    private sealed class Block : Network<Tensor, Tensor, Tensor>
    {
        private readonly Linear mlp;

        public Block(long width) : base("block")
        {
            mlp = nn.Linear(width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input1, Tensor input2) => mlp.call(input1) + input2;
    }

    private sealed class Net : Network<Tensor, Tensor>
    {
        private readonly Block first, second;

        public Net() : base("net")
        {
            (first, second) = (new Block(4), new Block(4));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => second.call(first.call(input, input),
            input.unsqueeze(0).repeat(3, 1, 1));
    }

    [Fact]
    public void Run_AWrongWidth_NamesTheLayerItsInputAndOneLine()
    {
        using var net = new Net();
        using var errors = new LayerErrors(net, "net");
        NetworkException error = Assert.Throws<NetworkException>(() => errors.Run(() => net.call(torch.ones(2, 3))));
        Assert.Equal("net.first.mlp", error.Layer);
        Assert.Equal("in net.first.mlp (float32[2, 3]): mat1 and mat2 shapes cannot be multiplied (2x3 and 4x4)",
            error.Message);
        Assert.Equal([3, 2, 4], errors.Run(() => net.call(torch.ones(2, 4))).shape); // and goes on
    }

    [Fact]
    public void Run_AfterDispose_HooksAreGone()
    {
        using var net = new Net();
        new LayerErrors(net, "net").Dispose();
        Assert.Equal([3, 2, 4], net.call(torch.ones(2, 4)).shape);
    }
}
