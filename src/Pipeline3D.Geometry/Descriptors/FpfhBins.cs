using System.Runtime.CompilerServices;

namespace Pipeline3D.Geometry.Descriptors;

/// <summary>The bins of FPFH's angles; on the cores and on devices alike.</summary>
internal static class FpfhBins
{
    /// <summary>Bins of an angle.</summary>
    public const int Count = 11;

    /// <summary>The bin of atan2(sine, cosine) among equal parts of [-pi, pi], without the arcus tangent.</summary>
    /// <remarks>Bins have borders at odd multiples of pi / 11. On either side of the line through -pi, 0 and pi a
    /// direction is beyond a border when it lies to the left of it: one product of two directions tells.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OfAngle(double sine, double cosine)
    {
        if (sine == 0 && cosine >= 0)
            return Count / 2;
        // -0 stands for the angle -pi.
        bool isBelow = sine < 0 || (sine == 0 && 1 / sine < 0);
        double y = isBelow ? -sine : sine;
        int beyond = Past(0.9594929736144974, 0.28173255684142967, y, cosine)
            + Past(0.6548607339452851, 0.7557495743542583, y, cosine)
            + Past(0.14231483827328512, 0.9898214418809327, y, cosine)
            + Past(-0.4154150130018863, 0.9096319953545184, y, cosine)
            + Past(-0.8412535328311811, 0.5406408174555978, y, cosine);
        return isBelow ? (Count / 2) - beyond : (Count / 2) + beyond;
    }

    /// <summary>The bin of a cosine among equal parts of [-1, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OfCosine(double value)
        => Math.Min(Math.Max((int)Math.Floor(Count * (value + 1) * 0.5), 0), Count - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Past(double borderX, double borderY, double y, double x)
        => (borderX * y) - (borderY * x) >= 0 ? 1 : 0;
}
