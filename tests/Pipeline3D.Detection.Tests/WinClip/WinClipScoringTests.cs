using Pipeline3D.Detection.WinClip;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;

namespace Pipeline3D.Detection.Tests.WinClip;

/// <summary>What holds of WinCLIP's maps whatever the weights; its numbers are held by the group winclip of
/// <c>pipeline3d net</c>.</summary>
public sealed class WinClipScoringTests : IDisposable
{
    private const int Embedding = 12, Size = 32;
    private readonly ClipModel? _model;
    private readonly float[] _text = Numbers(3, 2 * Embedding);

    public WinClipScoringTests()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        _model = ClipModel.Random(new ClipShape(new ClipVisionShape(Size, 8, 64, 2, 1), null, Embedding,
            ClipActivation.Gelu), 7);
    }

    public void Dispose() => _model?.Dispose();

    [Fact]
    public void Score_ItsOwnPictureAsReference_FewShotMapIsZeroAndHalvesTheZeroShotMap()
    {
        WinClipSample sample = Sample(1);
        (float whole, float[] zero) = Score(sample, [], WinClipVariant.Anomalib);
        (float both, float[] fused) = Score(sample, References(sample), WinClipVariant.Anomalib);
        Assert.All(zero.Zip(fused), pair => Assert.Equal(pair.First / 2, pair.Second, 1e-5f));
        Assert.Equal(whole / 2, both, 1e-5f);
    }

    [Fact]
    public void Few_MoreReferences_NeverMakesAPatchMoreUnlike()
    {
        WinClipSample sample = Sample(1), one = Sample(2), two = Sample(3);
        float[] few = WinClipScoring.Few(sample, References(one), 1, CancellationToken.None),
            more = WinClipScoring.Few(sample, References(one, two), 3, CancellationToken.None);
        Assert.All(few.Zip(more), pair => Assert.True(pair.Second <= pair.First, $"{pair}"));
        Assert.True(few.Max() > 0);
    }

    [Theory, InlineData(WinClipVariant.Anomalib), InlineData(WinClipVariant.Caoyunkang)]
    public void Score_StatesExchanged_TurnsTheWholePicturesProbabilityRound(WinClipVariant variant)
    {
        WinClipSample sample = Sample(4);
        (float whole, float[] map) = Score(sample, [], variant);
        Assert.All(map, value => Assert.InRange(value, 0, 1));
        if (variant == WinClipVariant.Caoyunkang)
            Assert.Equal(map.Max(), whole);
        else
            Assert.Equal(1 - whole, WinClipScoring.Score(sample, [.. _text[Embedding..], .. _text[..Embedding]], [],
                variant, 0, CancellationToken.None).Whole, 1e-5f);
    }

    [Fact]
    public void Codec_RoundTrip_GivesBytesAndScoresBack()
    {
        WinClipSample sample = Sample(5, isHalf: true);
        using var first = new MemoryStream();
        WinClipSampleCodec.Instance.Write(sample, new BinaryWriter(first));
        first.Position = 0;
        WinClipSample back = WinClipSampleCodec.Instance.Read(new BinaryReader(first));
        Assert.Equal(first.Length, first.Position);
        Assert.Equal(Score(sample, [], WinClipVariant.Anomalib).Map, Score(back, [], WinClipVariant.Anomalib).Map);
        Assert.Equal(sample.Scale(2), back.Scale(2));
    }

    private (float Whole, float[] Map) Score(WinClipSample sample,
        System.Collections.Immutable.ImmutableArray<float[]> references, WinClipVariant variant)
        => WinClipScoring.Score(sample, _text, references, variant, 0, CancellationToken.None);

    private static System.Collections.Immutable.ImmutableArray<float[]> References(params WinClipSample[] samples)
        => [.. Enumerable.Range(0, 3).Select(scale => samples.SelectMany(sample => sample.Scale(scale)).ToArray())];

    private WinClipSample Sample(int seed, bool isHalf = false)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return WinClipSample.Of(_model!.Vision, Tensors.From(Numbers(seed, 3 * Size * Size), 1, 3, Size, Size), isHalf);
    }

    private static float[] Numbers(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
