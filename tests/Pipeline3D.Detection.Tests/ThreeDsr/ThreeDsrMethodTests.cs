using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDsr;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Guards;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.ThreeDsr;

public sealed class ThreeDsrMethodTests : SmallAutoencoders
{
    private static string Shipped => Path.Combine(SharedFiles.RepositoryRoot, "pipelines/models/dsr-small.safetensors");

    [Fact]
    public void Learn_Epochs_LowerTheLoss()
    {
        // Every epoch draws others, so means of several are compared.
        var losses = new List<double>();
        Learnt.Method<ThreeDsrMethod>().Learn(Small() with { Epochs = 12, EpochPictures = 16, LearningRate = 2e-3 },
            [(Dome(1), Role.Train), (Dome(2), Role.Train)], new Watched(epoch => losses.Add(epoch.TrainLoss)));
        Assert.Equal(12, losses.Count);
        Assert.True(losses[^3..].Average() < 0.6 * losses[..2].Average(), string.Join(", ", losses));
    }

    [Fact]
    public void Score_AfterOneTrainingScanOfAnotherSize_HasAScorePerPixelOfTheScan()
    {
        TrainedModel model = Learnt.Of<ThreeDsrMethod>(Small(), [Dome(1)]);
        Scan other = Halved(Dome(2));
        Scores scores = model.Score(other), large = model.Score(Dome(2));
        Assert.Equal((Width / 2 * (Height / 2), Width * Height), (scores.Each.Length, large.Each.Length));
        Assert.All(large.Each, score => Assert.InRange(score, 0, 1));
        Assert.InRange(large.Whole, large.Each.Max() - 1e-6f, 1);
        Assert.Equal(large.Each, model.ThroughItsFile().Score(Dome(2), threads: 1).Each);
    }

    [Fact]
    public void Score_ByTheModelAlone_NeedsNoFileOfWeights()
    {
        string weights = Autoencoder();
        TrainedModel model = Learnt.Of<ThreeDsrMethod>(Small(weights), [Dome(1)]);
        Scores before = model.Score(Dome(2));
        File.Delete(weights);
        Assert.Equal(before.Each, model.ThroughItsFile().Score(Dome(2)).Each);
    }

    [Fact]
    public void Learn_OnTheShippedAutoencoder_FindsBumps()
    {
        Scan[] normal = [.. Enumerable.Range(0, 4).Select(seed => Dome(seed))];
        TrainedModel model = Learnt.Of<ThreeDsrMethod>(new ThreeDsrOptions
        {
            Weights = Shipped, Side = 64, Bottleneck = 8, SegmentationWidth = 8, Epochs = 5, EpochPictures = 96,
            BatchSize = 8, LearningRate = 2e-3, LargestScale = 4, Smooth = 5, Seed = 1,
        }, normal);
        double auroc = Domes.Auroc(Enumerable.Range(50, 3).SelectMany(seed =>
        {
            Scan scan = Dome(seed, bump: 0.008f);
            Scan twin = Dome(seed);
            return model.Score(scan).Each.Select((score, i) => (score, scan.Cloud.Z[i] < twin.Cloud.Z[i] - 0.004f));
        }));
        Assert.True(auroc > 0.7, $"P-AUROC {auroc:F3}");
    }

    [Fact]
    public void Shipped_Autoencoder_TellsDepthsFarBetterThanItsControl()
    {
        DepthPicture picture = DepthPictures.Of(Dome(1), new ThreeDsrOptions { Side = 64 }, new MethodContext());
        DsrWeights learnt = DsrWeights.Read(Shipped), control = DsrWeights.Read($"random:{Shipped}");
        using var lane = new DeviceLane("cpu", 1);
        (double good, double bad) = lane.Run(_ => (AutoencoderTask.Error(learnt.Layout, learnt.Numbers, picture),
            AutoencoderTask.Error(control.Layout, control.Numbers, picture)), default);
        Assert.True(good < 0.03 && good < 0.25 * bad, $"mean squared error {good}, the control's {bad}");
    }

    [Fact]
    public void Check_FilesThatAreNoAutoencoder_SaysWhatIsWrong()
    {
        MethodRunner method = Learnt.Method<ThreeDsrMethod>();
        Assert.Contains("fit.dsr-autoencoder", Assert.Throws<FileNotFoundException>(() => method.Check(Small("none")))
            .Message, StringComparison.Ordinal);
        string broken = Autoencoder((layout, weights) => weights[layout["t1.weight"].Start + 2] = float.NaN);
        Assert.Contains("t1.weight is NaN at 2", Assert.Throws<ArgumentException>(() => method.Check(Small(broken)))
            .Message, StringComparison.Ordinal);
        using var folder = new TempFolder();
        string other = folder["other.safetensors"];
        using (FileStream file = File.Create(other))
            Pipeline3D.Weights.SafetensorsWriter.Write(file, [("b2.weight", [2, 1, 1, 2], new float[4])]);
        Assert.Contains("no tensor 'br.0.a.weight'", Assert.Throws<ArgumentException>(() => method.Check(Small(other)))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TensorsThatDoNotFitEachOther_NamesThem()
    {
        string path = Autoencoder();
        DsrWeights whole = DsrWeights.Read(path);
        using var folder = new TempFolder();
        using (FileStream file = File.Create(folder["other.safetensors"]))
            Pipeline3D.Weights.SafetensorsWriter.Write(file, [.. whole.Layout.Parts.Select(part => (part.Name,
                part.Name == "codebook_hi" ? [3L, 8] : part.Shape.ToArray(), (ReadOnlyMemory<float>)whole.Numbers
                    .AsMemory(part.Start, part.Name == "codebook_hi" ? 24 : part.Count)))]);
        Assert.Contains("codebook_hi", Assert.Throws<ArgumentException>(() => Learnt.Method<ThreeDsrMethod>()
            .Check(Small(folder["other.safetensors"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_OtherAutoencoder_IsAnotherModelAndAnotherFilesKey()
    {
        string one = Autoencoder(), two = Autoencoder((layout, weights) => weights[0] += 0.5f);
        MethodRunner method = Learnt.Method<ThreeDsrMethod>();
        Assert.NotEqual(method.FilesKey(Small(one)), method.FilesKey(Small(two)));
        Assert.Equal("", method.FilesKey(Small("") with { Weights = "none" }));
    }

    [Fact]
    public void Learn_ValidationScansAlone_SaysThatTrainingScansAreNeeded()
        => Assert.Contains("no training scan", Assert.Throws<InvalidOperationException>(() =>
            Learnt.Method<ThreeDsrMethod>().Learn(Small(), [(Dome(1), Role.Validation)])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Validate_OptionsThatContradict_AreNamed()
    {
        var problems = new Problems();
        (new ThreeDsrOptions() with
        {
            Side = 100, Smooth = 4, LeastScale = 6, LeastThreshold = 0.9, LeastStrength = 0.5, LargestStrength = 0.2,
            NormalShare = 1,
        }).Validate(problems);
        string all = string.Join("; ", problems.Found);
        Assert.All(new[] { "Side", "Smooth", "LeastScale", "LeastThreshold", "LargestStrength", "NormalShare" },
            name => Assert.Contains(name, all, StringComparison.OrdinalIgnoreCase));
        problems = new Problems();
        new ThreeDsrOptions().Validate(problems);
        new AutoencoderOptions().Validate(problems);
        Assert.Empty(problems.Found);
    }

    [Fact]
    public void RateOf_LateRounds_FallsAsPublished()
    {
        Assert.Equal([2e-4, 2e-4, 2e-5], new[] { 1, 96, 97 }.Select(new ThreeDsrOptions().RateOf), (a, b)
            => Math.Abs(a - b) < 1e-12);
        Assert.Equal([2e-4, 2e-5, 2e-5, 2e-6], new[] { 80, 81, 90, 91 }.Select(new AutoencoderOptions().RateOf), (a, b)
            => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Learn_AutoencoderOfNoise_ScansOnGridsJudgeAndChangeNoWeight()
    {
        var options = new AutoencoderOptions
        {
            Side = 64, Hidden = 8, Residual = 4, Embedding = 8, Codes = 12, Epochs = 2, EpochPictures = 8, BatchSize = 4,
            LargestScale = 3, Seed = 2,
        };
        var validation = new List<double>();
        Scan cloud = Dome(1) with { Grid = null };
        TrainedModel one = Learnt.Method<AutoencoderLearner>().Learn(options, [(Dome(1), Role.Train)],
            new Watched(epoch => validation.Add(epoch.ValidationLoss - epoch.TrainLoss))),
            two = Learnt.Of<AutoencoderLearner>(options, [cloud]);
        Assert.All(validation, difference => Assert.NotEqual(0, difference));
        Assert.Equal(((DsrWeights)one.Model).Numbers, ((DsrWeights)two.Model).Numbers);
        Assert.NotEqual(DsrStart.Autoencoder(DsrAutoencoder.Layout(options.Shape), 2), ((DsrWeights)one.Model).Numbers);
    }

    private static Scan Halved(Scan scan)
    {
        OrganizedCloud half = GridResize.Nearest(scan.Grid!, Width / 2, Height / 2);
        return scan with { Cloud = half.Points, Grid = half };
    }

    private sealed class Watched(Action<TrainingEpoch> watch) : FitRun
    {
        public override void Watch(TrainingEpoch epoch) => watch(epoch);
    }
}
