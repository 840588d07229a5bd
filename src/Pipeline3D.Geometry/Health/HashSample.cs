namespace Pipeline3D.Geometry.Health;

/// <summary>A sample of a cloud's readings that does not depend on their order: those with the smallest hashes of their
/// coordinates.</summary>
internal static class HashSample
{
    /// <summary>Chooses about <paramref name="wanted"/> readings, or all when there are no more.</summary>
    /// <param name="cloud">The points.</param>
    /// <param name="readings">Indices of those to choose from; finite.</param>
    /// <param name="wanted">About so many are chosen; more only where points coincide.</param>
    /// <returns>Indices by hash, then by coordinates: any beginning of it is a sample, too.</returns>
    /// <remarks>Cost: O(n), and O(w log w) for the order of the w that are chosen.</remarks>
    public static int[] Of(PointCloud cloud, ReadOnlySpan<int> readings, int wanted)
    {
        ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        var chosen = new List<(ulong Hash, float X, float Y, float Z, int Index)>(
            Math.Min(readings.Length, 2 * wanted));
        // Hashes of distinct points are evenly spread, so this share of them is about what is wanted. Points that
        // coincide come all or not at all; then the limit is raised until enough have come.
        double share = Math.Min(1, (double)wanted / readings.Length);
        while (true)
        {
            ulong limit = share >= 1 ? ulong.MaxValue : (ulong)(share * ulong.MaxValue);
            foreach (int i in readings)
            {
                ulong hash = Hash(x[i], y[i], z[i]);
                if (hash <= limit)
                    chosen.Add((hash, x[i], y[i], z[i], i));
            }
            if (share >= 1 || chosen.Count >= wanted / 2)
                break;
            chosen.Clear();
            share *= 4;
        }
        chosen.Sort();
        return [.. chosen.Select(point => point.Index)];
    }

    // The finalizer of SplitMix64 over the three patterns of bits.
    private static ulong Hash(float x, float y, float z)
    {
        ulong value = BitConverter.SingleToUInt32Bits(x) | ((ulong)BitConverter.SingleToUInt32Bits(y) << 32);
        value = Mix(value + 0x9E3779B97F4A7C15);
        return Mix(value ^ BitConverter.SingleToUInt32Bits(z));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
