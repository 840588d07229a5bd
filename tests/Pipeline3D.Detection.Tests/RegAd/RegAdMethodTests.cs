using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.RegAd;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.Networks.RegAd;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.RegAd;

public sealed class RegAdMethodTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RegAdOptions _options;

    public RegAdMethodTests()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        using (FileStream file = File.Create(_folder["small.safetensors"]))
            ResNetWeights.Random(new ResNetShape { Stem = 4, Blocks = [1, 1, 1], Widths = [4, 6, 8] }, seed: 1).Save(file);
        _options = new RegAdOptions
        {
            Weights = _folder["small.safetensors"], PictureSize = 64, Epochs = 2, BatchSize = 2, LearningRate = 1e-2,
            Seed = 3,
        };
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The loss falls: the network learns to make scans of a category alike.</summary>
    [Fact]
    public void Learn_ManyEpochs_TheLossFalls()
    {
        var run = new Watched();
        using RegAdModel model = Learn(_options with { Epochs = 12 }, run, ("a", 4), ("b", 3));
        Assert.Equal(12, run.Epochs.Count);
        Assert.True(run.Epochs[^1].TrainLoss < run.Epochs[0].TrainLoss - 0.02,
            $"from {run.Epochs[0].TrainLoss} to {run.Epochs[^1].TrainLoss}, seed 3");
        Assert.Equal(["a", "b"], model.Supports.Keys);
        Assert.All(model.Supports.Values, of => Assert.Equal(2, of.Length));
        Assert.NotEqual(RegAdNetwork.Draw(model.Shape, ResNetWeights.Load(_options.Weights).Numbers, 3), model.Weights);
    }

    [Fact]
    public void Learn_WithTheNetworkOfAnother_LearnsNothingAndKnowsItsOwnCategories()
    {
        using TrainedModel first = Method.Learn(_options, Domed(("a", 3), ("b", 2)), new FitRun());
        File.WriteAllBytes(_folder["first.safetensors"], first.Bytes());
        RegAdOptions registered = _options with { Registration = _folder["first.safetensors"] };
        Method.Check(registered);
        using RegAdModel second = Learn(registered, new FitRun(), ("c", 2));
        Assert.Equal(((RegAdModel)first.Model).Weights, second.Weights);
        Assert.Equal(["c"], second.Supports.Keys);
        Assert.Contains("takes pictures of 64 pixels a side, picture_size is 80",
            Assert.Throws<InvalidOperationException>(() => Learn(registered with { PictureSize = 80 }, new FitRun(),
                ("c", 2))).Message, StringComparison.Ordinal);
    }

    /// <summary>A spot that no normal scan has is where the score is highest, and there alone scores change.</summary>
    [Fact]
    public void Score_SpotOfAnotherDepth_IsHighestThere()
    {
        using TrainedModel model = Method.Learn(_options with { Shots = 0, BlurSigma = 1 }, Domed(("a", 4)), new FitRun());
        Scan plain = Domed(("a", 1)).First().Scan;
        PointCloud points = plain.Cloud.Select([.. Enumerable.Range(0, plain.Cloud.Count)]);
        // Left of the middle, above it: a map that is turned or mirrored would show it elsewhere.
        (int row, int column, int width) = (36, 56, Domes.Size);
        // As deep as the deepest reading, so that the picture's scale stays.
        float far = plain.Readings.Max(i => plain.Cloud.Z[i]);
        for (int i = 0; i < points.Count; i++)
            if (Math.Abs((i / width) - row) < 5 && Math.Abs((i % width) - column) < 5)
                points.Z[i] = far;
        var grid = new OrganizedCloud(width, width, points);
        float[] spotted = model.Score(Learnt.Scan(grid) with { Id = plain.Id }).Each,
            before = model.Score(plain).Each;
        int most = Enumerable.Range(0, spotted.Length).MaxBy(i => spotted[i] - before[i]);
        Assert.True(spotted[most] > before[most], $"{before[most]} to {spotted[most]}");
        Assert.InRange(most / width, row - 12, row + 12);
        Assert.InRange(most % width, column - 12, column + 12);
    }

    [Fact]
    public void Check_FilesThatAreNotThere_SaysWhichWouldDo()
    {
        Assert.Contains("fit.regad", Assert.Throws<FileNotFoundException>(() => Method.Check(_options with
        {
            Registration = "nowhere",
        })).Message, StringComparison.Ordinal);
        Assert.Contains("resnet18", Assert.Throws<FileNotFoundException>(() => Method.Check(_options with
        {
            Weights = "nowhere",
        })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_CategoryWithoutNormalScans_IsRejectedWithTheNamesOfThoseThere()
    {
        using TrainedModel model = Method.Learn(_options, Domed(("a", 2)), new FitRun());
        ItemRejectedException thrown = Assert.Throws<ItemRejectedException>(() => model.Score(Domed(("z", 1)).First()
            .Scan));
        Assert.Contains("no normal scan of 'z'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("it knows a", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_OneScan_SaysThatNothingIsLearntOfIt()
    {
        var run = new Watched();
        using RegAdModel model = Learn(_options, run, ("a", 1));
        Assert.Contains("a has one scan, which is registered to itself: nothing is learnt of it", run.Remarks);
    }

    private static MethodRunner Method => Learnt.Method<RegAdMethod>();

    private static RegAdModel Learn(RegAdOptions options, FitRun run, params (string Category, int Count)[] scans)
        => (RegAdModel)Method.Learn(options, Domed(scans), run).Model;

    private static IEnumerable<(Scan Scan, Role Role)> Domed(params (string Category, int Count)[] scans)
        => scans.SelectMany(of => Enumerable.Range(0, of.Count).Select(i => (Learnt.Scan(Domes.Make(i, false).Scan) with
        {
            Id = new ItemId("test", of.Category, "train", "good", $"{i:D3}"),
        }, Role.Train)));

    private sealed class Watched : FitRun
    {
        public List<TrainingEpoch> Epochs { get; } = [];

        public List<string> Remarks { get; } = [];

        public override void Watch(TrainingEpoch epoch) => Epochs.Add(epoch);

        public override void Remark(string text) => Remarks.Add(text);
    }
}
