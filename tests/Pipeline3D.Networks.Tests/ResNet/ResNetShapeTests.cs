using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.Tests.ResNet;

public sealed class ResNetShapeTests
{
    // The published counts of parameters less those of the classifier.
    public static TheoryData<string, ResNetShape, int> Published { get; } = new()
    {
        { "ResNet-18", ResNetShape.ResNet18, 11_689_512 - 513_000 },
        { "ResNet-18 of CNTK", ResNetShape.Cntk18, 15_897_152 },
        { "ResNet-50", ResNetShape.ResNet50, 25_557_032 - 2_049_000 },
        { "Wide-ResNet-50-2", ResNetShape.WideResNet50, 68_883_240 - 2_049_000 },
        { "ResNeXt-50-32x4d", ResNetShape.ResNeXt50, 25_028_904 - 2_049_000 },
    };

    [Theory, MemberData(nameof(Published))]
    public void Of_PublishedNetwork_HasItsParameters(string name, ResNetShape shape, int count)
    {
        int learnt = ResNetLayout.Of(shape).Parts.Where(part => !part.IsRunning).Sum(part => part.Count);
        Assert.True(count == learnt, $"{name} has {learnt} parameters, {count} are published");
    }

    [Theory, MemberData(nameof(Published))]
    public void Of_ShapesOfTensors_FindsTheNetwork(string name, ResNetShape shape, int count)
    {
        Assert.True(count > 0, name);
        foreach (int stages in new[] { 4, 2 })
        {
            var sizes = ResNetLayout.Of(shape.Keep(stages)).Parts.ToDictionary(part => part.Name, part =>
                part.Shape.ToArray(), StringComparer.Ordinal);
            Assert.Equal(shape.Keep(stages), ResNetShape.Of(tensor => sizes.GetValueOrDefault(tensor)));
        }
    }

    [Fact]
    public void Of_SizesThatMakeNoNetwork_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ResNetLayout.Of(new ResNetShape { Blocks = [1, 1] }));
        Assert.Throws<ArgumentException>(() => ResNetLayout.Of(new ResNetShape { Groups = 2 }));
        Assert.Throws<ArgumentException>(() => ResNetLayout.Of(ResNetShape.ResNet50 with { Groups = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResNetShape.ResNet18.Keep(5));
    }

    [Fact]
    public void Draw_OneSeed_GivesKaimingsVarianceByTheOutputs()
    {
        FlatLayout layout = ResNetLayout.Of(ResNetShape.ResNet18.Keep(2));
        float[] weights = ResNetDraws.Draw(layout, seed: 7);
        Assert.Equal(weights, ResNetDraws.Draw(layout, seed: 7));
        Assert.NotEqual(weights, ResNetDraws.Draw(layout, seed: 8));
        float[] filter = layout["layer2.0.conv1.weight"].Of((ReadOnlySpan<float>)weights).ToArray();
        Assert.Equal(2.0 / (128 * 9), filter.Average(value => (double)value * value), 2e-5);
        Assert.All(layout["layer1.0.bn1.running_var"].Of((ReadOnlySpan<float>)weights).ToArray(),
            value => Assert.Equal(1, value));
        Assert.All(layout["layer1.0.bn1.bias"].Of((ReadOnlySpan<float>)weights).ToArray(),
            value => Assert.Equal(0, value));
    }
}
