using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Tests.PointMae;

/// <summary>Frozen networks: the fused form against the plain one, files, and what is refused.</summary>
public sealed class PointMaeModelTests : NeedsTorch
{
    private static readonly PointMaeShape Small = new()
    {
        GroupSize = 8, Width = 24, Heads = 3, Layers = 4, DecoderLayers = 2, Mini = (16, 32, 48), Position = 20,
    };

    [Theory, InlineData(12, 8), InlineData(1, 30), InlineData(700, 9)]
    public void Features_OfGroups_EqualThePlainFormWithRunningStatistics(int groups, int size)
    {
        (PointMaeLayout layout, float[] weights) = Drawn(seed: groups);
        PointCloud cloud = TestClouds.Of("surface", 1500, groups);
        PointGroups grouped = PointGroups.Of(cloud, groups, size);
        using PointMaeModel model = PointMaeModel.Of(layout, weights, "test");
        float[] found = model.Features(cloud, grouped);
        var network = new PointMaeNetwork(new PointMaeTraining(Small).Load(weights, learns: false), Small);
        var points = new float[grouped.Members.Length * 3];
        grouped.Gather(cloud, 0, points);
        torch.Tensor tokens = network.Tokens(Tensors.From(points, groups, size, 3), isTraining: false).unsqueeze(0),
            positions = network.Positions(Tensors.From(grouped.Centres.ToInterleaved(), 1, groups, 3));
        Assert.Equal([1, 2, 3], Small.Taps);
        for (int block = 0; block < 4; block++)
        {
            tokens = network.EncoderBlock(tokens, positions, block, null);
            if (block == 0)
                continue;
            float[] wanted = Tensors.ToFloats(network.EncoderNorm(tokens));
            for (int group = 0; group < groups; group++)
                for (int i = 0; i < 24; i++)
                    Assert.Equal(wanted[(group * 24) + i], found[(group * 72) + ((block - 1) * 24) + i], 2e-5f);
        }
    }

    [Fact]
    public void Taps_OfThePublishedDepth_AreThePublishedBlocks()
    {
        Assert.Equal([3, 7, 11], new PointMaeShape().Taps);
        Assert.Equal(1152, new PointMaeShape().FeatureLength);
        Assert.Equal([0], new PointMaeShape { Layers = 1 }.Taps);
        Assert.Equal([0, 1], new PointMaeShape { Layers = 2 }.Taps);
    }

    [Fact]
    public void Reconstruct_HiddenGroups_EqualsWhatATrainingSeesWithoutLearning()
    {
        (PointMaeLayout layout, float[] weights) = Drawn(seed: 5);
        PointCloud cloud = TestClouds.Of("cube", 300, 2);
        PointGroups groups = PointGroups.Of(cloud, 10, 8);
        bool[] hidden = [.. Enumerable.Range(0, 10).Select(group => group % 3 == 1)];
        using PointMaeModel model = PointMaeModel.Of(layout, weights, "test");
        bool[] others = [.. hidden.Select(isHidden => !isHidden)];
        float[] found = model.Reconstruct(cloud, groups, [others, hidden])[1];
        Assert.Equal(model.Reconstruct(cloud, groups, [hidden])[0], found);
        Assert.Equal(3 * 8 * 3, found.Length);
        var training = new PointMaeTraining(Small);
        var points = new float[10 * 8 * 3];
        groups.Gather(cloud, 0, points);
        var batch = new PointMaeBatch(1, 10, 8, points, groups.Centres.ToInterleaved(), hidden);
        double wanted = training.Validate(weights, batch, Geometry.Distances.ChamferForm.Squared),
            loss = training.Loss(found, batch.Hidden(), Geometry.Distances.ChamferForm.Squared,
                new float[found.Length]);
        Assert.Equal(wanted, loss, 1e-5 * wanted);
    }

    [Fact]
    public void Features_AsThePublicCodeHasThem_DependOnTheSeedAndLeaveTheNetworkAlone()
    {
        (PointMaeLayout layout, float[] weights) = Drawn(seed: 6);
        PointCloud cloud = TestClouds.Of("surface", 400, 3);
        PointGroups groups = PointGroups.Of(cloud, 30, 8);
        using PointMaeModel model = PointMaeModel.Of(layout, weights, "test");
        float[] before = model.Features(cloud, groups), one = model.Features(cloud, groups, trainModeSeed: 1);
        // Of the few branches of one cloud none need fall out, so several seeds are looked at.
        Assert.Contains(Enumerable.Range(2, 30), seed => !one.SequenceEqual(model.Features(cloud, groups, seed)));
        Assert.Equal(one, model.Features(cloud, groups, trainModeSeed: 1));
        Assert.NotEqual(before, one);
        Assert.Equal(before, model.Features(cloud, groups));
    }

    [Theory, InlineData(WeightType.Float32, 0), InlineData(WeightType.Float16, 2e-3)]
    public void Load_WhatWasSaved_GivesTheSameNetwork(WeightType type, double tolerance)
    {
        (PointMaeLayout layout, float[] weights) = Drawn(seed: 7);
        using var folder = new TempFolder();
        using PointMaeModel model = PointMaeModel.Of(layout, weights, "test");
        using (FileStream file = File.Create(folder["net.safetensors"]))
            model.Save(file, type);
        using PointMaeModel read = PointMaeModel.Load(folder["net.safetensors"]);
        Assert.Equal(Small, read.Shape);
        PointCloud cloud = TestClouds.Of("surface", 200, 3);
        PointGroups groups = PointGroups.Of(cloud, 9, 8);
        Assert.All(model.Features(cloud, groups).Zip(read.Features(cloud, groups)),
            pair => Assert.Equal(pair.First, pair.Second, tolerance * 10));
        Assert.Equal(64, read.Sha256.Length);
    }

    [Fact]
    public void Load_NamesOfThePublishedFile_AreFoundBehindTheirPrefixes()
    {
        using var folder = new TempFolder();
        Write(folder["net.safetensors"], Drawn(seed: 8), part => [($"base_model.module.{part.Name}", part.Shape)],
            ("optimizer.state", [3]), ("base_model.module.MAE_encoder.encoder.first_conv.1.num_batches_tracked", [1]));
        using PointMaeModel read = PointMaeModel.Load(folder["net.safetensors"], heads: 3);
        Assert.Equal(Small, read.Shape);
    }

    [Fact]
    public void Load_WithoutDecoder_GivesFeaturesAndRefusesToReconstruct()
    {
        using var folder = new TempFolder();
        Write(folder["net.safetensors"], Drawn(seed: 8), part => part.Name.StartsWith("MAE_encoder",
            StringComparison.Ordinal) ? [(part.Name, part.Shape)] : []);
        using PointMaeModel read = PointMaeModel.Load(folder["net.safetensors"], heads: 3);
        PointCloud cloud = TestClouds.Of("surface", 50, 3);
        Assert.Equal(5 * 72, read.Features(cloud, PointGroups.Of(cloud, 5, 8)).Length);
        Assert.Contains("has no decoder", Assert.Throws<InvalidOperationException>(() => read.Reconstruct(cloud,
            PointGroups.Of(cloud, 5, 8), [[true, false, false, false, false]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfOtherSizes_NamesEveryTensorThatDoesNotFit()
    {
        using var folder = new TempFolder();
        Write(folder["net.safetensors"], Drawn(seed: 8), part => part.Name switch
        {
            "MAE_encoder.blocks.blocks.2.attn.proj.bias" => [],
            "MAE_encoder.blocks.blocks.1.mlp.fc1.weight" => [(part.Name, [part.Count])],
            "MAE_decoder.norm.weight" => [("MAE_decoder.standard.weight", part.Shape)],
            _ => [(part.Name, part.Shape)],
        });
        string message = Assert.Throws<WeightFormatException>(() => PointMaeModel.Load(folder["net.safetensors"], 3))
            .Message;
        Assert.All(["net.safetensors", "2 missing", "blocks.2.attn.proj.bias", "MAE_decoder.norm.weight",
            "1 unexpected: MAE_decoder.standard.weight", "1 misshapen", "mlp.fc1.weight is [2304], the model wants "
            + "[96, 24]"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_WhatIsNoSuchNetwork_SaysSo()
    {
        using var folder = new TempFolder();
        Write(folder["net.safetensors"], Drawn(seed: 8), part => [($"resnet.{part.Name}", part.Shape)]);
        Assert.Contains("no network of Point-MAE", Assert.Throws<WeightFormatException>(()
            => PointMaeModel.Load(folder["net.safetensors"])).Message, StringComparison.Ordinal);
        (PointMaeLayout layout, float[] weights) = Drawn(seed: 8);
        weights[layout.Parts[3].Start] = float.NaN;
        Write(folder["nan.safetensors"], (layout, weights), part => [(part.Name, part.Shape)]);
        Assert.Contains($"{layout.Parts[3].Name} is NaN at 0", Assert.Throws<WeightFormatException>(()
            => PointMaeModel.Load(folder["nan.safetensors"], 3)).Message, StringComparison.Ordinal);
        Write(folder["heads.safetensors"], Drawn(seed: 8), part => [(part.Name, part.Shape)]);
        Assert.Contains("5 heads do not divide a width of 24", Assert.Throws<WeightFormatException>(()
            => PointMaeModel.Load(folder["heads.safetensors"], heads: 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reconstruct_WrongGroupsOrMasks_Throws()
    {
        (PointMaeLayout layout, float[] weights) = Drawn(seed: 9);
        using PointMaeModel model = PointMaeModel.Of(layout, weights, "test");
        PointCloud cloud = TestClouds.Of("cube", 60, 1);
        Assert.Contains("groups of 7 points", Assert.Throws<ArgumentException>(() => model.Reconstruct(cloud,
            PointGroups.Of(cloud, 3, 7), [[true, false, false]])).Message, StringComparison.Ordinal);
        PointGroups groups = PointGroups.Of(cloud, 3, 8);
        Assert.All(new bool[][] { [true, true, true], [false, false, false], [true, false] }, mask
            => Assert.Throws<ArgumentException>(() => model.Reconstruct(cloud, groups, [mask])));
    }

    [Fact]
    public void CopyInto_AnotherSizeOfGroups_LeavesTheLastLayerAlone()
    {
        (PointMaeLayout layout, float[] weights) = Drawn(seed: 10);
        using PointMaeModel model = PointMaeModel.Of(layout, weights, "test");
        var other = new PointMaeLayout(Small with { GroupSize = 5 });
        float[] start = [.. Enumerable.Repeat(7f, other.Count)];
        Assert.Equal(["increase_dim.0.weight", "increase_dim.0.bias"], model.CopyInto(other, start));
        Assert.All(other.Parts, part => Assert.Equal(part.Name.StartsWith("increase_dim", StringComparison.Ordinal)
            ? [.. Enumerable.Repeat(7f, part.Count)] : weights.AsSpan(layout.Parts.Single(own
                => own.Name == part.Name).Start, part.Count).ToArray(), start.AsSpan(part.Start, part.Count)));
        Assert.Contains("MAE_encoder.norm.weight is [24], the model wants [48]", Assert.Throws<ArgumentException>(()
            => model.CopyInto(new PointMaeLayout(Small with { Width = 48 }), new float[1_000_000])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Features_ManyTimes_LeaveNoTensorBehind()
    {
        (PointMaeLayout layout, float[] weights) = Drawn(seed: 11);
        PointCloud cloud = TestClouds.Of("cube", 60, 1);
        PointGroups groups = PointGroups.Of(cloud, 5, 8);
        long before = NeedsTorch.SettledTensors();
        using (PointMaeModel model = PointMaeModel.Of(layout, weights, "test"))
            for (int i = 0; i < 3; i++)
            {
                model.Features(cloud, groups, trainModeSeed: i);
                model.Reconstruct(cloud, groups, [[true, false, false, true, false]]);
            }
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    // Drawn weights, with norms and biases that are not those before any training.
    private static (PointMaeLayout Layout, float[] Weights) Drawn(int seed)
    {
        var layout = new PointMaeLayout(Small);
        float[] weights = new PointMaeTraining(Small).Start(seed);
        var random = new Random(seed);
        foreach (PointMaePart part in layout.Parts.Where(part => part.Shape.Length == 1))
            foreach (ref float weight in weights.AsSpan(part.Start, part.Count))
                weight = (part.Name.EndsWith("bias", StringComparison.Ordinal)
                    || part.Name.EndsWith("mean", StringComparison.Ordinal) ? 0 : 0.7f) + (0.3f * random.NextSingle());
        return (layout, weights);
    }

    private static void Write(string path, (PointMaeLayout Layout, float[] Weights) network,
        Func<PointMaePart, (string Name, long[] Shape)[]> names, params (string Name, long[] Shape)[] others)
    {
        using FileStream file = File.Create(path);
        SafetensorsWriter.Write(file, [.. network.Layout.Parts.SelectMany(part => names(part).Select(name => (name.Name,
            name.Shape, (ReadOnlyMemory<float>)network.Weights.AsMemory(part.Start, part.Count)))),
            .. others.Select(other => (other.Name, other.Shape, (ReadOnlyMemory<float>)new float[other.Shape[0]]))],
            null);
    }
}
