namespace Pipeline3D.Networks.Tests.Parity;

/// <summary>Every layer's output, gradients, buffers, one step of Adam and evaluation, against PyTorch's.</summary>
public sealed class LayerTests : NeedsTorch
{
    private sealed class Mlp : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first;
        private readonly LayerNorm norm;
        private readonly Linear second;

        public Mlp() : base(nameof(Mlp))
        {
            (first, norm, second) = (nn.Linear(6, 8), nn.LayerNorm(8), nn.Linear(8, 3));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => second.call(functional.gelu(norm.call(first.call(input))));
    }

    internal static nn.Module<Tensor, Tensor> MakeMlp() => new Mlp();

    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> Layers = new(StringComparer.Ordinal)
    {
        ["Linear"] = () => nn.Linear(5, 4),
        ["LinearNoBias"] = () => nn.Linear(5, 4, hasBias: false),
        ["Conv1d"] = () => nn.Conv1d(4, 6, 3, stride: 2, padding: 1, groups: 2),
        ["Conv2d"] = () => nn.Conv2d(3, 5, 3, stride: 2, padding: 1),
        ["Conv2dReflect"] = () => nn.Conv2d(2, 3, (3, 5), padding: (1, 2), padding_mode: PaddingModes.Reflect),
        ["Conv2dDilated"] = () => nn.Conv2d(4, 4, 3, dilation: 2, groups: 4, bias: false),
        ["ConvTranspose2d"] = () => nn.ConvTranspose2d(4, 3, 3, stride: 2, padding: 1, output_padding: 1),
        ["LayerNorm"] = () => nn.LayerNorm([4, 5]),
        ["BatchNorm1d"] = () => nn.BatchNorm1d(4),
        ["BatchNorm2d"] = () => nn.BatchNorm2d(3),
        ["Embedding"] = () => nn.Embedding(7, 4, padding_idx: 2),
        ["Mlp"] = MakeMlp,
        ["Sequential"] = () => nn.Sequential(nn.Linear(3, 5), nn.LeakyReLU(0.2), nn.Linear(5, 2), nn.Tanh()),
        ["LeakyReLU"] = () => nn.LeakyReLU(0.2),
        ["ReLU"] = () => nn.ReLU(),
        ["GELU"] = () => nn.GELU(),
        ["SiLU"] = () => nn.SiLU(),
        ["ELU"] = () => nn.ELU(0.7),
        ["Sigmoid"] = () => nn.Sigmoid(),
        ["Tanh"] = () => nn.Tanh(),
        ["Softmax"] = () => nn.Softmax(-1),
        ["Flatten"] = () => nn.Flatten(),
        ["Identity"] = () => nn.Identity(),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Fact]
    public void Fixture_Every_HasALayerHere()
    {
        using var fixture = new Fixture("layers");
        Assert.Equal(fixture.Cases.Order(), Layers.Keys.Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void ForwardBackwardStep_OfALayer_EqualPyTorch(string name)
    {
        using var fixture = new Fixture("layers");
        using nn.Module<Tensor, Tensor> layer = Layers[name]();
        layer.load_state_dict(fixture.State(name));
        Tensor input = fixture[$"{name}/input0"];
        if (input.is_floating_point())
            input.requires_grad_();
        Tensor output = layer.call(input);
        fixture.AssertClose($"{name}/output", output);
        (output * fixture[$"{name}/seed"]).sum().backward();
        if (input.is_floating_point())
            fixture.AssertClose($"{name}/grad0", input.grad!);
        foreach ((string key, Parameter parameter) in layer.named_parameters())
            fixture.AssertClose($"{name}/grad.{key}", parameter.grad!);
        foreach ((string key, Tensor buffer) in layer.named_buffers())
            fixture.AssertClose($"{name}/after.{key}", buffer);
        using Adam optimizer = optim.Adam(layer.parameters(), lr: 1e-2, weight_decay: 1e-3);
        optimizer.step();
        foreach ((string key, Parameter parameter) in layer.named_parameters())
            fixture.AssertClose($"{name}/adam.{key}", parameter);
        layer.eval();
        fixture.AssertClose($"{name}/eval", layer.call(input));
    }
}
