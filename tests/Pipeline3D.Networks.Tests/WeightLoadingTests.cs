using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Tests;

public sealed class WeightLoadingTests : NeedsTorch
{
    [Fact]
    public void SaveThenLoadInto_AnotherModule_GivesTheSameOutput()
    {
        using var folder = new TempFolder();
        using var net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2));
        using var other = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2));
        Tensor x = torch.randn(5, 3);
        net.call(x); // moves the running statistics
        using (FileStream stream = File.Create(folder["net.safetensors"]))
            net.Save(stream);
        using WeightFile file = WeightFile.Open(folder["net.safetensors"]);
        Assert.True(file.LoadInto(other).Fits);
        net.eval();
        other.eval();
        Assert.True(net.call(x).Equals(other.call(x)));
    }

    [Fact]
    public void LoadInto_OfWeightsThatOthersTrained_FillsTheLayersByTheirNames()
    {
        using WeightFile file = WeightFile.Open(SharedFiles.Data("weights/3dst_teacher_test_pretrain1.pt"));
        using var decoder = nn.Sequential(("fc1", nn.Linear(64, 128)), ("fc2", nn.Linear(128, 128)),
            ("fc3", nn.Linear(128, 192)));
        file.LoadInto(decoder, name =>
            name.StartsWith("decoder.", StringComparison.Ordinal) ? name["decoder.".Length..] : null);
        Assert.Equal(file.ReadFloats("decoder.fc3.bias"), decoder.state_dict()["fc3.bias"].data<float>().ToArray());
        using var wrong = nn.Sequential(("fc1", nn.Linear(64, 128)), ("fc4", nn.Linear(3, 3)));
        string message = Assert.Throws<WeightFormatException>(() => file.LoadInto(wrong,
            name => name.StartsWith("decoder.", StringComparison.Ordinal) ? name["decoder.".Length..] : null)).Message;
        Assert.Contains("2 missing: fc4.weight, fc4.bias; 4 unexpected: fc2.weight", message, StringComparison.Ordinal);
    }
}
