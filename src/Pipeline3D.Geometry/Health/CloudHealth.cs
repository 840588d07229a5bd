using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Health;

/// <summary>What tells at a glance whether a scan is like others of its kind: readings, density, place, size,
/// surface.</summary>
/// <remarks>
/// Lengths are in the unit of the coordinates, angles in degrees. All but the counts are taken from at most about
/// <see cref="PlaceSample"/> readings (place, size) and <see cref="SurfacePlaces"/> readings (density, surface) that
/// are chosen by a hash of their coordinates: the same points give the same values in any order, but for ties of
/// distance. Half a percent of outliers on each side of an axis changes neither place nor size. Cost: O(n) on a grid,
/// O(n log n) for a plain cloud, whose readings all go into a search tree.
/// </remarks>
public sealed record CloudHealth
{
    /// <summary>Readings that place and size are taken from; all of a smaller cloud.</summary>
    public const int PlaceSample = 16_384;

    /// <summary>Readings that density and surface are taken at; all of a smaller cloud.</summary>
    public const int SurfacePlaces = 512;

    private const double Tail = 0.005;

    /// <summary>Pixels of the grid, or points of the cloud.</summary>
    public required int Points { get; init; }

    /// <summary>Points that hold a reading.</summary>
    public required int Readings { get; init; }

    /// <summary>Readings as a share of the points, 0 to 1; 0 for a cloud without points.</summary>
    public double ReadingShare => Points == 0 ? 0 : (double)Readings / Points;

    /// <summary>Lengths of the sides of the box along x, y, z that holds all but the outermost half percent at each
    /// side; NaN without a reading.</summary>
    public Vector3d Extent { get; init; } = NotKnown;

    /// <summary>Mean of the readings, those outside the box moved to its border; NaN without a reading.</summary>
    public Vector3d Centre { get; init; } = NotKnown;

    /// <summary>Median distance of a reading to the nearest other one; NaN with fewer than two readings.</summary>
    public double Spacing { get; init; } = double.NaN;

    /// <summary>Median deviation of a reading's neighbours from the plane through them: noise and fine relief; NaN with
    /// fewer than five readings.</summary>
    /// <remarks>Root of the squared distances of a reading and its 12 nearest, over their number less 3.</remarks>
    public double Roughness { get; init; } = double.NaN;

    /// <summary>Mean angle between the normals and their common axis, 0 to 90 degrees; NaN with fewer than five
    /// readings.</summary>
    /// <remarks>The axis is the direction that the normals, signs apart, lie nearest to: the viewing direction for a
    /// flat part seen from above.</remarks>
    public double Tilt { get; init; } = double.NaN;

    /// <summary>The longest side of <see cref="Extent"/>.</summary>
    public double Size => Math.Max(Extent.X, Math.Max(Extent.Y, Extent.Z));

    private static Vector3d NotKnown => new(double.NaN, double.NaN, double.NaN);

    /// <summary>Measures a scan on a pixel grid.</summary>
    /// <param name="grid">The scan.</param>
    /// <param name="readings">Flat indices of its pixels with a reading, each once; their coordinates are
    /// finite.</param>
    public static CloudHealth Of(OrganizedCloud grid, ReadOnlySpan<int> readings)
        => Of(grid.Points, readings, grid);

    /// <summary>Measures a plain cloud.</summary>
    /// <param name="cloud">The points.</param>
    /// <param name="readings">Indices of those with a reading, each once; their coordinates are finite.</param>
    public static CloudHealth Of(PointCloud cloud, ReadOnlySpan<int> readings) => Of(cloud, readings, null);

    /// <summary>The same scan with its lengths in another unit.</summary>
    /// <param name="factor">New units per old one.</param>
    public CloudHealth Times(double factor) => this with
    {
        Extent = factor * Extent, Centre = factor * Centre, Spacing = factor * Spacing, Roughness = factor * Roughness,
    };

    private static CloudHealth Of(PointCloud cloud, ReadOnlySpan<int> readings, OrganizedCloud? grid)
    {
        var counted = new CloudHealth { Points = cloud.Count, Readings = readings.Length };
        if (readings.IsEmpty)
            return counted;
        int[] sample = HashSample.Of(cloud, readings, PlaceSample);
        (double lowX, double highX, double x) = Side(cloud.X, sample);
        (double lowY, double highY, double y) = Side(cloud.Y, sample);
        (double lowZ, double highZ, double z) = Side(cloud.Z, sample);
        CloudHealth placed = counted with
        {
            Extent = new Vector3d(highX - lowX, highY - lowY, highZ - lowZ), Centre = new Vector3d(x, y, z),
        };
        ReadOnlySpan<int> places = sample.AsSpan(0, Math.Min(sample.Length, SurfacePlaces));
        SurfaceSample? surface = grid is null ? null : GridNeighbourhoods.Of(grid, readings, places);
        surface ??= TreeNeighbourhoods.Of(cloud, readings, places, placed.Centre, placed.Size);
        return placed with
        {
            Spacing = surface.Spacing, Roughness = surface.Roughness, Tilt = surface.Tilt(),
        };
    }

    private static (double Low, double High, double Mean) Side(ReadOnlySpan<float> values, int[] sample)
    {
        var sorted = new float[sample.Length];
        for (int i = 0; i < sorted.Length; i++)
            sorted[i] = values[sample[i]];
        Array.Sort(sorted);
        int cut = (int)(Tail * sorted.Length);
        double low = sorted[cut], high = sorted[^(cut + 1)], sum = 0;
        foreach (float value in sorted)
            sum += Math.Clamp(value, low, high);
        return (low, high, sum / sorted.Length);
    }
}
