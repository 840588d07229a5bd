using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Ast;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Tests.ThreeDsr;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Networks;
using Pipeline3D.Networks.EfficientNet;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.Ast;

public sealed class AstMethodTests : IDisposable
{
    private static readonly AstOptions Small = new()
    {
        Side = 64, Hidden = 8, Position = 4, Couplings = 2, StudentWidth = 8, StudentBlocks = 1, TeacherEpochs = 2,
        StudentEpochs = 2, BatchSize = 2, LearningRate = 2e-3, Seed = 3,
    };

    private readonly TempFolder _folder = new();

    public AstMethodTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    private static MethodRunner Method => Learnt.Method<AstMethod>();

    [Fact]
    public void Learn_Epochs_LowerTheTeachersLossAndThenTheStudents()
    {
        var run = new Watched();
        Method.Learn(Small with { TeacherEpochs = 12, StudentEpochs = 12 }, Train(4), run);
        double[] losses = [.. run.Epochs.Select(epoch => epoch.TrainLoss)];
        Assert.Equal(24, losses.Length);
        Assert.True(losses[11] < losses[0] - 1, $"teacher from {losses[0]} to {losses[11]}, seed 3");
        Assert.True(losses[23] < 0.7 * losses[12], $"student from {losses[12]} to {losses[23]}, seed 3");
    }

    /// <summary>Ended in the teacher's epochs, at their end, and in the student's, the training gives the same
    /// model.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Learn_EndedAfterAnEpochAndGoneOn_IsTheSameModel(int epochs)
    {
        TrainedModel whole = Method.Learn(Small, Train(3), new FitRun());
        using var drain = new CancellationTokenSource();
        var first = new Watched(_folder["checkpoint"], drain, epochs);
        Assert.Throws<FitPausedException>(() => Method.Learn(Small, Train(3), first));
        Assert.Equal(epochs, first.Epochs.Count);
        var second = new Watched(_folder["checkpoint"]);
        TrainedModel again = Method.Learn(Small, Train(3), second);
        Assert.Contains($"the training goes on after epoch {epochs}, where it was ended", second.Remarks);
        Assert.Equal(whole.Bytes(), again.Bytes());
    }

    [Fact]
    public void Score_OtherSizesThroughItsFile_HasAScorePerPixel()
    {
        TrainedModel model = Method.Learn(Small, Train(2), new FitRun());
        Scan dome = SmallAutoencoders.Dome(5);
        OrganizedCloud half = GridResize.Nearest(dome.Grid!, 36, 30);
        Scores large = model.Score(dome), small = model.Score(dome with { Cloud = half.Points, Grid = half });
        Assert.Equal((72 * 60, 36 * 30), (large.Each.Length, small.Each.Length));
        Assert.All(large.Each, score => Assert.True(float.IsFinite(score)));
        Scores again = model.ThroughItsFile().Score(dome, threads: 1);
        Assert.Equal(large.Each, again.Each);
        Assert.Equal(large.Whole, again.Whole);
    }

    [Fact]
    public void Score_DentsAtTheTop_AreFoundWhereTheRandomControlSeesTheUsualDepth()
    {
        AstOptions options = Small with { StudentWidth = 16, TeacherEpochs = 20, StudentEpochs = 30, BatchSize = 4 };
        // Of a random student the difference is the depth itself, which finds what sticks out and nothing else.
        double learnt = Auroc(options), control = Auroc(options with { TeacherEpochs = 0, StudentEpochs = 0 });
        Assert.True(learnt > 0.98 && 1 - learnt < (1 - control) / 3, $"P-AUROC {learnt:F3}, the control's {control:F3}, seed 3");
    }

    [Fact]
    public void Score_ByMax_IsTheLargestOfTheMap_AndByMeanLess()
    {
        Scan scan = SmallAutoencoders.Dome(5);
        (float most, float mean) = (Whole(AstScanScore.Max), Whole(AstScanScore.Mean));
        Assert.True(mean < 0.5 * most, $"{mean}, {most}");

        float Whole(AstScanScore score) => Method.Learn(Small with { ScanScore = score }, Train(2), new FitRun())
            .Score(scan).Whole;
    }

    [Fact]
    public void Learn_OneScanOrABatchLargerThanTheClass_TakesWhatThereIsAndSaysSo()
    {
        var run = new Watched();
        TrainedModel model = Method.Learn(Small with { BatchSize = 8 }, Train(1), run);
        Assert.Contains("a step takes 1 scans, as there are no more; batch_size says 8", run.Remarks);
        Assert.True(float.IsFinite(model.Score(SmallAutoencoders.Dome(2)).Whole));
        Assert.Contains("no training scan", Assert.Throws<InvalidOperationException>(() => Method.Learn(Small,
            [(SmallAutoencoders.Dome(1), Role.Validation)], new FitRun())).Message, StringComparison.Ordinal);
    }

    /// <summary>Of three scans in steps of two, one is left out of each pass: the steps are those of two.</summary>
    [Fact]
    public void Learn_ClassThatIsNoMultipleOfTheBatch_LeavesTheLastOut()
    {
        var options = Small with { TeacherEpochs = 1, StudentEpochs = 0 };
        AstNetworks networks = new(options, 0);
        AstSample sample = Prepared();
        using var lane = new Pipeline3D.Networks.Guards.DeviceLane("cpu", 1);
        var task = new AstTask(options, networks, [.. Enumerable.Repeat(() => sample, 3)], lane);
        new TrainingLoop(task, "test", new Dictionary<string, string>(), 1, 3, new TrainingSchedule()).Run(default);
        Assert.Equal((1, 0), (task.Parts[0].Adam.Steps, task.Parts[1].Adam.Steps));

        AstSample Prepared()
        {
            (float[] depth, float[] foreground) = AstDepth.Of(SmallAutoencoders.Dome(1), options, new MethodContext());
            return new AstSample(depth, foreground, [], 72, 60);
        }
    }

    [Fact]
    public void Score_WithColour_LooksAtIt()
    {
        AstOptions options = Small with { Side = 32, Unshuffle = 16, Weights = Network() };
        Method.CheckPreparation(options);
        TrainedModel model = Method.Learn(options, Train(2).Select(of => (Coloured(of.Scan, 90), of.Role)), new FitRun());
        Scan scan = SmallAutoencoders.Dome(7);
        float[] one = model.Score(Coloured(scan, 90)).Each, two = model.Score(Coloured(scan, 200)).Each;
        Assert.Equal(72 * 60, one.Length);
        Assert.NotEqual(one, two);
        Assert.NotEqual("", Method.FilesKey(options));
        Assert.Equal(one, model.ThroughItsFile().Score(Coloured(scan, 90)).Each);
    }

    [Fact]
    public void CheckPreparation_WeightsThatAreNotThere_SaysWhichWouldDo()
    {
        Assert.Contains("efficientnet-b5, whose file is looked for", Assert.Throws<FileNotFoundException>(()
            => Method.CheckPreparation(Small with { Weights = "nowhere" })).Message, StringComparison.Ordinal);
        Method.CheckPreparation(Small with { Weights = "random:efficientnet-b5" });
    }

    [Fact]
    public void Validate_OptionsThatContradict_AreNamed()
    {
        var problems = new Problems();
        (new AstOptions() with
        {
            Side = 100, Unshuffle = 8, Position = 6, Clamp = 0, LearningRate = 0, StudentEpochs = -1, Grow = 0,
        }).Validate(problems);
        string all = string.Join("; ", problems.Found);
        Assert.All(new[] { "Side", "Position", "Clamp", "LearningRate", "StudentEpochs", "Grow" },
            name => Assert.Contains(name, all, StringComparison.OrdinalIgnoreCase));
        problems = new Problems();
        new AstOptions().Validate(problems);
        Assert.Empty(problems.Found);
    }

    private static double Auroc(AstOptions options)
    {
        TrainedModel model = Method.Learn(options, Train(6), new FitRun());
        return Domes.Auroc(Enumerable.Range(50, 3).SelectMany(seed =>
        {
            Scan scan = SmallAutoencoders.Dome(seed, bump: -0.006f), twin = SmallAutoencoders.Dome(seed);
            return model.Score(scan).Each.Select((score, i) => (score, scan.Cloud.Z[i] > twin.Cloud.Z[i] + 0.004f));
        }));
    }

    private static IEnumerable<(Scan Scan, Role Role)> Train(int count)
        => Enumerable.Range(0, count).Select(seed => (SmallAutoencoders.Dome(seed), Role.Train));

    private static Scan Coloured(Scan scan, byte colour)
    {
        var pixels = new byte[3 * 72 * 60];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i / 3 % 72 > 36 ? colour : (byte)80;
        return scan with { Rgb = new RgbImage(72, 60, pixels) };
    }

    private string Network()
    {
        using FileStream file = File.Create(_folder["network.safetensors"]);
        EfficientNetWeights.Random(new EfficientNetShape
        {
            Stem = 4,
            Stages = [new(1, 3, 1, 1, 4), new(1, 3, 2, 6, 5), new(1, 5, 2, 6, 6), new(1, 3, 2, 6, 7), new(1, 5, 1, 6, 8),
                new(1, 5, 2, 6, 9)],
        }, 1).Save(file);
        return file.Name;
    }

    private sealed class Watched(string? checkpoint = null, CancellationTokenSource? drain = null, int drainAfter = 0)
        : FitRun
    {
        public List<TrainingEpoch> Epochs { get; } = [];

        public List<string> Remarks { get; } = [];

        public override string? CheckpointPath => checkpoint;

        public override CancellationToken Drain => drain?.Token ?? CancellationToken.None;

        public override void Watch(TrainingEpoch epoch)
        {
            Epochs.Add(epoch);
            if (Epochs.Count == drainAfter)
                drain?.Cancel();
        }

        public override void Remark(string text) => Remarks.Add(text);
    }
}
