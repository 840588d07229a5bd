using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>Orders points along a Morton curve, so that neighbours in space are neighbours in memory.</summary>
internal static class MortonOrder
{
    private const int Bits = 10;

    /// <summary>Indices of the points in their order on the curve; ties by the lower index.</summary>
    public static int[] Of(PointCloud cloud)
    {
        (float lowX, float perX) = Cells(cloud.X);
        (float lowY, float perY) = Cells(cloud.Y);
        (float lowZ, float perZ) = Cells(cloud.Z);
        // One cell size for all axes keeps the curve's cells cubic.
        float per = Math.Min(perX, Math.Min(perY, perZ));
        var keys = new ulong[cloud.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            uint code = Spread((uint)((cloud.X[i] - lowX) * per)) | (Spread((uint)((cloud.Y[i] - lowY) * per)) << 1)
                | (Spread((uint)((cloud.Z[i] - lowZ) * per)) << 2);
            keys[i] = ((ulong)code << 32) | (uint)i;
        }
        Array.Sort(keys);
        return Array.ConvertAll(keys, key => (int)(uint)key);
    }

    private static (float Low, float Per) Cells(ReadOnlySpan<float> values)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        float per = ((1 << Bits) - 1) / (high - low);
        return (low, float.IsFinite(per) ? per : float.MaxValue);
    }

    // Puts two zero bits between the ten low bits.
    private static uint Spread(uint value)
    {
        value = Math.Min(value, (1 << Bits) - 1);
        value = (value | (value << 16)) & 0x030000FF;
        value = (value | (value << 8)) & 0x0300F00F;
        value = (value | (value << 4)) & 0x030C30C3;
        return (value | (value << 2)) & 0x09249249;
    }
}
