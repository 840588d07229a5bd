using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Tests.Synthetic.Rendering;

public sealed class SurfaceRendererTests
{
    private static readonly ScanView Straight = new()
    {
        Width = 121,
        Height = 81,
        Focal = 500,
        Distance = 0.5,
        TiltX = 0,
        TiltY = 0,
        Projector = new Vector3(0.1f, 0, 0),
    };

    [Fact]
    public void Render_BareTiltedTable_IsTheRaysIntersectionWithThePlane()
    {
        ScanView view = Straight with { TiltX = 0.05, TiltY = -0.04 };
        SurfaceImage image = SurfaceRenderer.Render(view, new Solid((_, _) => 0));
        // The plane through (0, 0, D) whose normal is that of the table turned about x, then about y.
        Matrix4x4 turn = Matrix4x4.CreateRotationX(-0.05f) * Matrix4x4.CreateRotationY(0.04f);
        Vector3 normal = Vector3.TransformNormal(-Vector3.UnitZ, turn);
        for (int pixel = 0; pixel < image.Depth.Length; pixel++)
        {
            Vector3 ray = view.Ray(pixel % view.Width, pixel / view.Width);
            float expected = 0.5f * normal.Z / Vector3.Dot(normal, ray);
            Assert.Equal(expected, image.Depth[pixel], 2e-6f);
            Assert.True(image.Lit[pixel]);
            Assert.Equal(1, Vector3.Dot(normal, image.Normal[pixel]), 1e-5f);
        }
    }

    [Fact]
    public void Render_Dome_IsTheRaysIntersectionWithTheSphere()
    {
        const double Radius = 0.03;
        SurfaceImage image = SurfaceRenderer.Render(Straight,
            new Solid((a, b) => Shaping.Round(Radius, Math.Sqrt(a * a + b * b))));
        for (int column = 40; column <= 80; column++)
        {
            var ray = Vector3.Normalize(Straight.Ray(column, 40));
            // |t ray - (0,0,D)| = R, the nearer solution.
            double along = 0.5 * ray.Z, hit = along - Math.Sqrt(Radius * Radius - (0.25 - along * along));
            // The sagitta of one cell of the grid (1 mm) on this sphere is 4 um.
            Assert.Equal(hit * ray.Z, image.Depth[40 * 121 + column], 1e-5);
        }
    }

    [Fact]
    public void Render_Block_ShadesTheTableAwayFromTheProjector()
    {
        // A block of 20 mm from a = -10 mm to 10 mm; the projector stands 100 mm to the right, 500 mm up, so the shadow
        // of its left edge reaches h * (p + 10 mm) / (D - h) further to the left.
        const double Block = 0.02;
        SurfaceImage image = SurfaceRenderer.Render(Straight,
            new Solid((a, b) => Math.Abs(a) <= 0.01 && Math.Abs(b) <= 0.03 ? Block : 0));
        double reach = 0.01 + Block * (0.1 + 0.01) / (0.5 - Block);
        for (int column = 0; column < 121; column++)
        {
            double a = 0.5 * (column - 60) / 500;
            bool dark = a > -reach && a < -0.011;
            // Two pixels of 1 mm for the facets of the grid at the block's edge.
            if (Math.Abs(a + reach) > 0.002 && Math.Abs(Math.Abs(a) - 0.0105) > 0.0015)
                Assert.Equal(!dark, image.Lit[40 * 121 + column]);
        }
    }

    [Fact]
    public void Render_ChangeElsewhereOnThePart_LeavesOtherPixelsBitEqual()
    {
        double Ridge(double a, double b) => 0.02 + 0.004 * Math.Sin(900 * a);
        SurfaceImage low = SurfaceRenderer.Render(Straight, new Solid(Ridge));
        SurfaceImage high = SurfaceRenderer.Render(Straight, new Solid((a, b) => a > 0.04 ? 0.05 : Ridge(a, b)));
        for (int column = 0; column < 90; column++)
            Assert.Equal(low.Depth[40 * 121 + column], high.Depth[40 * 121 + column]);
    }

    private sealed class Solid(Func<double, double, double> height) : ISurface
    {
        public double Height(double a, double b) => height(a, b);

        public Vector3 Colour(double a, double b, double height) => Vector3.One / 2;
    }
}
