using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ShapeGuided;
using Pipeline3D.Geometry;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.ShapeGuided;

public sealed class ShapeGuidedMethodTests : Surfaces
{
    private static string Shipped => Path.Combine(SharedFiles.RepositoryRoot, "pipelines/models/sdf-small.safetensors");

    private static readonly ShapeGuidedOptions OnShipped = new()
    {
        GridSize = 96, PadMultiple = 1, PatchPoints = 64, NoiseNeighbour = 7, BlurSigma = 2, Weights = Shipped,
        Seed = 1,
    };

    /// <summary>The expert never saw a dome; a bump or dent of 4 mm scores higher than the same place
    /// without.</summary>
    [Fact]
    public void Score_OnTheShippedExpert_FindsBumpsAndDents()
    {
        TrainedModel model = Learnt.Of<ShapeGuidedMethod>(OnShipped, [Dome(1), Dome(2), Dome(3)]);
        for (int seed = 50; seed < 53; seed++)
            Assert.True(model.Score(Dome(seed, defect: true)).Whole > model.Score(Dome(seed)).Whole, $"seed {seed}");
        double auroc = Domes.Auroc(Enumerable.Range(50, 3).SelectMany(seed =>
        {
            (OrganizedCloud scan, bool[] truth) = Domes.Make(seed, defect: true);
            float[] scores = model.Score(Learnt.Scan(scan)).Each;
            return scan.ValidIndices().Select(i => (scores[i], truth[i]));
        }));
        Assert.True(auroc > 0.7, $"P-AUROC {auroc:F3}");
    }

    [Fact]
    public void Learn_WithoutAnExpert_LearnsItsOwnAndTheModelHoldsIt()
    {
        var run = new Watched();
        TrainedModel model = Learnt.Method<ShapeGuidedMethod>().Learn(Small, [(Dome(1), Role.Train)], run);
        Assert.Equal((3, "1"), (run.Losses.Count, run.Facts["expert_scans"]));
        Scores scores = model.Score(Dome(2));
        Assert.Equal(Domes.Size * Domes.Size, scores.Each.Length);
        Assert.Equal(scores.Each, model.ThroughItsFile().Score(Dome(2), threads: 1).Each);
    }

    [Fact]
    public void Learn_WithAnExpert_LearnsNothingAndNeedsItsFileNoMore()
    {
        string expert = Expert();
        var run = new Watched();
        TrainedModel model = Learnt.Method<ShapeGuidedMethod>().Learn(Small with { Weights = expert, Hidden = 7 },
            [(Dome(1), Role.Train)], run);
        Assert.Empty(run.Losses);
        Assert.Equal(64, run.Facts["expert_sha256"].Length);
        Assert.Equal(Small.Shape, ((ShapeGuidedModel)model.Model).Weights.Shape);
        Scores before = model.Score(Dome(2));
        File.Delete(expert);
        Assert.Equal(before.Each, model.ThroughItsFile().Score(Dome(2)).Each);
    }

    [Fact]
    public void Learn_TheControl_HasTheSizesOfAFileOrOfTheOptionsAndNothingLearnt()
    {
        var drawn = (ShapeGuidedModel)Learnt.Of<ShapeGuidedMethod>(Small with { Weights = "random:", Hidden = 20 },
            [Dome(1)]).Model;
        Assert.Equal(20, drawn.Weights.Shape.Hidden);
        string expert = Expert((_, weights) => weights[0] = 1000);
        var sized = (ShapeGuidedModel)Learnt.Of<ShapeGuidedMethod>(Small with { Weights = $"random:{expert}",
            Hidden = 20 }, [Dome(1)]).Model;
        Assert.Equal(Small.Shape, sized.Weights.Shape);
        Assert.True(Math.Abs(sized.Weights.Numbers[0]) < 1);
    }

    /// <summary>A code is among its own nearest, though the pursuit, which looks at products, does not take it first:
    /// nothing is left where all of them may be used.</summary>
    [Fact]
    public void Score_OneTrainingScanItself_IsToldByItsOwnCodes()
    {
        TrainedModel model = Learnt.Of<ShapeGuidedMethod>(OnShipped with { NonZeros = 10 }, [Dome(1)]);
        float own = model.Score(Dome(1)).Whole, other = model.Score(Dome(2)).Whole;
        Assert.True(own < 1e-3 * other, $"its own {own}, another's {other}");
    }

    [Fact]
    public void Score_ACloud_HasAScoreForEveryPoint()
    {
        TrainedModel model = Learnt.Of<ShapeGuidedMethod>(OnShipped with { CloudPoints = 800 }, [Ball(1), Ball(2)]);
        Scan ball = Ball(3);
        Scores scores = model.Score(ball);
        Assert.Equal(ball.Cloud.Count, scores.Each.Length);
        Assert.All(scores.Each, score => Assert.True(score >= 0));
        Assert.True(scores.Each.Distinct().Count() > 400, "points share scores");
    }

    [Fact]
    public void Score_PointsAtOnePlace_IsFinite()
    {
        var points = new PointCloud(100);
        for (int i = 0; i < 100; i++)
            points[i] = new(1, 2, 3);
        TrainedModel model = Learnt.Of<ShapeGuidedMethod>(Small with { Weights = Expert() }, [Ball(1)]);
        Assert.Equal(100, model.Score(Of(points)).Each.Length);
        Assert.Equal(100, Learnt.Of<ShapeGuidedMethod>(Small with { Weights = Expert() }, [Of(points)])
            .Score(Of(points)).Each.Length);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Score_WithColour_FindsWhatShapeDoesNotShow(bool compat)
    {
        ShapeGuidedOptions options = Small with
        {
            Weights = Expert(), PictureWeights = ResNet(), PictureSize = 64, PatchGrid = 12, SgIndexCompat = compat,
        };
        TrainedModel model = Learnt.Of<ShapeGuidedMethod>(options, [Coloured(1), Coloured(2), Coloured(3)]);
        Scores plain = model.Score(Coloured(4)), spotted = model.Score(Coloured(4, spot: true));
        Assert.True(spotted.Whole > plain.Whole, $"{spotted.Whole}, without the spot {plain.Whole}");
        int middle = (Domes.Size / 2 * Domes.Size) + (Domes.Size / 2);
        Assert.True(spotted.Each[middle] > plain.Each[middle], $"{spotted.Each[middle]}, {plain.Each[middle]}");
        Assert.Equal(spotted.Each, model.ThroughItsFile().Score(Coloured(4, spot: true), threads: 1).Each);
    }

    [Fact]
    public void Prepare_NoColourWhereColourIsAsked_SaysWhatToDo()
    {
        ShapeGuidedOptions options = Small with { Weights = Expert(), PictureWeights = ResNet() };
        Assert.Contains("has no colour", Assert.Throws<ItemRejectedException>(() => Learnt.Method<ShapeGuidedMethod>()
            .Prepare(Dome(1), options, new MethodContext())).Message, StringComparison.Ordinal);
        Assert.Contains("unorganized", Assert.Throws<ItemRejectedException>(() => Learnt.Method<ShapeGuidedMethod>()
            .Prepare(Ball(1), options, new MethodContext())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_FilesThatAreNoExpert_SaysWhatIsWrong()
    {
        MethodRunner method = Learnt.Method<ShapeGuidedMethod>();
        Assert.Contains("fit.sdf-expert", Assert.Throws<FileNotFoundException>(() => method.Check(Small with
        {
            Weights = "none",
        })).Message, StringComparison.Ordinal);
        string broken = Expert((layout, weights) => weights[layout["field.v.1"].Start + 4] = float.NaN);
        Assert.Contains("field.v.1 is NaN at 4", Message(broken), StringComparison.Ordinal);
        Assert.Contains("no tensor 'encoder.fc2.weight' of 2 dimensions", Message(Expert(shapes: part
            => part.Name == "encoder.fc2.weight" ? [part.Count] : [.. part.Shape])), StringComparison.Ordinal);
        Assert.Contains("field.fc2.bias", Message(Expert(shapes: part => part.Name == "field.fc2.bias" ? [3]
            : [.. part.Shape])), StringComparison.Ordinal);

        string Message(string file) => Assert.Throws<ArgumentException>(() => method.Check(Small with
        {
            Weights = file,
        })).Message;
    }

    [Fact]
    public void FilesKey_OtherFiles_AreOthers()
    {
        MethodRunner method = Learnt.Method<ShapeGuidedMethod>();
        string one = method.FilesKey(Small with { Weights = Expert() }),
            two = method.FilesKey(Small with { Weights = Expert((_, weights) => weights[0] = 2) });
        Assert.NotEqual(one, two);
        Assert.Equal("", method.FilesKey(Small));
        Assert.NotEqual(one, method.FilesKey(Small with { Weights = Expert(), PictureWeights = ResNet() }));
    }

    [Fact]
    public void Validate_OptionsThatContradict_AreNamed()
    {
        var problems = new Problems();
        (new ShapeGuidedOptions() with
        {
            NoiseNeighbour = 1, BatchSize = 1, Cover = 0, LearningRate = 2, PictureStages = [2, 1], Nearest = 0,
            BlurSigma = -1, NearCopies = 0,
        }).Validate(problems);
        string all = string.Join("; ", problems.Found);
        Assert.All(new[] { "NoiseNeighbour", "BatchSize", "Cover", "LearningRate", "PictureStages", "Nearest",
            "BlurSigma", "NearCopies" }, name => Assert.Contains(name, all, StringComparison.OrdinalIgnoreCase));
        problems = new Problems();
        new ShapeGuidedOptions().Validate(problems);
        new SurfaceExpertOptions().Validate(problems);
        Small.Validate(problems);
        Assert.Empty(problems.Found);
    }

    private static Scan Coloured(int seed, bool spot = false)
    {
        Scan scan = Dome(seed);
        var pixels = new byte[3 * Domes.Size * Domes.Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int column, int row) = (i / 3 % Domes.Size, i / 3 / Domes.Size);
            bool isSpot = spot && Math.Abs(column - (Domes.Size / 2)) < 6 && Math.Abs(row - (Domes.Size / 2)) < 6;
            pixels[i] = (byte)(isSpot ? 20 : 120 + (column % 7) + (row * seed % 5));
        }
        return scan with { Rgb = new RgbImage(Domes.Size, Domes.Size, pixels) };
    }

    private string ResNet()
    {
        string path = Expert() + ".resnet.safetensors";
        using FileStream file = File.Create(path);
        ResNetWeights.Random(new ResNetShape { Stem = 4, Blocks = [1, 1], Widths = [6, 8] }, seed: 1).Save(file);
        return path;
    }
}
