using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Networks.Tests.Clip;

public sealed class ClipVisionTests : NeedsTorch
{
    [Fact]
    public void Encode_OfThePlainPath_IsTheOracle()
    {
        using ClipModel model = ClipOracle.Load();
        Tensor pictures = ClipOracle.Floats("clip_image");
        ClipPictures plain = model.Vision.Encode(pictures, ClipPath.Plain, 0, [4]);
        ClipPictures raw = model.Vision.Encode(pictures.narrow(0, 0, 2), ClipPath.Plain, 0, [4], project: false);
        ClipOracle.AssertNear("clip_vision_cls", plain.Class);
        ClipOracle.AssertNear("clip_vision_tokens", Patches(plain.Tokens[0]));
        ClipOracle.AssertNear("clip_vision_tokens_unprojected", Patches(raw.Tokens[0]));
    }

    [Fact]
    public void Encode_WithExactGelu_IsTheOracle()
    {
        using ClipModel model = ClipOracle.Load(ClipOracle.Loading with { Activation = ClipActivation.Gelu });
        ClipOracle.AssertNear("clip_vision_cls_gelu",
            model.Vision.Encode(ClipOracle.Floats("clip_image"), ClipPath.Plain, 0, []).Class);
    }

    [Theory, InlineData(0), InlineData(2)]
    public void Encode_OfTheDualPath_IsTheOracleAtEveryLayer(int localFrom)
    {
        using ClipModel model = ClipOracle.Load();
        ClipPictures dual = model.Vision.Encode(ClipOracle.Floats("clip_image"), ClipPath.Dual, localFrom,
            [4, 1, 3, 2]);
        ClipOracle.AssertNear("clip_dpam_cls", dual.Class);
        ClipOracle.AssertNear("clip_dpam_cls_no_ln_post", dual.ClassWithoutNorm);
        ClipOracle.AssertNear("clip_dpam_layer4", dual.Tokens[0]);
        ClipOracle.AssertNear("clip_dpam_layer1", dual.Tokens[1]);
        ClipOracle.AssertNear("clip_dpam_layer3", dual.Tokens[2]);
        ClipOracle.AssertNear("clip_dpam_layer2", dual.Tokens[3]);
    }

    [Fact]
    public void Encode_OfAnotherSize_IsTheOracleAndLeavesTheTableAsItWas()
    {
        using ClipModel model = ClipOracle.Load();
        for (int again = 0; again < 2; again++)
        {
            ClipPictures large = model.Vision.Encode(ClipOracle.Floats("clip_posresize_image"), ClipPath.Dual, 0, [4]);
            ClipOracle.AssertNear("clip_posresize_cls", large.Class);
            ClipOracle.AssertNear("clip_posresize_tokens", large.Tokens[0]);
            ClipOracle.AssertNear("clip_vision_cls",
                model.Vision.Encode(ClipOracle.Floats("clip_image"), ClipPath.Plain, 0, []).Class);
        }
    }

    [Fact]
    public void Encode_ByTheBicubicTable_DiffersFromTheBilinearOneForOtherSizesAlone()
    {
        using ClipModel bilinear = ClipOracle.Load(),
            bicubic = ClipOracle.Load(ClipOracle.Loading with { Positions = ClipPositions.BicubicAntialias });
        Tensor same = ClipOracle.Floats("clip_image"), large = ClipOracle.Floats("clip_posresize_image");
        Assert.True(bilinear.Vision.Encode(same, ClipPath.Plain, 0, []).Class
            .Equals(bicubic.Vision.Encode(same, ClipPath.Plain, 0, []).Class));
        Tensor there = bilinear.Vision.Encode(large, ClipPath.Plain, 0, []).Class,
            here = bicubic.Vision.Encode(large, ClipPath.Plain, 0, []).Class;
        Assert.InRange((there - here).abs().max().item<float>(), 1e-4f, 1f);
    }

    [Theory, InlineData(2), InlineData(3)]
    public void EncodeWindows_WithExactGelu_IsTheOracle(int side)
    {
        using ClipModel model = ClipOracle.Load(ClipOracle.Loading with { Activation = ClipActivation.Gelu });
        Tensor pictures = ClipOracle.Floats("clip_image").narrow(0, 3, 3);
        ClipOracle.AssertNear($"winclip_w{side}", model.Vision.EncodeWindows(pictures, side));
        Assert.Equal(Tensors.ToFloats(ClipOracle.Floats($"winclip_windows{side}")),
            ClipVision.Windows(4, side).SelectMany(window => window).Select(patch => (float)patch));
    }

    [Fact]
    public void EncodeWindows_OfTheWholePicture_IsItsClassFeature()
    {
        using ClipModel model = ClipOracle.Load();
        Tensor pictures = ClipOracle.Floats("clip_image"), whole = model.Vision.EncodeWindows(pictures, 4);
        Assert.Equal([6, 1, 24], whole.shape);
        ClipOracle.AssertNear("clip_vision_cls", whole.squeeze(1));
    }

    [Fact]
    public void Encode_InParts_IsTheSameAsAtOnce()
    {
        using ClipModel model = ClipOracle.Load();
        Tensor pictures = ClipOracle.Floats("clip_image");
        Tensor all = model.Vision.Encode(pictures, ClipPath.Dual, 0, [4]).Tokens[0];
        for (int i = 0; i < 6; i++)
        {
            Tensor one = model.Vision.Encode(pictures.narrow(0, i, 1), ClipPath.Dual, 0, [4]).Tokens[0];
            // Fused kernels split the rows of a larger matrix otherwise.
            Assert.InRange((all.narrow(0, i, 1) - one).abs().max().item<float>(), 0, 1e-5f);
        }
    }

    [Fact]
    public void Encode_ManyTimes_KeepsNoTensor()
    {
        using ClipModel model = ClipOracle.Load();
        Tensor pictures = ClipOracle.Floats("clip_image");
        model.Vision.Encode(pictures, ClipPath.Dual, 0, [4]).Dispose();
        long before = NeedsTorch.SettledTensors();
        for (int i = 0; i < 10; i++)
        {
            model.Vision.Encode(pictures, ClipPath.Dual, 0, [1, 4]).Dispose();
            model.Vision.EncodeWindows(pictures, 2).Dispose();
        }
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Encode_OfWhatDoesNotFit_SaysWhatIsNeeded()
    {
        using ClipModel model = ClipOracle.Load();
        Tensor pictures = ClipOracle.Floats("clip_image");
        Assert.Contains("multiple of 8", Refused(() => model.Vision.Encode(torch.zeros(1, 3, 32, 40), ClipPath.Plain,
            0, [])), StringComparison.Ordinal);
        Assert.Contains("multiple of 8", Refused(() => model.Vision.Encode(torch.zeros(1, 3, 33, 33), ClipPath.Plain,
            0, [])), StringComparison.Ordinal);
        Assert.Contains("layer of 1 to 4", Refused(() => model.Vision.Encode(pictures, ClipPath.Dual, 0, [5])),
            StringComparison.Ordinal);
        Assert.Contains("layer of 1 to 4", Refused(() => model.Vision.Encode(pictures, ClipPath.Dual, 5, [4])),
            StringComparison.Ordinal);
        Assert.Contains("1 to 4 patches", Refused(() => model.Vision.EncodeWindows(pictures, 5)),
            StringComparison.Ordinal);
    }

    [Theory, InlineData(24, 6), InlineData(12, 4), InlineData(4, 2), InlineData(1, 1)]
    public void DefaultLocalFrom_OfADepth_KeepsTheShareOfTheLargeModel(int layers, int first)
        => Assert.Equal(first, new ClipVisionShape(224, 16, 64, layers, 1).DefaultLocalFrom);

    private static Tensor Patches(Tensor tokens) => tokens.narrow(1, 1, tokens.shape[1] - 1);

    private static string Refused(Func<object> call) => Assert.ThrowsAny<ArgumentException>(call).Message;
}
