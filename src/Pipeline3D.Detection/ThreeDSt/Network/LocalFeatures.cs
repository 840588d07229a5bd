using System.Runtime.CompilerServices;
using Pipeline3D.Detection.ThreeDSt.Lanes;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>The parts of the local feature aggregation for one point: out = mean over its k neighbours of
/// [ LeakyReLU(W g + b) || f ], never materialised per neighbour.</summary>
/// <remarks>Source: methods specification 1.9. Mean and concatenation commute, so the halves are computed apart; the
/// geometry has four inputs and LeakyReLU is piecewise linear, so five sums per channel carry its gradient.</remarks>
internal static class LocalFeatures<TL, TV>
    where TL : struct, ILanes<TV>
    where TV : struct
{
    /// <summary>The geometry half: the mean of LeakyReLU(W g_j + b).</summary>
    /// <param name="geometry">[k, 4]: what <see cref="NeighbourGeometry"/> wrote.</param>
    /// <param name="k">Neighbours.</param>
    /// <param name="weight">[4, width].</param>
    /// <param name="bias">[width].</param>
    /// <param name="width">Padded channels.</param>
    /// <param name="slope">Slope of LeakyReLU below zero.</param>
    /// <param name="target">[width], overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Geometry(
        ref float geometry, int k, ref float weight, ref float bias, nint width, float slope, ref float target)
    {
        TV share = TL.All(1f / k), below = TL.All(slope);
        nint channel = 0;
        for (; channel + (2 * TL.Width) <= width; channel += 2 * TL.Width)
        {
            nint next = channel + TL.Width;
            TV x0 = TL.Load(ref weight, channel), x1 = TL.Load(ref weight, next);
            TV y0 = TL.Load(ref weight, width + channel), y1 = TL.Load(ref weight, width + next);
            TV z0 = TL.Load(ref weight, (2 * width) + channel), z1 = TL.Load(ref weight, (2 * width) + next);
            TV r0 = TL.Load(ref weight, (3 * width) + channel), r1 = TL.Load(ref weight, (3 * width) + next);
            TV b0 = TL.Load(ref bias, channel), b1 = TL.Load(ref bias, next);
            TV sum0 = TL.All(0), sum1 = sum0;
            ref float at = ref geometry;
            for (int j = 0; j < k; j++)
            {
                TV gx = TL.All(at), gy = TL.All(Unsafe.Add(ref at, 1));
                TV gz = TL.All(Unsafe.Add(ref at, 2)), gr = TL.All(Unsafe.Add(ref at, 3));
                at = ref Unsafe.Add(ref at, 4);
                sum0 = TL.Add(sum0, TL.Leaky(Inner(gx, gy, gz, gr, x0, y0, z0, r0, b0), below));
                sum1 = TL.Add(sum1, TL.Leaky(Inner(gx, gy, gz, gr, x1, y1, z1, r1, b1), below));
            }
            TL.Store(TL.Multiply(sum0, share), ref target, channel);
            TL.Store(TL.Multiply(sum1, share), ref target, next);
        }
        if (channel < width)
        {
            TV x = TL.Load(ref weight, channel), y = TL.Load(ref weight, width + channel);
            TV z = TL.Load(ref weight, (2 * width) + channel), r = TL.Load(ref weight, (3 * width) + channel);
            TV b = TL.Load(ref bias, channel), sum = TL.All(0);
            ref float at = ref geometry;
            for (int j = 0; j < k; j++)
            {
                sum = TL.Add(sum, TL.Leaky(Inner(TL.All(at), TL.All(Unsafe.Add(ref at, 1)),
                    TL.All(Unsafe.Add(ref at, 2)), TL.All(Unsafe.Add(ref at, 3)), x, y, z, r, b), below));
                at = ref Unsafe.Add(ref at, 4);
            }
            TL.Store(TL.Multiply(sum, share), ref target, channel);
        }
    }

    /// <summary>target = share * the sum of the chosen rows.</summary>
    /// <param name="rows">[n, width], or some columns of a wider matrix.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="chosen">Which rows, in the order of summing.</param>
    /// <param name="count">How many.</param>
    /// <param name="width">Padded channels.</param>
    /// <param name="share">1 / k.</param>
    /// <param name="target">[width], overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mean(
        ref float rows, nint stride, ref int chosen, int count, nint width, float share, ref float target)
    {
        TV factor = TL.All(share);
        nint channel = 0;
        for (; channel + (2 * TL.Width) <= width; channel += 2 * TL.Width)
        {
            ref float column = ref Unsafe.Add(ref rows, channel);
            TV sum0 = TL.All(0), sum1 = sum0;
            for (int j = 0; j < count; j++)
            {
                nint row = Unsafe.Add(ref chosen, j) * stride;
                sum0 = TL.Add(sum0, TL.Load(ref column, row));
                sum1 = TL.Add(sum1, TL.Load(ref column, row + TL.Width));
            }
            TL.Store(TL.Multiply(sum0, factor), ref target, channel);
            TL.Store(TL.Multiply(sum1, factor), ref target, channel + TL.Width);
        }
        if (channel < width)
        {
            TV sum = TL.All(0);
            for (int j = 0; j < count; j++)
                sum = TL.Add(sum, TL.Load(ref rows, (Unsafe.Add(ref chosen, j) * stride) + channel));
            TL.Store(TL.Multiply(sum, factor), ref target, channel);
        }
    }

    /// <summary>Adds one point's share of the geometry MLP's gradient: dW_c += u_c T_c / k, db_c += u_c t_c / k, where
    /// T_c = sum of s_jc g_j, t_c = sum of s_jc and s is LeakyReLU's slope at neighbour j.</summary>
    /// <param name="geometry">[k, 4].</param>
    /// <param name="k">Neighbours.</param>
    /// <param name="weight">[4, width].</param>
    /// <param name="bias">[width].</param>
    /// <param name="width">Padded channels.</param>
    /// <param name="slope">Slope of LeakyReLU below zero.</param>
    /// <param name="upstream">[width]: gradient of the geometry half.</param>
    /// <param name="weightGradient">[4, width].</param>
    /// <param name="biasGradient">[width].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GeometryGradient(
        ref float geometry, int k, ref float weight, ref float bias, nint width, float slope,
        ref float upstream, ref float weightGradient, ref float biasGradient)
    {
        TV share = TL.All(1f / k), below = TL.All(slope);
        for (nint channel = 0; channel < width; channel += TL.Width)
        {
            TV x = TL.Load(ref weight, channel), y = TL.Load(ref weight, width + channel);
            TV z = TL.Load(ref weight, (2 * width) + channel), r = TL.Load(ref weight, (3 * width) + channel);
            TV b = TL.Load(ref bias, channel);
            TV sumX = TL.All(0), sumY = sumX, sumZ = sumX, sumR = sumX, sum = sumX;
            ref float at = ref geometry;
            for (int j = 0; j < k; j++)
            {
                TV gx = TL.All(at), gy = TL.All(Unsafe.Add(ref at, 1));
                TV gz = TL.All(Unsafe.Add(ref at, 2)), gr = TL.All(Unsafe.Add(ref at, 3));
                at = ref Unsafe.Add(ref at, 4);
                TV s = TL.LeakySlope(Inner(gx, gy, gz, gr, x, y, z, r, b), below);
                sumX = TL.MultiplyAdd(s, gx, sumX);
                sumY = TL.MultiplyAdd(s, gy, sumY);
                sumZ = TL.MultiplyAdd(s, gz, sumZ);
                sumR = TL.MultiplyAdd(s, gr, sumR);
                sum = TL.Add(sum, s);
            }
            TV u = TL.Multiply(TL.Load(ref upstream, channel), share);
            Accumulate(u, sumX, ref weightGradient, channel);
            Accumulate(u, sumY, ref weightGradient, width + channel);
            Accumulate(u, sumZ, ref weightGradient, (2 * width) + channel);
            Accumulate(u, sumR, ref weightGradient, (3 * width) + channel);
            Accumulate(u, sum, ref biasGradient, channel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Inner(TV gx, TV gy, TV gz, TV gr, TV x, TV y, TV z, TV r, TV bias)
        => TL.MultiplyAdd(gx, x, TL.MultiplyAdd(gy, y, TL.MultiplyAdd(gz, z, TL.MultiplyAdd(gr, r, bias))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(TV factor, TV sum, ref float target, nint place)
        => TL.Store(TL.MultiplyAdd(factor, sum, TL.Load(ref target, place)), ref target, place);
}
