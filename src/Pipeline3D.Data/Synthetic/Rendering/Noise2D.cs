using System.Runtime.CompilerServices;

namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>Smooth seeded noise over the plane: gradient noise on a unit lattice, and sums of its octaves.</summary>
/// <remarks>Source: Perlin 2002 (quintic fade); gradients from an integer hash, so no table and no state.</remarks>
internal readonly struct Noise2D(ulong seed)
{
    private readonly ulong _seed = seed;

    /// <summary>One octave; about -0.7 to 0.7, zero on lattice points.</summary>
    public double At(double x, double y)
    {
        double fx = Math.Floor(x), fy = Math.Floor(y);
        (int ix, int iy) = ((int)fx, (int)fy);
        (double dx, double dy) = (x - fx, y - fy);
        double u = Fade(dx), v = Fade(dy);
        double top = Lerp(Corner(ix, iy, dx, dy), Corner(ix + 1, iy, dx - 1, dy), u);
        double bottom = Lerp(Corner(ix, iy + 1, dx, dy - 1), Corner(ix + 1, iy + 1, dx - 1, dy - 1), u);
        return Lerp(top, bottom, v);
    }

    /// <summary>A sum of octaves, each of half the wavelength and half the height of the one before; about -1 to
    /// 1.</summary>
    public double Octaves(double x, double y, int octaves)
    {
        double sum = 0, scale = 1;
        for (int i = 0; i < octaves; i++)
        {
            sum += scale * At(x, y);
            (x, y, scale) = (2 * x + 37.3, 2 * y - 11.9, scale / 2);
        }
        return sum;
    }

    /// <summary>A uniform number in [0, 1) of a lattice cell.</summary>
    public double Cell(int x, int y) => (Hash(x, y) >> 11) * (1.0 / (1UL << 53));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Fade(double t) => t * t * t * (t * (t * 6 - 15) + 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Lerp(double a, double b, double t) => a + (b - a) * t;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Corner(int x, int y, double dx, double dy)
    {
        ulong hash = Hash(x, y);
        // Two 16-bit parts of the hash as a gradient in the square [-1, 1)^2.
        return ((short)(hash >> 16) * dx + (short)(hash >> 40) * dy) * (1.0 / 32768);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Hash(int x, int y)
    {
        ulong z = _seed + (uint)x * 0x9E3779B97F4A7C15 + (uint)y * 0xC2B2AE3D27D4EB4F;
        z = (z ^ (z >> 29)) * 0xBF58476D1CE4E5B9;
        return z ^ (z >> 32);
    }
}
