using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.AnomalyClip;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.ClipRendering;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Detection.PointClip;
using Pipeline3D.Detection.PointClipV2a;
using Pipeline3D.Detection.WinClip;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Tests.Clip;

/// <summary>What is wrong with weights, and with options for them, is told before anything runs.</summary>
public sealed class ClipShelfTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ClipShelfTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_AfterAFailure_LooksAgain()
    {
        using var shelf = new ClipShelf();
        string path = _folder["towers.safetensors"];
        Assert.Throws<FileNotFoundException>(() => shelf.Open(path, new ClipLoading()));
        File.WriteAllText(path, "no weights");
        Assert.Throws<WeightFormatException>(() => shelf.Open(path, new ClipLoading()));
        Write(path, seed: 1);
        Assert.Same(shelf.Open(path, new ClipLoading()), shelf.Open(path, new ClipLoading()));
    }

    [Fact]
    public void FilesKey_OfAReplacedFile_IsAnotherAndOfNoneEmpty()
    {
        var options = new PointAdOptions { Weights = Write(_folder["towers.safetensors"], seed: 1) };
        string first = Key(options), control = Key(options with { Weights = $"random:{options.Weights}" });
        Write(options.Weights, seed: 2);
        string second = Key(options);

        Assert.Equal((64, first), (first.Length, control));
        Assert.NotEqual(first, second);
        using var shelf = new ClipShelf();
        Assert.Equal("", shelf.FilesKey(options with { Weights = _folder["none"] }));
        Assert.Equal(second, shelf.FilesKey(options));
    }

    [Theory]
    [InlineData("layers names layer 99, and the vision tower of", "has 2: give numbers of 1 to 2")]
    [InlineData("local_from is 3, and the vision tower of", "has 2 layers: give 1 to 2")]
    [InlineData("picture_size is 40, and", "sees patches of 16 pixels: give a multiple of 16")]
    public void CheckPreparation_WhatTheTowerCannotDo_IsSaid(string begin, string end)
    {
        string weights = Write(_folder["towers.safetensors"], seed: 1);
        var options = new PointAdOptions
        {
            Weights = weights, Layers = begin[0] == 'l' && begin[1] == 'a' ? [2, 99] : [],
            LocalFrom = begin[1] == 'o' ? 3 : 0, PictureSize = begin[0] == 'p' ? 40 : 0,
        };
        string message = Assert.Throws<ArgumentException>(() => Runner<PointAdMethod>().CheckPreparation(options))
            .Message;
        Assert.Contains(begin, message, StringComparison.Ordinal);
        Assert.Contains(end, message, StringComparison.Ordinal);
        // What concerns prompts alone is none of the preparation's business.
        Runner<PointAdMethod>().CheckPreparation(new PointAdOptions { Weights = weights, DeepTensors = 64 });
        Assert.Contains("deep_tensors is 64, and the text tower of", Assert.Throws<ArgumentException>(() =>
            Runner<PointAdMethod>().Check(new PointAdOptions { Weights = weights, DeepTensors = 64 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CheckPreparation_WithoutWeights_FailsForEveryMethod()
    {
        string none = _folder["none.safetensors"], broken = _folder["broken.safetensors"];
        File.WriteAllText(broken, "no weights");
        foreach ((MethodRunner method, ClipTowerOptions options) in new (MethodRunner, ClipTowerOptions)[]
        {
            (Runner<PointAdMethod>(), new PointAdOptions()), (Runner<AnomalyClipMethod>(), new AnomalyClipOptions()),
            (Runner<PointClipMethod>(), new PointClipOptions()), (Runner<WinClipMethod>(), new WinClipOptions()),
            (Runner<PointClipV2aMethod>(), new PointClipV2aOptions()),
            (Runner<ClipRenderingMethod>(), new ClipRenderingOptions()),
        })
        {
            Assert.Contains($"there is no file or folder {none}", Assert.ThrowsAny<IOException>(() =>
                method.CheckPreparation(options with { Weights = none })).Message, StringComparison.Ordinal);
            Assert.Contains(broken, Assert.ThrowsAny<IOException>(() =>
                method.Check(options with { Weights = broken })).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Check_PromptsThatNameCategories_NeedAVocabularyThatOthersDoNot()
    {
        string weights = Write(_folder["towers.safetensors"], seed: 1, vocabulary: 49408);
        var options = new PointAdOptions
        {
            Weights = weights, DeepTensors = 1, Names = ObjectNames.Category, Vocabulary = _folder["none.txt.gz"],
        };
        Runner<PointAdMethod>().Check(options with { Names = ObjectNames.Object });
        Runner<PointAdMethod>().CheckScoring(options with { Names = ObjectNames.Object });
        foreach (Action check in new Action[]
        {
            () => Runner<PointAdMethod>().Check(options), () => Runner<PointAdMethod>().CheckScoring(options),
        })
            Assert.Contains($"no vocabulary in {_folder["none.txt.gz"]}, so texts cannot become tokens",
                Assert.Throws<FileNotFoundException>(check).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vision_WeightsWhoseActivationIsAGuess_IsRemarked()
    {
        using var shelf = new ClipShelf();
        string weights = Write(_folder["towers.safetensors"], seed: 1, isSure: false);
        var remarks = new List<string>();
        shelf.Vision(new PointAdOptions { Weights = weights }, new MethodContext { Remark = remarks.Add });
        Assert.Contains("nothing says which activation the weights were trained with", Assert.Single(remarks),
            StringComparison.Ordinal);
        shelf.Vision(new PointAdOptions { Weights = weights, Activation = ActivationChoice.Gelu }, new MethodContext
        {
            Remark = remarks.Add,
        });
        Assert.Single(remarks);
        // Known weights with the other activation score worse, without any other sign.
        string known = Write(_folder["known.safetensors"], seed: 1);
        shelf.Vision(new PointAdOptions { Weights = known }, new MethodContext { Remark = remarks.Add });
        Assert.Single(remarks);
        shelf.Vision(new PointAdOptions { Weights = known, Activation = ActivationChoice.Gelu }, new MethodContext
        {
            Remark = remarks.Add,
        });
        Assert.Contains("activation gelu was asked for, but the file is made for quick-gelu", remarks[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ViewsThatAreNoSquares_RejectsTheScan()
    {
        PointCloud cloud = TestClouds.Of("cube", 20);
        var scan = new Scan
        {
            Id = new ItemId("test", "dome", "test", "good", "0"), Cloud = cloud, Unit = LengthUnit.Metre,
            Views = PointViewer.Of(cloud, null, new PointViewOptions
            {
                Angles = ["0,0"], Width = 48, Height = 32, Sample = 0,
            }),
        };
        using var shelf = new ClipShelf();
        var options = new PointAdOptions { Weights = Write(_folder["towers.safetensors"], seed: 1) };
        ItemRejectedException refused = Assert.Throws<ItemRejectedException>(() => new PointAdMethod(shelf)
            .Prepare(scan, options, new MethodContext { Item = scan.Id }));
        Assert.Equal(RejectReason.SizeMismatch, refused.Reason);
        Assert.Contains("pictures of 48 x 32, and the tower takes squares", refused.Message, StringComparison.Ordinal);
    }

    private static string Key(PointAdOptions options)
    {
        using var shelf = new ClipShelf();
        return shelf.FilesKey(options);
    }

    private static MethodRunner Runner<TMethod>() => MethodType.Of(typeof(TMethod))!.Open();

    private static string Write(string path, int seed, int vocabulary = 0, bool isSure = true)
    {
        using ClipModel model = ClipModel.Random(new ClipShape(new ClipVisionShape(64, 16, 64, 2, 1), new ClipTextShape(
            64, 2, 1, 77, vocabulary > 0 ? vocabulary : SmallVocabulary.Count), 16, ClipActivation.QuickGelu), seed);
        using var whole = new MemoryStream();
        model.Save(whole);
        if (isSure)
        {
            File.WriteAllBytes(path, whole.ToArray());
            return path;
        }
        string kept = path + ".kept";
        File.WriteAllBytes(kept, whole.ToArray());
        using WeightFile file = WeightFile.Open(kept);
        using FileStream stream = File.Create(path);
        SafetensorsWriter.Write(stream, [.. file.Entries.Select(entry => (entry.Name, entry.Shape.ToArray()))],
            name => file.ReadFloats(name), WeightType.Float32, new Dictionary<string, string>());
        return path;
    }
}
