using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>What one view shows of points that squares stand for: the nearest depth of every pixel and the point that
/// has it, the lowest index on a tie.</summary>
/// <param name="Nearest">Depth of every pixel, infinite without a point.</param>
/// <param name="Winner">Point of every pixel, -1 for none.</param>
internal readonly record struct ViewSurface(double[] Nearest, int[] Winner)
{
    /// <summary>Covers the pixels. Cost: O(pixels + n x area of a square).</summary>
    public static ViewSurface Of(PointCloud cloud, in ViewProjector camera, int width, int height, double size)
    {
        double[] nearest = GC.AllocateUninitializedArray<double>(checked(width * height));
        int[] winner = GC.AllocateUninitializedArray<int>(nearest.Length);
        Array.Fill(nearest, double.PositiveInfinity);
        Array.Fill(winner, -1);
        for (int i = 0; i < cloud.Count; i++)
        {
            (double u, double v, double depth) = camera.Project(camera.Turned(Vector3d.Of(cloud, i)));
            (int left, int right) = ViewSplat.Covered(u + camera.SquareShift, size, width);
            (int top, int bottom) = ViewSplat.Covered(v + camera.SquareShift, size, height);
            for (int row = top; row < bottom; row++)
                for (int pixel = (row * width) + left; pixel < (row * width) + right; pixel++)
                    if (depth < nearest[pixel])
                        (nearest[pixel], winner[pixel]) = (depth, i);
        }
        return new ViewSurface(nearest, winner);
    }
}
