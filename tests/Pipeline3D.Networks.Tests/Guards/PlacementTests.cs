using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Networks.Tests.Guards;

public sealed class PlacementTests : NeedsTorch
{
    [Fact]
    public void Convert_ToDouble_ChangesParametersAndBuffers()
    {
        using Sequential net = Placement.Convert(nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)),
            torch.ScalarType.Float64);
        Assert.All(net.parameters(), parameter => Assert.Equal(torch.ScalarType.Float64, parameter.dtype));
        Assert.Equal(torch.ScalarType.Float64, net.call(torch.ones(2, 3, torch.ScalarType.Float64)).dtype);
    }

    [Fact]
    public void Move_ToTheProcessor_IsTheSameModule()
    {
        using Linear layer = nn.Linear(3, 2);
        Assert.Same(layer, Placement.Move(layer, TorchRuntime.Device("cpu")));
    }
}
