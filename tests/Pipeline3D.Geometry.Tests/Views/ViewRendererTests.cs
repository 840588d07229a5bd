using Pipeline3D.TestSupport;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Geometry.Tests.Views;

public sealed class ViewRendererTests
{
    [Fact]
    public void Render_Sphere_ShadedDiscOnWhite()
    {
        var cloud = new PointCloud(40_000);
        for (int i = 0; i < cloud.Count; i++)
        {
            double z = 1 - ((2.0 * i + 1) / cloud.Count), angle = i * Math.PI * (3 - Math.Sqrt(5)),
                r = Math.Sqrt(1 - (z * z));
            cloud[i] = new((float)(r * Math.Cos(angle)), (float)(r * Math.Sin(angle)), (float)z);
        }
        var setup = new ViewSetup { Angles = [new(0, 0)], Width = 101, Height = 101 };
        ViewImage image = ViewRenderer.Render(cloud, cloud, setup, new ViewImageOptions { SplatSize = 3 })[0];
        // Distance 2, tan 30 degrees: the rim is seen under 30 degrees and would fill the image; the disc's radius is
        // its half.
        int Grey(int row, int column) => image.Rgb[3 * ((row * 101) + column)];
        Assert.Equal(255, Grey(0, 0));
        Assert.Equal(255, Grey(100, 100));
        Assert.Equal(255, Grey(50, 50)); // 0.7 x 1.32 + 0.4 of the highlight is over 1
        int half = Grey(50, 80), rim = Grey(50, 95);
        Assert.True(half is > 100 and < 220 && rim < half, $"{half} half way, {rim} near the rim");
        Assert.All(Enumerable.Range(0, 101 * 101), i => Assert.Equal(image.Rgb[3 * i], image.Rgb[(3 * i) + 2]));
    }

    [Fact]
    public void Render_TiltedPlane_GreyOfThePhongFormula()
    {
        // One point in the middle with a normal at 60 degrees to the axis: only the front pair lights it, no highlight.
        PointCloud cloud = PointCloud.FromInterleaved([0, 0, 0, 1, 0, 0, -1, 0, 0]);
        PointCloud normals = PointCloud.FromInterleaved([0, 0.8660254f, 0.5f, 0, 0.8660254f, 0.5f, 0, 0.8660254f,
            0.5f]);
        var setup = new ViewSetup { Angles = [new(0, 0)], Width = 31, Height = 31 };
        byte[] rgb = ViewRenderer.Render(cloud, normals, setup, new ViewImageOptions { SplatSize = 1 })[0].Rgb;
        Assert.Equal((byte)Math.Round(255 * 0.7 * 2 * 0.66 * 0.5), rgb[3 * ((15 * 31) + 15)]);
        for (int i = 0; i < 3; i++)
            normals[i] = -normals[i];
        // Turned round, the pair behind lights it just as much.
        Assert.Equal(rgb, ViewRenderer.Render(cloud, normals, setup, new ViewImageOptions { SplatSize = 1 })[0].Rgb);
    }

    [Theory, InlineData(1, 3), InlineData(3, 27), InlineData(5, 75)]
    public void Render_SplatSize_SquaresOfThatSide(double size, int expected)
    {
        PointCloud cloud = PointCloud.FromInterleaved([0, 0, 0, 1, 0, 0, -1, 0, 0]);
        PointCloud normals = PointCloud.FromInterleaved([0, 1, 0, 0, 1, 0, 0, 1, 0]);
        var setup = new ViewSetup { Angles = [new(0, 0)], Width = 101, Height = 101 };
        byte[] rgb = ViewRenderer.Render(cloud, normals, setup, new ViewImageOptions { SplatSize = size })[0].Rgb;
        Assert.Equal(3 * expected, rgb.Count(value => value != 255));
    }

    [Theory, InlineData(64, 64), InlineData(1024, 64)]
    public void Render_PointAdsCamera_SquareStandsInTheMiddleOfThePicture(int window, int side)
    {
        // Open3D's middle is (W / 2 - 0.5) counted from the middle of the first pixel: the very middle of the window.
        PointCloud cloud = PointCloud.FromInterleaved([0, 0, 0]), normals = PointCloud.FromInterleaved([0, 1, 0]);
        var setup = new ViewSetup
        {
            Angles = [new(0, 0)], Camera = ViewCamera.PointAd, Window = window, Width = side, Height = side,
        };
        byte[] rgb = ViewRenderer.Render(cloud, normals, setup, new ViewImageOptions { SplatSize = 4 })[0].Rgb;
        int[] shown = [.. Enumerable.Range(0, side * side).Where(i => rgb[3 * i] != 255)];
        Assert.Equal([30, 31, 32, 33], shown.Select(i => i % side).Distinct());
        Assert.Equal([30, 31, 32, 33], shown.Select(i => i / side).Distinct());
    }

    [Fact]
    public void Render_WrongArguments_Throws()
    {
        PointCloud cloud = TestClouds.Of("cube", 4);
        var setup = new ViewSetup { Angles = [new(0, 0)] };
        Assert.Throws<ArgumentException>(() => ViewRenderer.Render(cloud, new PointCloud(3), setup));
        Assert.Throws<ArgumentOutOfRangeException>(() => ViewRenderer.Render(cloud, cloud, setup,
            new ViewImageOptions { SplatSize = 0 }));
    }
}
