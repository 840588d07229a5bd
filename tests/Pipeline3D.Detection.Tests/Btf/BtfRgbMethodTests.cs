using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;

namespace Pipeline3D.Detection.Tests.Btf;

public sealed class BtfRgbMethodTests
{
    private static readonly BtfRgbOptions Small = new()
    {
        Weights = "random:resnet18", Layers = [1], PictureSize = 48, GridSize = 48, PatchGrid = 12, PadMultiple = 1,
        BlurSigma = 1, WithoutColour = WithoutColour.Features,
    };

    public BtfRgbMethodTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void Score_SpotOfAnotherColour_RaisesTheScoresThere()
    {
        TrainedModel model = Learnt.Of<BtfRgbMethod>(Small, Enumerable.Range(0, 3).Select(seed => Coloured(seed, false)));
        Scan spotted = Coloured(9, hasSpot: true);
        float[] more = [.. model.Score(spotted).Each.Zip(model.Score(Coloured(9, false)).Each, (a, b) => a - b)];
        int most = Array.IndexOf(more, more.Max()), width = spotted.Grid!.Width;
        // Both scans have the same points, so all that differs is the spot, as a small network that learnt nothing sees
        // it.
        Assert.True(more[most] > 0.01, $"the spot raises scores by {more[most]} at most");
        Assert.InRange(most % width, (width / 2) - 12, (width / 2) + 12);
        Assert.InRange(most / width, (width / 2) - 12, (width / 2) + 12);
    }

    [Fact]
    public void Score_ScanWithoutColour_IsScoredByItsPointsAndSaidSo()
    {
        TrainedModel model = Learnt.Of<BtfRgbMethod>(Small, Enumerable.Range(0, 3).Select(seed => Coloured(seed, false)));
        var remarks = new List<string>();
        Scores scores = model.Score(Coloured(9, false) with { Rgb = null }, new MethodContext { Remark = remarks.Add });
        Assert.Contains("without colour", Assert.Single(remarks), StringComparison.Ordinal);
        Assert.True(scores.Whole > 0, $"{scores.Whole}");
    }

    [Fact]
    public void Needs_WithoutColour_AsTheOptionSays()
    {
        Assert.False(new BtfRgbMethod().Needs(Small).Colour);
        Assert.True(new BtfRgbMethod().Needs(Small with { WithoutColour = WithoutColour.Refuse }).Colour);
    }

    [Fact]
    public void Prepare_PictureOfAnotherSize_IsADeadLetter()
        => Assert.Equal(RejectReason.SizeMismatch, Assert.Throws<ItemRejectedException>(() =>
            Learnt.Method<BtfRgbMethod>().Prepare(Coloured(1, false) with { Rgb = new RgbImage(2, 2, new byte[12]) }, Small,
                new MethodContext())).Reason);

    [Theory]
    [InlineData(new[] { 2, 1 }, 224, "Layers"), InlineData(new int[0], 224, "Layers")]
    [InlineData(new[] { 3 }, 32, "PictureSize")]
    public void Validate_LayersOrPictureThatDoNotFit_AreNamed(int[] layers, int picture, string option)
    {
        var problems = new Problems();
        (Small with { Layers = [.. layers], PictureSize = picture }).Validate(problems);
        Assert.Contains(problems.Found, problem => problem.Option == option);
    }

    private static Scan Coloured(int seed, bool hasSpot)
    {
        OrganizedCloud grid = Domes.Make(seed, defect: false).Scan;
        var pixels = new byte[3 * grid.Width * grid.Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int column = i / 3 % grid.Width, row = i / 3 / grid.Width;
            bool isSpot = hasSpot && Math.Abs(column - (grid.Width / 2)) < 4 && Math.Abs(row - (grid.Height / 2)) < 4;
            pixels[i] = (byte)(isSpot ? 240 * (i % 2) : 90 + (20 * (i % 3)));
        }
        return Learnt.Scan(grid) with { Rgb = new RgbImage(grid.Width, grid.Height, pixels) };
    }
}
