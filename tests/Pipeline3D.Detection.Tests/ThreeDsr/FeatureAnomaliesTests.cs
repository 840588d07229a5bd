using Pipeline3D.Detection.ThreeDsr;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Tests.ThreeDsr;

public sealed class FeatureAnomaliesTests : SmallAutoencoders
{
    [Theory, InlineData(0.1), InlineData(0.5), InlineData(1)]
    public void Replace_MaskedPlaces_TakeNearCodesButNotTheNearest(double strength)
    {
        using DisposeScope scope = NewDisposeScope();
        // 40 codes on a line; features lie on the code 0, of which the nearest twentieth are 0 and 1.
        Tensor codes = Tensors.From([.. Enumerable.Range(0, 40).Select(i => (float)i)], 40, 1),
            features = zeros(1, 1, 4, 4), mask = Tensors.From([.. Enumerable.Range(0, 16).Select(i => i < 8 ? 1f : 0)],
                1, 1, 4, 4);
        var random = new Random(1);
        float[] found = Tensors.ToFloats(FeatureAnomalies.Replace(features, features - 7, codes, mask, [strength],
            (_, _) => random.NextDouble()));
        int near = Math.Clamp((int)(strength * 40) + 1, 1, 39);
        Assert.All(found[..8], code => Assert.InRange(code, 2, near - 1));
        Assert.All(found[8..], code => Assert.Equal(-7, code));
        Assert.True(strength == 0.1 || found[..8].Distinct().Count() > 2);
    }

    [Fact]
    public void Replace_FewCodes_TakesTheNextOne()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = Tensors.From([0f, 1], 2, 1), features = zeros(2, 1, 1, 1);
        Assert.Equal([0, 0], Tensors.ToFloats(FeatureAnomalies.Replace(features, features, codes, ones(2, 1, 1, 1),
            [0.01, 1], (_, _) => 0.999)));
    }

    [Fact]
    public void Shuffle_Blocks_ChangePlacesWholeUnderTheMaskAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor map = Tensors.From([.. Enumerable.Range(0, 16).Select(i => (float)i)], 1, 1, 4, 4);
        float[] all = Tensors.ToFloats(FeatureAnomalies.Shuffle(map, ones(1, 1, 4, 4), 2, [3, 2, 1, 0]));
        Assert.Equal([10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5], all);
        Tensor first = zeros(1, 1, 4, 4);
        first[0, 0, 0, 0] = 1;
        Assert.Equal([10, 1, 2], Tensors.ToFloats(FeatureAnomalies.Shuffle(map, first, 2, [3, 2, 1, 0]))[..3]);
    }

    [Fact]
    public void Label_OnePixel_IsItsWholePlace()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = zeros(1, 1, 8, 8);
        mask[0, 0, 5, 2] = 1;
        float[] label = Tensors.ToFloats(FeatureAnomalies.Label(FeatureAnomalies.Pooled(mask,
            DsrAutoencoder.HighRatio), DsrAutoencoder.HighRatio));
        Assert.Equal(Enumerable.Range(0, 64).Select(i => i / 8 >= 4 && i % 8 < 4 ? 1f : 0), label);
    }

    [Fact]
    public void Batch_Draws_DependOnSeedRoundAndItemsAlone()
    {
        ThreeDsrOptions options = Small("") with { NormalShare = 0, LeastThreshold = 0.1, LargestThreshold = 0.1 };
        DepthPicture sample = DepthPictures.Of(Dome(1), options, new());
        ThreeDsrBatch one = Batch(options, 5, 2), again = Batch(options, 5, 2), other = Batch(options, 6, 2);
        Assert.Equal(one.Depth, again.Depth);
        Assert.Equal(one.Mask, again.Mask);
        Assert.NotEqual(one.Depth, other.Depth);
        Assert.NotEqual(one.LowStrengths, other.LowStrengths);
        Assert.All(one.LowStrengths.Concat(one.HighStrengths), strength => Assert.InRange(strength, 0.1, 1));
        ThreeDsrBatch many = Batch(options, 1, 2, count: 40);
        Assert.All(many.ChangesLow.Zip(many.ChangesHigh), level => Assert.True(level.First || level.Second));
        Assert.Equal(3, many.ChangesLow.Zip(many.ChangesHigh).Distinct().Count());
        Assert.Contains(1f, many.Mask);

        ThreeDsrBatch Batch(ThreeDsrOptions with, int item, int epoch, int count = 2)
            => new([.. Enumerable.Range(item, count)], epoch, [() => sample], with);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Batch_Masks_LieOnTheObjectAsItIsTurned(bool rotates)
    {
        ThreeDsrOptions options = Small("") with
        {
            NormalShare = 0, LeastThreshold = 0, LargestThreshold = 0, Turn = 180, RotateMask = rotates,
            LargestScale = 2,
        };
        // An object in the upper left corner, which turns elsewhere.
        bool[] corner = [.. Enumerable.Range(0, 64 * 64).Select(i => i % 64 is > 8 and < 24 && i / 64 is > 8 and < 24)];
        var sample = new DepthPicture(64, Array.ConvertAll(corner, mark => mark ? 0.5f : 0), corner, 64, 64);
        var batch = new ThreeDsrBatch([0, 1, 2, 3], 1, [() => sample], options);
        int off = Enumerable.Range(0, batch.Mask.Length).Count(i => batch.Mask[i] == 1 && batch.Depth[i] == 0);
        Assert.Contains(1f, batch.Mask);
        Assert.True(rotates ? off == 0 : off > 300, $"{off} anomalous pixels off the object");
    }

    [Fact]
    public void Shuffle_Sizes_DivideTheLevelAndOrdersArePermutations()
    {
        DepthPicture sample = DepthPictures.Of(Dome(1), Small(""), new());
        var batch = new ThreeDsrBatch([0], 1, [() => sample], Small(""));
        Assert.Null(batch.Shuffle(0, 8));
        for (int i = 0; i < 20; i++)
        {
            (int block, int[] order) = batch.Shuffle(1, 12)!.Value;
            Assert.Contains(block, new[] { 1, 2, 4 });
            Assert.Equal(Enumerable.Range(0, 144 / (block * block)), order.Order());
        }
    }
}
