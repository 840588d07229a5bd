using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.PointAd;

public sealed class PointAdScoringTests : IDisposable
{
    private readonly PointAdOracle _oracle = new();
    private readonly float[] _text;

    public PointAdScoringTests() => _text = _oracle.Tower().Features(_oracle.Weights);

    public void Dispose() => _oracle.Dispose();

    [Fact]
    public void Features_OfThePrompts_AreTheOracles()
    {
        _oracle.AssertNear("pointad_text_features", _text);
        _oracle.AssertNear("pointad_text_features_half", _oracle.Tower(half: true).Features(_oracle.Weights));
    }

    [Fact]
    public void Mean_OfTheViews_IsTheOraclesMapOnThePoints()
    {
        float[] direction = Similarity.Direction(_text), both = new float[2 * 2 * _oracle.Grid.Pixels];
        for (int item = 0; item < 2; item++)
        {
            PointAdSample sample = _oracle.Samples[item];
            float[] points = sample.Seen.Mean(_oracle.Grid, [.. Enumerable.Range(0, 3).Select(view =>
                PointAdScoring.MapOf(sample.Views, view, direction))]);
            for (int i = 0; i < points.Length; i++)
            {
                int at = 2 * ((item * _oracle.Grid.Pixels) + sample.Seen.Own[i]);
                (both[at], both[at + 1]) = (1 - points[i], points[i]);
            }
        }
        _oracle.AssertNear("pointad_points", both);
    }

    [Fact]
    public void Score_ByShape_IsTheOracles()
    {
        Scores scores = Score(_oracle.WithColour(), new PointAdOptions(), withColour: false);
        _oracle.AssertNear("pointad_map_3d", scores.Each);
        Assert.Equal(_oracle.Value("inference.score_3d"), scores.Whole, 2e-5);
    }

    [Fact]
    public void Score_ByColour_IsTheOracles()
    {
        Scores scores = Score(_oracle.WithColour(), new PointAdOptions { Rgb = RgbUse.Only });
        _oracle.AssertNear("pointad_map_rgb", scores.Each);
        Assert.Equal(_oracle.Value("inference.score_rgb_code"), scores.Whole, 4e-5);
    }

    [Theory, InlineData(ScoreFusion.Code, "code"), InlineData(ScoreFusion.Paper, "paper")]
    public void Score_ByBoth_IsTheOracles(ScoreFusion fusion, string name)
    {
        Scores scores = Score(_oracle.WithColour(), new PointAdOptions { Rgb = RgbUse.Fuse, Fusion = fusion });
        _oracle.AssertNear("pointad_map_both", scores.Each);
        Assert.Equal(_oracle.Value($"inference.score_both_{name}"), scores.Whole, 4e-5);
    }

    [Fact]
    public void Score_ViewsInAnotherOrder_StaysTheSame()
    {
        PointAdSample sample = _oracle.Samples[1];
        int[] order = [2, 0, 1];
        int length = sample.Views.Length, patches = sample.Views.Side * sample.Views.Side;
        float[] classes = sample.Views.Classes();
        var turned = new PointAdSample(PictureFeatures.Of(sample.Views.Side, length,
            [.. order.SelectMany(view => classes[(view * length)..((view + 1) * length)])],
            [[.. order.SelectMany(view => sample.Views.Tokens(0, view))]], isHalf: false), SeenOf(sample, order),
            sample.Size);
        Assert.Equal(3 * patches * length, order.Sum(view => sample.Views.Tokens(0, view).Length));
        Scores plain = Score(sample, new PointAdOptions()), other = Score(turned, new PointAdOptions());
        Assert.Equal(plain.Whole, other.Whole, 1e-6f);
        Assert.All(plain.Each.Zip(other.Each), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Score_HalfPrecision_MovesNoScoreByMoreThanAThousandth()
    {
        PointAdSample sample = _oracle.Samples[0];
        float[] tokens = [.. Enumerable.Range(0, 3).SelectMany(view => sample.Views.Tokens(0, view))];
        var half = new PointAdSample(PictureFeatures.Of(sample.Views.Side, sample.Views.Length, sample.Views.Classes(),
            [tokens], isHalf: true), sample.Seen, sample.Size);
        Assert.Equal(sample.Views.ByteSize, 2 * half.Views.ByteSize);
        Assert.All(Score(sample, new PointAdOptions()).Each.Zip(Score(half, new PointAdOptions()).Each),
            pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Codec_RoundTrip_GivesBytesAndScoresBack()
    {
        PointAdSample sample = _oracle.WithColour();
        var options = new PointAdOptions { Rgb = RgbUse.Fuse };
        using var first = new MemoryStream();
        PointAdSampleCodec.Instance.Write(sample, new BinaryWriter(first));
        first.Position = 0;
        PointAdSample back = PointAdSampleCodec.Instance.Read(new BinaryReader(first));
        using var second = new MemoryStream();
        PointAdSampleCodec.Instance.Write(back, new BinaryWriter(second));
        Assert.Equal(first.ToArray(), second.ToArray());
        Assert.Equal(Score(sample, options).Each, Score(back, options).Each);
        Assert.Equal(sample.Masks.SelectMany(mask => mask), back.Masks.SelectMany(mask => mask));
        Assert.Equal(sample.PointTruth, back.PointTruth);
        Assert.Equal((sample.IsAnomalous, sample.HiddenDefects), (back.IsAnomalous, back.HiddenDefects));
    }

    [Theory, InlineData("a", "a"), InlineData("a", "b"), InlineData("", "b"), InlineData("a", "")]
    public void Score_FeaturesOfOtherWeightsThanTheModel_IsNoVerdict(string features, string model)
    {
        PointAdSample sample = Codec(_oracle.MadeWith(features));
        var learnt = new PromptModel(_oracle.Shape, _oracle.Weights, _text, model);
        Scores Judge() => new PointAdMethod().Score(learnt, Scan(), sample, new PointAdOptions(), new MethodContext());

        if (features == model)
            Assert.Equal(_oracle.Grid.Pixels, Judge().Each.Length);
        else
            Assert.Equal(RejectReason.NoModel, Assert.Throws<ItemRejectedException>(Judge).Reason);
    }

    [Theory, InlineData(RgbUse.Fuse, "fuse"), InlineData(RgbUse.Only, "only"), InlineData(RgbUse.Ignore, null)]
    public void Score_WithoutTheColourThatIsAskedFor_IsByShapeAloneAndSaysSo(RgbUse use, string? word)
    {
        var remarks = new List<string>();
        PointAdSample whole = _oracle.WithColour(), sample = new(whole.Views, whole.Seen, whole.Size);
        Scores scores = PointAdScoring.Score(Scan(), sample, _text, new PointAdOptions { Rgb = use },
            new MethodContext { Remark = remarks.Add });
        Assert.Equal(Score(sample, new PointAdOptions(), withColour: false).Each, scores.Each);
        Assert.Equal(word is null ? [] : [$"scans without a colour picture on their grid are scored by shape alone, "
            + $"although 'rgb' is {word}"], remarks);
    }

    [Fact]
    public void Fit_ScansOfTwoWeights_RefusesTheSecond()
    {
        using IFit<PointAdSample, PromptModel> fit = new PointAdMethod().Begin(new PointAdOptions());
        fit.Add(_oracle.MadeWith("a"), Role.Train, new MethodContext());
        fit.Add(_oracle.MadeWith("a"), Role.Train, new MethodContext());
        ArgumentException refused = Assert.Throws<ArgumentException>(() =>
            fit.Add(_oracle.MadeWith("b"), Role.Train, new MethodContext()));
        Assert.Contains("sha256 b, what it is learnt with is of weights of sha256 a", refused.Message,
            StringComparison.Ordinal);
    }

    private static PointAdSample Codec(PointAdSample sample)
    {
        using var file = new MemoryStream();
        PointAdSampleCodec.Instance.Write(sample, new BinaryWriter(file));
        file.Position = 0;
        return PointAdSampleCodec.Instance.Read(new BinaryReader(file));
    }

    private static SeenPoints SeenOf(PointAdSample sample, int[] order)
    {
        int points = sample.Seen.Own.Length;
        var pixel = new int[order.Length][];
        var visible = new bool[order.Length][];
        for (int i = 0; i < order.Length; i++)
        {
            (pixel[i], visible[i]) = (new int[points], new bool[points]);
            for (int k = 0; k < sample.Seen.Points[order[i]].Length; k++)
                (pixel[i][sample.Seen.Points[order[i]][k]], visible[i][sample.Seen.Points[order[i]][k]])
                    = (sample.Seen.Pixels[order[i]][k], true);
        }
        return SeenPoints.Of(sample.Seen.Cells, sample.Seen.Own, pixel, visible);
    }

    private Scores Score(PointAdSample sample, PointAdOptions options, bool withColour = true)
    {
        if (!withColour)
            sample = new PointAdSample(sample.Views, sample.Seen, sample.Size);
        return PointAdScoring.Score(Scan(), sample, _text, options, new MethodContext());
    }

    private Scan Scan()
    {
        var cloud = new PointCloud(_oracle.Grid.Pixels);
        return new Scan
        {
            Id = new ItemId("test", "", "", "", "object"), Cloud = cloud, Unit = LengthUnit.Metre,
            Grid = new OrganizedCloud(_oracle.Grid.Size, _oracle.Grid.Size, cloud),
        };
    }
}
