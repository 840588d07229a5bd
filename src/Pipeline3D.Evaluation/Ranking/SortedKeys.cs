namespace Pipeline3D.Evaluation.Ranking;

/// <summary>Searches in ascending score keys.</summary>
internal static class SortedKeys
{
    /// <summary>First position at or after <paramref name="from"/> whose key is not below <paramref
    /// name="key"/>.</summary>
    /// <param name="keys">Ascending.</param>
    /// <param name="key">What to look for.</param>
    /// <param name="from">A position known not to lie behind the answer.</param>
    /// <param name="walk">Step one by one (the answer is near) instead of bisecting.</param>
    public static int LowerBound(ReadOnlySpan<uint> keys, uint key, int from = 0, bool walk = false)
    {
        if (walk)
        {
            while (from < keys.Length && keys[from] < key)
                from++;
            return from;
        }
        int to = keys.Length;
        while (from < to)
        {
            int middle = (int)(((uint)from + (uint)to) >> 1);
            if (keys[middle] < key)
                from = middle + 1;
            else
                to = middle;
        }
        return from;
    }

    /// <summary>First position at or after <paramref name="from"/> whose key is above <paramref name="key"/>.</summary>
    public static int UpperBound(ReadOnlySpan<uint> keys, uint key, int from = 0, bool walk = false)
        => key == uint.MaxValue ? keys.Length : LowerBound(keys, key + 1, from, walk);
}
