namespace Pipeline3D.Networks.Tests.Parity;

/// <summary>One seed draws what it draws in PyTorch, bit by bit, so runs can be compared across languages.</summary>
public sealed class SeededTests : NeedsTorch
{
    [Fact]
    public void ManualSeed_ThenDrawingAndLayers_AreBitEqualToPyTorch()
    {
        using var fixture = new Fixture("seeded");
        torch.manual_seed(42);
        var drawn = new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["randn"] = torch.randn(20),
            ["rand"] = torch.rand(3, 4),
            ["randperm"] = torch.randperm(10),
            ["randint"] = torch.randint(3, 9, [8]),
        };
        foreach ((string name, nn.Module layer) in new (string, nn.Module)[]
            { ("linear", nn.Linear(5, 4)), ("conv2d", nn.Conv2d(2, 3, 3)), ("embedding", nn.Embedding(4, 3)),
              ("transpose", nn.ConvTranspose2d(2, 3, 3)) })
            foreach ((string key, Tensor tensor) in layer.state_dict())
                drawn[$"{name}.{key}"] = tensor;
        drawn["dropout"] = functional.dropout(torch.ones(30), 0.4);
        foreach ((string name, Tensor tensor) in drawn)
            Assert.True(fixture[name].Equals(tensor), name);
    }
}
