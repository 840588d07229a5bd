using System.Collections.Immutable;
using Pipeline3D.Geometry.Views;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Views;

public sealed class PointViewerTests
{
    private static readonly PointViewOptions Small = new() { Size = 48, Supersample = false };

    [Fact]
    public void Of_CellsOfAScan_OwnIndicesPixelsOfTheProjectionAndNoPointUnseen()
    {
        PointCloud scan = TestClouds.Of("surface", 400);
        int[] own = [.. Enumerable.Range(0, 400).Where(i => i % 3 != 1)];
        PointViews views = PointViewer.Of(scan, own, new bool[400], Small);
        Assert.Equal((48, 9, 400), (views.Size, views.Count, views.Cells));
        Assert.Equal(own, views.Own);
        ViewProjection[] expected = MultiView.Project(Turned(scan, own), Small.Setup());
        for (int view = 0; view < 9; view++)
        {
            Assert.Equal(expected[view].Pixel, views.Pixel[view]);
            Assert.All(Enumerable.Range(0, own.Length).Where(i => expected[view].Visible[i]),
                i => Assert.True(views.Visible[view][i]));
            Assert.Contains(views.Pictures[view], value => value != 255);
        }
        Assert.All(Enumerable.Range(0, own.Length), i => Assert.Contains(views.Visible, flags => flags[i]));
        Assert.Equal(9, views.Truth!.Count);
        Assert.All(views.Truth, mask => Assert.DoesNotContain(true, mask));
        Assert.Equal((5 * own.Length) + (9 * ((5 * own.Length) + (4 * 48 * 48))), views.ByteSize);
    }

    [Theory, InlineData("x1", 0.25), InlineData("x3", 0.25)]
    public void Of_LabelledPlate_TruthCoversItsShareOfThePicture(string preset, double share)
    {
        // A plate of 200 x 200 points across the view, one quarter of it labelled.
        var scan = new PointCloud(40_000);
        for (int i = 0; i < scan.Count; i++)
            scan[i] = new(i % 200, i / 200, 5 + (0.001f * (i % 7)));
        bool[] labels = [.. Enumerable.Range(0, scan.Count).Select(i => i % 200 < 100 && i / 200 < 100)];
        PointViews views = PointViewer.Of(scan, labels, Small with
        {
            Preset = preset, NormalRadius = 3, PointSize = 1,
        });
        int middle = views.Count / 2, white = 255;
        int shown = views.Pictures[middle].Count(value => value < white) / 3,
            labelled = views.Truth![middle].Count(value => value);
        Assert.InRange(labelled / (double)shown, share - 0.03, share + 0.03);
        // The scan is turned about x: its first rows are at the top, its first columns left.
        Assert.All(Enumerable.Range(0, 48 * 48).Where(i => views.Truth[middle][i]),
            i => Assert.True(i % 48 < 25 && i / 48 < 25, $"pixel {i} is labelled"));
        int[] lit = [.. Enumerable.Range(0, scan.Count).Where(i => labels[i])];
        Assert.True(lit.Count(i => views.Truth[middle][views.Pixel[middle][i]]) > 0.9 * lit.Length);
    }

    [Fact]
    public void Of_EyecandiesCamera_LabelsByTheCameraThatIsNamed()
    {
        var scan = new PointCloud(10_000);
        for (int i = 0; i < scan.Count; i++)
            scan[i] = new(i % 100 * 0.001f, i / 100 * 0.001f, 0.3f + (0.00001f * (i % 7)));
        bool[] labels = [.. Enumerable.Range(0, scan.Count)
            .Select(i => i % 100 is > 30 and < 70 && i / 100 is > 30 and < 70)];
        PointViewOptions recipe = Small with
        {
            Preset = "code-eyecandies-9", Size = 168, NormalRadius = 0.01, PointSize = 1,
        };
        PointViews moved = PointViewer.Of(scan, labels, recipe), code = PointViewer.Of(scan, labels,
            recipe with { EyecandiesGtCamera = EyecandiesCameraRule.Code });
        Assert.Equal(moved.Pixel[2], code.Pixel[2]);
        Assert.Equal(moved.Pictures[2], code.Pictures[2]);
        int Area(PointViews views) => views.Truth![2].Count(value => value);
        // Back by 5 mm from a plate of 100 mm, seen from about 120 mm.
        Assert.True(Area(code) > 1.05 * Area(moved), $"{Area(code)} pixels by the code's camera, {Area(moved)} else");
    }

    [Fact]
    public void Of_PaintedInItsSize_SamePixelsOtherEdges()
    {
        PointCloud scan = TestClouds.Of("surface", 5000);
        PointViews quick = PointViewer.Of(scan, null, Small), fine = PointViewer.Of(scan, null,
            Small with { Supersample = true });
        Assert.Equal(fine.Pixel[4], quick.Pixel[4]);
        Assert.NotEqual(fine.Pictures[4], quick.Pictures[4]);
        // Without antialiasing a pixel is background or surface; with it edges have values between.
        double difference = fine.Pictures[4].Zip(quick.Pictures[4]).Average(pair => Math.Abs(pair.First - pair.Second));
        Assert.InRange(difference, 0.1, 40);
    }

    [Fact]
    public void Of_WithoutFill_FlagsOfTheProjection()
    {
        PointCloud scan = TestClouds.Of("surface", 4000);
        int[] own = [.. Enumerable.Range(0, 4000)];
        PointViews views = PointViewer.Of(scan, null, Small with { Fill = false });
        ViewProjection[] expected = MultiView.Project(Turned(scan, own), Small.Setup());
        Assert.Equal(expected.SelectMany(view => view.Visible), views.Visible.SelectMany(flags => flags));
        Assert.Contains(own, i => views.Visible.All(flags => !flags[i]));
        Assert.Null(views.Truth);
    }

    [Fact]
    public void Of_FewerPointsThanWanted_FilledUpBehindItsOwn()
    {
        PointCloud scan = TestClouds.Of("surface", 300);
        bool[] labels = [.. Enumerable.Range(0, 300).Select(i => i < 150)];
        PointViewOptions recipe = Small with { Densify = ViewDensify.Interpolate, Sample = 1000, Seed = 5 };
        PointViews views = PointViewer.Of(scan, labels, recipe);
        Assert.Equal(1000, views.Own.Length);
        Assert.Equal(Enumerable.Range(0, 300), views.Own[..300]);
        Assert.All(views.Own[300..], index => Assert.Equal(-1, index));
        Assert.Equal(views.Pixel[3], PointViewer.Of(scan, labels, recipe, threads: 3).Pixel[3]);
        Assert.NotEqual(views.Pixel[3], PointViewer.Of(scan, labels, recipe with { Seed = 6 }).Pixel[3]);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Of_TooFewCandidates_PointsAreRepeated(int points)
    {
        PointViews views = PointViewer.Of(TestClouds.Of("surface", points), new bool[points],
            Small with { Densify = ViewDensify.Interpolate, Sample = 200 });
        Assert.Equal(200, views.Own.Length);
        Assert.InRange(views.Pixel[0].Distinct().Count(), 1, 10 * points);
    }

    [Fact]
    public void Of_MorePointsThanWanted_FarthestInTheOrderOfTheScan()
    {
        PointCloud scan = TestClouds.Of("surface", 900);
        PointViews views = PointViewer.Of(scan, null, Small with { Sample = 200 });
        Assert.Equal(200, views.Own.Length);
        PointViews kept = PointViewer.Of(scan, null, Small with { Keep = 0.5 });
        Assert.Equal(450, kept.Own.Length);
        Assert.Equal(kept.Own, kept.Own.Order());
        float[] scores = [.. views.Own.Select(i => scan.X[i])];
        float[] all = views.SpreadToAll(scores, scan, [.. Enumerable.Range(0, 900)]);
        Assert.All(views.Own.Zip(scores), pair => Assert.Equal(pair.Second, all[pair.First]));
        for (int i = 0; i < 900; i++)
        {
            int nearest = views.Own.MinBy(own => (scan[own] - scan[i]).LengthSquared());
            Assert.Equal(scan.X[nearest], all[i]);
        }
        Assert.Equal(700, views.SpreadToOwn(scores, -9).Count(score => score == -9));
    }

    [Fact]
    public void Of_OccludedFromAbove_LowerSheetIsGone()
    {
        // Two sheets of 40 x 40, one behind the other as the sensor looks along +z.
        var scan = new PointCloud(3200);
        for (int i = 0; i < 3200; i++)
            scan[i] = new(i % 40, i / 40 % 40, i < 1600 ? 1 : 21);
        int[] shown = PointViewer.Of(scan, null, Small with { NormalRadius = 3, Occlude = "0,0" }).Own;
        Assert.Equal(Enumerable.Range(0, 1600), shown.Take(1600));
        Assert.InRange(shown.Length, 1600, 2000);
    }

    [Fact]
    public void Of_LightBlurShiftTilt_OnlyWhatTheyNameChanges()
    {
        PointCloud scan = TestClouds.Of("surface", 500);
        PointViews plain = PointViewer.Of(scan, null, Small),
            dark = PointViewer.Of(scan, null, Small with { Light = 0.5 }),
            soft = PointViewer.Of(scan, null, Small with { Blur = 2 });
        Assert.Equal(plain.Pixel[0], dark.Pixel[0]);
        Assert.True(dark.Pictures[0].Sum(value => (long)value) < plain.Pictures[0].Sum(value => (long)value));
        Assert.All(plain.Pictures[0].Zip(dark.Pictures[0]), pair => Assert.True(pair.Second <= pair.First));
        Assert.Equal(plain.Pixel[0], soft.Pixel[0]);
        Assert.True(Roughness(soft.Pictures[0]) < Roughness(plain.Pictures[0]) / 3);
        // A shift of 15 turns the view at -15 to 0 about x, and that at -30 to -15 about y.
        PointViews shifted = PointViewer.Of(scan, null, Small with { AngleShift = 15 });
        Assert.Equal(plain.Pixel[2], shifted.Pixel[1]);
        Assert.Equal(plain.Pixel[6], shifted.Pixel[5]);
        Assert.Equal(plain.Pixel[2], PointViewer.Of(scan, null, Small with { Tilt = 15 }).Pixel[1]);

        static long Roughness(byte[] rgb)
            => Enumerable.Range(3, rgb.Length - 3).Sum(i => (long)Math.Abs(rgb[i] - rgb[i - 3]));
    }

    [Fact]
    public void For_KnownDataset_PublishedSizeInPixelsOfThePicture()
    {
        var recipe = new PointViewOptions();
        Assert.Equal(12.0 * 336 / 1024, recipe.For("mvtec3d", "cable_gland").PointSize, 12);
        Assert.Equal(5.0 * 336 / 1024, recipe.For("mvtec3d", "rope").PointSize, 12);
        Assert.Equal(10.0 * 336 / 1036, (recipe with { Preset = "code-eyecandies-9" }).For("eyecandies", "Lollipop")
            .PointSize, 12);
        Assert.Equal(0, recipe.For("folder", "rope").PointSize);
        Assert.Equal(3, (recipe with { PointSize = 3 }).For("mvtec3d", "rope").PointSize);
    }

    [Fact]
    public void Of_WrongArguments_RefusedInTheirOwnWords()
    {
        PointCloud scan = TestClouds.Of("cube", 20);
        AssertRefused("without own points", () => PointViewer.Of(scan, [], null, Small));
        AssertRefused("without own points", () => PointViewer.Of(new PointCloud(0), null, Small));
        AssertRefused("index 20", () => PointViewer.Of(scan, [20], null, Small));
        AssertRefused("shape [20]", () => PointViewer.Of(scan, new bool[3], Small));
        AssertRefused("Keep", () => PointViewer.Of(scan, null, Small with { Keep = 0 }));
        AssertRefused("Occlude", () => PointViewer.Of(scan, null, Small with { Occlude = "1;2" }));
        AssertRefused("Densify", () => PointViewer.Of(scan, null, Small with
        {
            Sample = 0, Densify = ViewDensify.Interpolate,
        }));
        AssertRefused("Preset", () => PointViewer.Of(scan, null, Small with { Preset = "x2" }));
    }

    [Fact]
    public void PointViews_WrongParts_RefusedByName()
    {
        ImmutableArray<byte[]> picture = [new byte[12]];
        AssertRefused("at pixel 4", () => new PointViews(2, 2, 3, picture, [1], [[4]], [[true]]));
        AssertRefused("index 3 in a scan of 3", () => new PointViews(2, 2, 3, picture, [3], [[0]], [[true]]));
        AssertRefused("ascend", () => new PointViews(2, 2, 3, picture, [1, 1], [[0, 0]], [[true, true]]));
        AssertRefused("must come last", () => new PointViews(2, 2, 3, picture, [-1, 1], [[0, 0]], [[true, true]]));
        AssertRefused("[2, 2, 3] of view 0", () => new PointViews(2, 2, 3, [new byte[3]], [1], [[0]], [[true]]));
        AssertRefused("one each", () => new PointViews(2, 2, 3, picture, [1], [[0], [0]], [[true]]));
        AssertRefused("[2, 2] of view 0", () => new PointViews(2, 2, 3, picture, [1], [[0]], [[true]], [new bool[3]]));
        AssertRefused("at least one view", () => new PointViews(2, 2, 3, [], [1], [], []));
        AssertRefused("without own points", () => new PointViews(2, 2, 3, picture, [], [[]], [[]]));
        var views = new PointViews(2, 1, 3, [new byte[6]], [0, 2, -1], [[0, 1, 1]], [[true, true, true]]);
        Assert.Contains("2 x 1", Assert.Throws<InvalidOperationException>(() => views.Size).Message,
            StringComparison.Ordinal);
        Assert.Equal([4, -1, 5], views.SpreadToOwn([4, 5, 6], -1));
        Assert.Equal([2, 6, 6], MultiView.BackProject(views.Projections(), [[2, 6]]));
    }

    private static void AssertRefused(string words, Func<object> act)
        => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);

    private static PointCloud Turned(PointCloud cloud, int[] own)
    {
        PointCloud points = cloud.Select(own);
        for (int i = 0; i < points.Count; i++)
            (points.Y[i], points.Z[i]) = (-points.Y[i], -points.Z[i]);
        return points;
    }
}
