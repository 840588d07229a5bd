using Pipeline3D.Detection.Cpmf;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Detection.Tests.Cpmf;

public sealed class CpmfViewsTests
{
    [Fact]
    public void Setup_AllViews_TurnsByTheAuthorsMatrices()
    {
        ViewSetup setup = CpmfViews.Setup(CpmfViews.All, 64);
        ViewProjector[] cameras = MultiView.Cameras(Shell(), setup, 1, default);
        Assert.Equal(27, cameras.Length);
        for (int view = 0; view < cameras.Length; view++)
        {
            (double x, double y, double z) = CpmfViews.Angles[view];
            foreach (Vector3d direction in new Vector3d[] { new(1, 0, 0), new(0, 1, 0), new(0, 0, 1) })
            {
                // Rx Ry Rz: about z first.
                Vector3d wanted = About(0, x, About(1, y, About(2, z, direction)));
                Vector3d found = cameras[view].TurnedDirection(direction);
                Assert.True((wanted - found).Length < 1e-12, $"view {view} turns {direction} to {found}, not {wanted}");
            }
        }
    }

    [Fact]
    public void Setup_FewViews_BeginsUnturnedAndSpreads()
    {
        ViewSetup few = CpmfViews.Setup(3, 64);
        Assert.Equal(3, few.Angles.Length);
        Assert.Equal(new ViewAngle(0, 0), few.Angles[0]);
        Assert.Equal(-15, few.Angles[1].XDegrees, 1e-9);
        Assert.Equal(15, few.Angles[2].XDegrees, 1e-9);
    }

    [Fact]
    public void Pixels_PointsOfTheCloud_AreThoseOfItsOwnProjection()
    {
        PointCloud shell = Shell();
        ViewSetup setup = CpmfViews.Setup(4, 64);
        int[][] pixels = CpmfViews.Pixels(shell, shell, setup, twoCenters: false, 1, default);
        ViewProjection[] wanted = MultiView.Project(shell, setup, 1);
        for (int view = 0; view < pixels.Length; view++)
            Assert.Equal(wanted[view].Pixel, pixels[view]);
    }

    [Fact]
    public void Pixels_TwoCenters_TurnsPointsAboutTheirOwnMean()
    {
        PointCloud shell = Shell(), part = shell.Select([.. Enumerable.Range(0, 200)]);
        ViewSetup setup = CpmfViews.Setup(27, 256);
        int[][] one = CpmfViews.Pixels(shell, part, setup, twoCenters: false, 1, default),
            two = CpmfViews.Pixels(shell, part, setup, twoCenters: true, 1, default);
        Assert.Equal(one[0], two[0]);
        ViewProjector camera = MultiView.Cameras(shell, setup, 1, default)[20];
        Vector3d mean = Vector3d.MeanOf(part), whole = Vector3d.MeanOf(shell);
        for (int i = 0; i < part.Count; i++)
        {
            // As the code does: turned about the own mean, then shown by the other's camera, which takes off its mean.
            Vector3d turned = camera.TurnedDirection(Vector3d.Of(part, i) - mean) + mean - whole,
                middle = camera.Turned(whole);
            (double u, double v, _) = camera.Project(turned + middle);
            Assert.Equal(camera.PixelOf(u, v), two[20][i]);
        }
        Assert.NotEqual(one[20], two[20]);
    }

    [Fact]
    public void Mean_MapsOfTwoStages_EqualsEnlargedMapsReadAtThePixels()
    {
        var random = new Random(5);
        const int side = 12, views = 3, count = 40;
        ResNetMaps[] stages = [Maps(random, views, 6, 4), Maps(random, views, 3, 5)];
        int[][] pixels = [.. Enumerable.Range(0, views).Select(_ => Enumerable.Range(0, count).Select(_ =>
            random.Next(side * side)).ToArray())];
        FeatureMatrix found = ViewLookup.Mean(stages, pixels, side, 2, default);
        Assert.Equal(found.Values, ViewLookup.Mean(stages, pixels, side, 1, default).Values);
        Assert.Equal((count, 9), (found.Rows, found.Columns));
        var enlarged = new float[side * side];
        for (int column = 0; column < 9; column++)
        {
            ResNetMaps stage = stages[column < 4 ? 0 : 1];
            int channel = column < 4 ? column : column - 4;
            var sums = new double[count];
            for (int view = 0; view < views; view++)
            {
                float[] map = [.. Enumerable.Range(0, stage.Height * stage.Width).Select(i => stage.Of(view)[
                    (i * stage.Channels) + channel])];
                GridResize.Bilinear(map, stage.Height, stage.Width, enlarged, side, side);
                for (int i = 0; i < count; i++)
                    sums[i] += enlarged[pixels[view][i]];
            }
            for (int i = 0; i < count; i++)
                Assert.Equal(sums[i] / views, found.Row(i)[column], 1e-6);
        }
    }

    private static ResNetMaps Maps(Random random, int count, int side, int channels) => new(count, side, side, channels,
        [.. Enumerable.Range(0, count * side * side * channels).Select(_ => random.NextSingle())]);

    private static Vector3d About(int axis, double angle, Vector3d v)
    {
        (double sine, double cosine) = Math.SinCos(angle);
        return axis switch
        {
            0 => new(v.X, (cosine * v.Y) - (sine * v.Z), (sine * v.Y) + (cosine * v.Z)),
            1 => new((cosine * v.X) + (sine * v.Z), v.Y, (cosine * v.Z) - (sine * v.X)),
            _ => new((cosine * v.X) - (sine * v.Y), (sine * v.X) + (cosine * v.Y), v.Z),
        };
    }

    private static PointCloud Shell()
    {
        var random = new Random(9);
        var cloud = new PointCloud(500);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(random.NextSingle(), 2 * random.NextSingle(), 0.1f * i / cloud.Count);
        return cloud;
    }
}
