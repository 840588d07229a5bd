using Pipeline3D.Networks.EfficientNet;
using Pipeline3D.Networks.Training;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.EfficientNet;

public sealed class EfficientNetTests : IDisposable
{
    private static readonly EfficientNetShape Small = new()
    {
        Stem = 4, Head = 10, Classes = 3,
        Stages = [new(2, 3, 1, 1, 4), new(2, 5, 2, 6, 8), new(1, 3, 2, 2, 8)],
    };

    private readonly TempFolder _folder = new();

    private readonly TorchSharp.DisposeScope? _scope;

    public EfficientNetTests()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        _scope = NewDisposeScope();
    }

    public void Dispose()
    {
        _scope?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Of_B5_HasThePublishedParametersAndTaps()
    {
        Assert.Equal(30_389_784, EfficientNetLayout.Of(EfficientNetShape.B5).Parts.Where(part => !part.IsRunning)
            .Sum(part => part.Count));
        EfficientNetBlock tap = EfficientNetShape.B5.ListBlocks()[35];
        Assert.Equal((39, 304, 36), (EfficientNetShape.B5.Blocks, tap.Output, EfficientNetShape.B5.Keep(36).Blocks));
        Assert.Equal(512, EfficientNetShape.B5.ListBlocks()[36].Output);
        Assert.Equal(5_288_548, EfficientNetLayout.Of(EfficientNetShape.Scaled(1, 1)).Parts.Where(part
            => !part.IsRunning).Sum(part => part.Count));
    }

    /// <summary>Odd and even maps, filters of 3 and 5, strides of 1 and 2, with and without expansion, against plain
    /// sums in double.</summary>
    [Theory, InlineData(11, 14), InlineData(16, 9)]
    public void Run_EveryBlock_IsThePlainSum(int height, int width)
    {
        EfficientNetWeights weights = Disturbed(Small);
        using var model = new EfficientNetModel(weights);
        var random = new Random(4);
        float[] picture = new float[3 * height * width];
        for (int i = 0; i < picture.Length; i++)
            picture[i] = (float)((2 * random.NextDouble()) - 1);
        var plain = new PlainEfficientNet(weights.Layout, weights.Numbers.ToArray());
        PlainMaps at = plain.Stem(new PlainMaps(3, height, width, Array.ConvertAll(picture, value => (double)value)));
        foreach (EfficientNetBlock block in Small.ListBlocks())
        {
            at = plain.Run(at, block);
            using Tensor found = model.Run(Tensors.From(picture, 1, 3, height, width), block.Index);
            Assert.Equal([1, at.Channels, at.Height, at.Width], found.shape);
            double worst = Tensors.ToFloats(found).Zip(at.Numbers, (a, b) => Math.Abs(a - b)).Max(),
                largest = at.Numbers.Max(Math.Abs);
            Assert.True(worst < 1e-5 * largest, $"block {block.Index}: off by {worst} of {largest}, seed 4");
        }
        float[] classes = Tensors.ToFloats(model.Classify(Tensors.From(picture, 1, 3, height, width)));
        double[] wanted = plain.Classify(at, Small.Classes);
        Assert.All(classes.Zip(wanted), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Fact]
    public void Features_OfThePublishedStrides_AreAThirtySecondOfThePicture()
    {
        EfficientNetShape shape = new()
        {
            Stem = 2, Stages = [new(1, 3, 1, 1, 2), new(1, 3, 2, 6, 2), new(1, 5, 2, 6, 2), new(1, 3, 2, 6, 2),
                new(1, 5, 1, 6, 3), new(1, 5, 2, 6, 4)],
        };
        using var model = new EfficientNetModel(EfficientNetWeights.Random(shape, 1));
        Assert.Equal(4 * 3 * 3, model.Features(new byte[3 * 96 * 96], 96, 5).Length);
        Assert.Contains("block 6 of 6", Assert.Throws<ArgumentException>(() => model.Features(new byte[3 * 32 * 32], 32, 6))
            .Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => model.Classify(zeros(1, 3, 32, 32)));
    }

    [Fact]
    public void Load_WhatWasSaved_IsTheSameNetwork()
    {
        EfficientNetWeights weights = Disturbed(Published());
        EfficientNetWeights found = EfficientNetWeights.Load(Saved(weights, name => name)),
            some = EfficientNetWeights.Load(Saved(weights, name => $"module.{name}"), blocks: 3);
        Assert.Equal((Published(), 3), (found.Shape, some.Shape.Blocks));
        Assert.Equal(weights.Numbers.ToArray(), found.Numbers.ToArray());
        Assert.Equal(weights.Numbers[..some.Numbers.Length].ToArray(), some.Numbers.ToArray());
    }

    [Fact]
    public void Load_NamesOfTimm_IsTheSameNetwork()
    {
        EfficientNetWeights weights = Disturbed(Published());
        EfficientNetWeights found = EfficientNetWeights.Load(Saved(weights, name => Timm(Published(), name)));
        Assert.Equal(Published(), found.Shape);
        Assert.Equal(weights.Numbers.ToArray(), found.Numbers.ToArray());
    }

    [Fact]
    public void Load_FilesThatAreNoSuchNetwork_SaysWhatIsWrong()
    {
        EfficientNetWeights weights = Disturbed(Published());
        string other = _folder["other.safetensors"], broken = _folder["broken.safetensors"];
        using (FileStream file = File.Create(other))
            SafetensorsWriter.Write(file, [("conv1.weight", [1, 1, 1, 1], new float[1])]);
        float[] numbers = [.. weights.Numbers];
        numbers[weights.Layout["_bn0.weight"].Start + 1] = float.NaN;
        using (FileStream file = File.Create(broken))
            new EfficientNetWeights(Published(), numbers, "", "").Save(file);
        Assert.Contains("holds no EfficientNet", Fails(other), StringComparison.Ordinal);
        Assert.Contains("_bn0.weight is NaN at 1", Fails(broken), StringComparison.Ordinal);
        Assert.Contains("_bn0.weight", Fails(Saved(weights, name => name == "_bn0.weight" ? "_bn9.weight" : name)),
            StringComparison.Ordinal);
        using WeightFile none = WeightFile.Open(other), one = WeightFile.Open(broken);
        Assert.Equal((false, true), (EfficientNetWeights.IsIn(none), EfficientNetWeights.IsIn(one)));
    }

    private static string Fails(string path)
        => Assert.Throws<WeightFormatException>(() => EfficientNetWeights.Load(path)).Message;

    // Strides are in no file, so stages halve maps as the family's do.
    private static EfficientNetShape Published() => new()
    {
        Stem = 4, Head = 6, Classes = 3, Stages = [new(2, 3, 1, 1, 4), new(2, 3, 2, 6, 8), new(1, 5, 2, 6, 8)],
    };

    private static string Timm(EfficientNetShape shape, string name)
    {
        string[] parts = name.Split('.');
        if (parts[0] != "_blocks")
            return $"{parts[0] switch
            {
                "_conv_stem" => "conv_stem", "_bn0" => "bn1", "_conv_head" => "conv_head", "_bn1" => "bn2",
                _ => "classifier",
            }}.{parts[1]}";
        int block = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), stage = 0;
        bool isPlain = shape.ListBlocks()[block].Expansion == 1;
        for (; block >= shape.Stages[stage].Blocks; stage++)
            block -= shape.Stages[stage].Blocks;
        return $"blocks.{stage}.{block}.{(parts[2], isPlain) switch
        {
            ("_expand_conv", _) => "conv_pw", ("_bn0", _) => "bn1", ("_depthwise_conv", _) => "conv_dw",
            ("_bn1", true) => "bn1", ("_bn1", false) => "bn2", ("_se_reduce", _) => "se.conv_reduce",
            ("_se_expand", _) => "se.conv_expand", ("_project_conv", true) => "conv_pw",
            ("_project_conv", false) => "conv_pwl", ("_bn2", true) => "bn2", _ => "bn3",
        }}.{parts[3]}";
    }

    private string Saved(EfficientNetWeights weights, Func<string, string> rename)
    {
        string path = _folder[$"{Guid.NewGuid():N}.safetensors"];
        float[] numbers = [.. weights.Numbers];
        using FileStream file = File.Create(path);
        SafetensorsWriter.Write(file, [.. weights.Layout.Parts.Select(part => (rename(part.Name), part.Shape.ToArray(),
            (ReadOnlyMemory<float>)numbers.AsMemory(part.Start, part.Count)))]);
        return path;
    }

    // Norms and biases that are not those before any training, so that forgetting one shows.
    private static EfficientNetWeights Disturbed(EfficientNetShape shape)
    {
        FlatLayout layout = EfficientNetLayout.Of(shape);
        float[] numbers = EfficientNetDraws.Draw(layout, 3);
        var random = new Random(3);
        foreach (FlatPart part in layout.Parts.Where(part => part.Shape.Length == 1))
            foreach (ref float number in part.Of(numbers.AsSpan()))
                number += (float)(random.NextDouble() * 0.5);
        return new EfficientNetWeights(shape, numbers, "disturbed", "");
    }
}
