using System.Numerics;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Interpolation;

/// <summary>Values at places from values at a few centres: means weighted by the inverse of the squared
/// distance.</summary>
/// <remarks>Source: the feature propagation of PointNet++ (Qi et al. 2017) as M3DM uses it: the three nearest centres,
/// weights 1 / (d^2 + 1e-8), normalised. Differs: squared distances are sums of squared differences, where the code
/// there expands the square and loses digits. Cost: one search a place.</remarks>
public sealed class InverseDistance
{
    private const double Guard = 1e-8;
    private const int Grain = 1024;
    private readonly int _centres;

    private InverseDistance(int centres, int perPlace, int[] index, float[] weight)
        => (_centres, PerPlace, Index, Weight) = (centres, perPlace, index, weight);

    /// <summary>Centres of a place.</summary>
    public int PerPlace { get; }

    /// <summary>Shape [n, PerPlace]: the nearest centres of each place, nearest first, ties by the lower
    /// index.</summary>
    public int[] Index { get; }

    /// <summary>Shape [n, PerPlace]: their weights, which sum to 1.</summary>
    public float[] Weight { get; }

    /// <summary>Finds centres and weights of places.</summary>
    /// <param name="centres">At least one; finite.</param>
    /// <param name="places">n places; finite.</param>
    /// <param name="neighbours">Centres of a place; all of them where there are fewer.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">There is no centre, or a coordinate is not finite.</exception>
    public static InverseDistance Of(PointCloud centres, PointCloud places, int neighbours = 3, int threads = 0,
        CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        int count = Math.Min(neighbours, centres.Count);
        int[] index = new KdTree(centres, threads).Nearest(places, count, threads, stop).Index;
        var weight = new float[index.Length];
        Ranges.Run(places.Count, Grain, (start, end) =>
        {
            Span<double> inverse = stackalloc double[Math.Min(count, 64)];
            inverse = count <= 64 ? inverse : new double[count];
            for (int place = start; place < end; place++)
            {
                double sum = 0;
                for (int i = 0; i < count; i++)
                {
                    Vector3 centre = centres[index[(place * count) + i]], at = places[place];
                    double x = (double)at.X - centre.X, y = (double)at.Y - centre.Y, z = (double)at.Z - centre.Z;
                    inverse[i] = 1 / ((x * x) + (y * y) + (z * z) + Guard);
                    sum += inverse[i];
                }
                for (int i = 0; i < count; i++)
                    weight[(place * count) + i] = (float)(inverse[i] / sum);
            }
        }, threads, stop);
        return new InverseDistance(centres.Count, count, index, weight);
    }

    /// <summary>Values at the places.</summary>
    /// <param name="values">Shape [centres, d].</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, d].</returns>
    /// <exception cref="ArgumentException">There are not as many rows as centres.</exception>
    public FeatureMatrix Apply(FeatureMatrix values, int threads = 0, CancellationToken stop = default)
    {
        Require.Length(values.Rows, _centres, $"[{_centres}, d]", nameof(values));
        var result = new FeatureMatrix(Index.Length / PerPlace, values.Columns);
        Ranges.Run(result.Rows, Grain, (start, end) =>
        {
            for (int place = start; place < end; place++)
            {
                Span<float> to = result.Row(place);
                for (int i = place * PerPlace; i < (place + 1) * PerPlace; i++)
                {
                    ReadOnlySpan<float> from = values.Row(Index[i]);
                    float weight = Weight[i];
                    for (int column = 0; column < to.Length; column++)
                        to[column] += weight * from[column];
                }
            }
        }, threads, stop);
        return result;
    }
}
