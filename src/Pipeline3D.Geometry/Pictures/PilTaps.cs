using System.Buffers;

namespace Pipeline3D.Geometry.Pictures;

/// <summary>For every pixel of an axis of the result, which pixels it takes and how much of each.</summary>
internal readonly ref struct PilTaps : IDisposable
{
    private const int One = 1 << 22;
    private readonly int[] _weights, _places;
    private readonly int _widest;

    public PilTaps(int size, int wanted, PilFilter filter)
    {
        double scale = (double)size / wanted, reach = Math.Max(scale, 1),
            support = reach * (filter == PilFilter.Bicubic ? 2 : 1);
        _widest = ((int)Math.Ceiling(support) * 2) + 1;
        _weights = ArrayPool<int>.Shared.Rent(checked(_widest * wanted));
        _places = ArrayPool<int>.Shared.Rent(wanted * 2);
        double[] exact = ArrayPool<double>.Shared.Rent(_widest);
        for (int x = 0; x < wanted; x++)
        {
            double centre = (x + .5) * scale, sum = 0;
            // Truncated, not rounded down: what lies before the picture is cut to 0 all the same.
            int first = Math.Max(0, (int)(centre - support + .5)), end = Math.Min(size, (int)(centre + support + .5));
            for (int i = first; i < end; i++)
                sum += exact[i - first] = Weight((i - centre + .5) / reach, filter);
            (_places[2 * x], _places[(2 * x) + 1]) = (first, end - first);
            for (int i = 0; i < end - first; i++)
            {
                double weight = exact[i] / sum * One;
                _weights[(x * _widest) + i] = (int)(weight < 0 ? weight - .5 : weight + .5);
            }
        }
        ArrayPool<double>.Shared.Return(exact);
    }

    /// <summary>Weights of one pixel of the result, together 2^22 but for their rounding.</summary>
    /// <param name="x">The pixel.</param>
    /// <param name="first">Where the first one lies.</param>
    public ReadOnlySpan<int> Of(int x, out int first)
    {
        first = _places[2 * x];
        return _weights.AsSpan(x * _widest, _places[(2 * x) + 1]);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_weights);
        ArrayPool<int>.Shared.Return(_places);
    }

    private static double Weight(double x, PilFilter filter)
    {
        const double a = -.5;
        x = Math.Abs(x);
        if (filter == PilFilter.Bilinear)
            return Math.Max(0, 1 - x);
        return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a : 0;
    }
}
