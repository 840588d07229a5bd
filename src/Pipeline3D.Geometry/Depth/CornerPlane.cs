using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Planes;

namespace Pipeline3D.Geometry.Depth;

/// <summary>The plane that a scan's background lies in, through corners of its grid.</summary>
/// <remarks>Source: the public code of 3DSR, which takes the upper left, upper right and lower left corner: each the
/// sum of a block's points divided by the count of those with a depth. Differs: where one of these has no depth, the
/// lower right corner takes its place; there the code divides by 0. Cost: O(1).</remarks>
public static class CornerPlane
{
    /// <summary>The plane; null when fewer than three corners have a depth, or these lie on a line.</summary>
    /// <param name="grid">The scan; (0,0,0) = no reading, every coordinate finite.</param>
    /// <param name="block">Side of a corner's block, pixels; at least 1.</param>
    public static PlaneEquation? Of(OrganizedCloud grid, int block = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        int rows = Math.Min(block, grid.Height), columns = Math.Min(block, grid.Width), right = grid.Width - columns,
            low = grid.Height - rows;
        Vector3d[] corners = [.. new[] { (0, 0), (0, right), (low, 0), (low, right) }
            .Select(corner => Mean(grid, corner.Item1, corner.Item2, rows, columns))
            .Where(mean => mean is not null).Select(mean => mean!.Value).Take(3)];
        return corners.Length == 3
            && PlaneEquation.TryThrough(corners[0], corners[1], corners[2], out PlaneEquation plane) ? plane : null;
    }

    private static Vector3d? Mean(OrganizedCloud grid, int top, int left, int rows, int columns)
    {
        Vector3d sum = default;
        int count = 0;
        for (int row = top; row < top + rows; row++)
            for (int column = left; column < left + columns; column++)
            {
                Vector3d point = Vector3d.Of(grid.Points, (row * grid.Width) + column);
                sum += point;
                count += point.Z != 0 ? 1 : 0;
            }
        return count == 0 ? null : 1.0 / count * sum;
    }
}
