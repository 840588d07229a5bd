using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.ResNet;

public sealed class ResNetModelTests : IDisposable
{
    private static readonly ResNetShape Small = new() { Blocks = [1, 2, 1], Widths = [4, 6, 8], Stem = 4 };
    private readonly TempFolder _folder = new();

    public ResNetModelTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Taps_FoldedNorms_GiveWhatTheNetworkGives()
    {
        ResNetWeights weights = Uneven();
        using var model = new ResNetModel(weights);
        byte[] picture = Picture(40, 36, seed: 1);
        ResNetMaps[] found = model.Taps(picture, 40, 36, [0, 1, 3]);
        using DisposeScope scope = NewDisposeScope();
        var planes = new float[picture.Length];
        ResNetInput.ImageNet.Fill(picture, 40, 36, planes);
        Tensor[] wanted = ResNetNetwork.Run(weights.Layout.Open(weights.Numbers, learns: false), Small,
            Tensors.From(planes, 1, 3, 40, 36), [0, 1, 3]);
        for (int tap = 0; tap < 3; tap++)
        {
            float[] numbers = Tensors.ToFloats(wanted[tap].permute(0, 2, 3, 1));
            Assert.Equal(wanted[tap].shape, new long[] { 1, found[tap].Channels, found[tap].Height, found[tap].Width });
            for (int i = 0; i < numbers.Length; i++)
                Assert.Equal(numbers[i], found[tap].Of(0)[i], 1e-5 * Math.Max(1, Math.Abs(numbers[i])));
        }
    }

    [Fact]
    public void Taps_ManyPictures_GiveWhatEachGivesAloneOnAnyThreads()
    {
        using var model = new ResNetModel(Uneven());
        byte[][] pictures = [.. Enumerable.Range(0, 11).Select(seed => Picture(33, 48, seed))];
        byte[] joined = [.. pictures.SelectMany(picture => picture)];
        ResNetMaps all = model.Taps(joined, 33, 48, [2])[0];
        for (int i = 0; i < pictures.Length; i++)
        {
            float[] alone = model.Taps(pictures[i], 33, 48, [2])[0].Of(0).ToArray();
            for (int at = 0; at < alone.Length; at++)
                Assert.Equal(alone[at], all.Of(i)[at], 1e-5 * Math.Max(1, alone[at]));
        }
        int before = get_num_threads();
        set_num_threads(before == 1 ? 2 : 1);
        try
        {
            ResNetMaps again = model.Taps(joined, 33, 48, [2])[0];
            for (int i = 0; i < pictures.Length; i++)
                Assert.Equal(all.Of(i), again.Of(i));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Theory]
    [InlineData("{0}", false), InlineData("module.{0}", false), InlineData("backbone.{0}", true)]
    public void Load_PublishedNamesWithSurplus_GivesTheSameMaps(string name, bool hasMean)
    {
        ResNetWeights weights = hasMean ? WithMean() : Uneven();
        using (FileStream file = File.Create(_folder["whole.safetensors"]))
            weights.Save(file);
        using (WeightFile whole = WeightFile.Open(_folder["whole.safetensors"]))
        using (FileStream file = File.Create(_folder["named.safetensors"]))
            SafetensorsWriter.Write(file, [.. whole.Entries.Select(entry =>
                (string.Format(null, name, entry.Name), entry.Shape.ToArray(),
                    (ReadOnlyMemory<float>)whole.ReadFloats(entry.Name))),
                (string.Format(null, name, "fc.weight"), [2, 8], new float[16]),
                (string.Format(null, name, "bn1.num_batches_tracked"), [], new float[1])],
                whole.Metadata.ToDictionary());
        using var model = new ResNetModel(weights);
        using ResNetModel loaded = ResNetModel.Load(_folder["named.safetensors"]);
        byte[] picture = Picture(32, 32, 1);
        Assert.Equal(Small, loaded.Shape);
        Assert.Equal(model.Taps(picture, 32, 32, [3])[0].Of(0), loaded.Taps(picture, 32, 32, [3])[0].Of(0));
        using ResNetModel first = ResNetModel.Load(_folder["named.safetensors"], stages: 2);
        Assert.Equal(2, first.Shape.Stages);
        Assert.Equal(model.Taps(picture, 32, 32, [2])[0].Of(0), first.Taps(picture, 32, 32, [2])[0].Of(0));
    }

    [Fact]
    public void Load_TensorsThatDoNotFit_NamesThemAll()
    {
        string message = Refused((name, numbers) => name switch
        {
            "bn1.bias" => null,
            "layer2.1.bn2.weight" => new float[5],
            _ => numbers,
        });
        Assert.Contains("bn1.bias", message, StringComparison.Ordinal);
        Assert.Contains("layer2.1.bn2.weight is [5]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NumberThatIsNone_SaysWhere()
        => Assert.Contains("layer1.0.bn1.running_mean is NaN at 2", Refused((name, numbers) =>
        {
            if (name == "layer1.0.bn1.running_mean")
                numbers[2] = float.NaN;
            return numbers;
        }), StringComparison.Ordinal);

    [Fact]
    public void Load_FileOfSomethingElse_SaysWhatWouldDo()
    {
        using (FileStream file = File.Create(_folder["other.safetensors"]))
            SafetensorsWriter.Write(file, [("x", [1], new float[1])]);
        Assert.Contains("resnet18-f37072fd.pth", Assert.Throws<WeightFormatException>(
            () => ResNetWeights.Load(_folder["other.safetensors"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MeanPictureOfUnknownChannels_IsRefused()
    {
        using (FileStream file = File.Create(_folder["mean.safetensors"]))
            SafetensorsWriter.Write(file, [("mean_image", [3, 1, 1], new float[3])]);
        Assert.Contains("resnet.channels", Assert.Throws<WeightFormatException>(
            () => ResNetWeights.Load(_folder["mean.safetensors"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Taps_BytesThatAreNoPictures_AreRefused()
    {
        using var model = new ResNetModel(Uneven());
        Assert.Throws<ArgumentException>(() => model.Taps(new byte[(3 * 32 * 32) + 1], 32, 32, [1]));
        Assert.Throws<ArgumentException>(() => model.Taps(new byte[3 * 32 * 32], 32, 32, [4]));
    }

    [Fact]
    public void Fill_MeanPicture_TurnsChannelsAroundAndTakesItOff()
    {
        ResNetInput input = ResNetInput.LessMeanPicture([1, 2, 3, 4, 10, 20, 30, 40, 100, 101, 102, 103], 2, 2);
        var planes = new float[12];
        input.Fill([200, 150, 100, 201, 151, 101, 202, 152, 102, 203, 153, 103], 2, 2, planes);
        Assert.Equal([99, 99, 99, 99, 140, 131, 122, 113, 100, 100, 100, 100], planes);
        var small = new float[3];
        input.Fill([200, 150, 100], 1, 1, small);
        Assert.Equal([100 - 2.5f, 150 - 25, 200 - 101.5f], small);
    }

    private string Refused(Func<string, float[], float[]?> change)
    {
        ResNetWeights weights = Uneven();
        using (FileStream file = File.Create(_folder["bad.safetensors"]))
            SafetensorsWriter.Write(file, [.. from part in weights.Layout.Parts
                let numbers = change(part.Name, part.Of(weights.Numbers).ToArray()) where numbers is not null
                select (part.Name, numbers.Length == part.Count ? part.Shape.ToArray() : [numbers.Length],
                    (ReadOnlyMemory<float>)numbers)]);
        return Assert.Throws<WeightFormatException>(() => ResNetWeights.Load(_folder["bad.safetensors"])).Message;
    }

    private static ResNetWeights Uneven() => new(Small, ResNetNetworkTests.Uneven(ResNetLayout.Of(Small), 3),
        ResNetInput.ImageNet, "uneven", "");

    private static ResNetWeights WithMean() => new(Small, ResNetNetworkTests.Uneven(ResNetLayout.Of(Small), 3),
        ResNetInput.LessMeanPicture([.. Enumerable.Range(0, 12).Select(i => 10f * i)], 2, 2), "uneven", "");

    private static byte[] Picture(int height, int width, int seed)
    {
        var picture = new byte[3 * height * width];
        new Random(seed).NextBytes(picture);
        return picture;
    }
}
