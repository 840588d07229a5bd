namespace Pipeline3D.Geometry;

/// <summary>Partial sorting by a key.</summary>
internal static class Selection
{
    /// <summary>Reorders <paramref name="items"/> so that no key before <paramref name="rank"/> exceeds one from it
    /// on.</summary>
    /// <remarks>Hoare's selection with the median of three; swaps on equal keys, so duplicates stay O(n).
    /// Deterministic.</remarks>
    public static void Partition(Span<int> items, ReadOnlySpan<float> keys, int rank)
    {
        int low = 0, high = items.Length - 1;
        while (low < high)
        {
            float pivot = MedianOfThree(keys[items[low]], keys[items[low + ((high - low) >> 1)]], keys[items[high]]);
            int i = low, j = high;
            while (i <= j)
            {
                while (keys[items[i]] < pivot)
                    i++;
                while (keys[items[j]] > pivot)
                    j--;
                if (i <= j)
                {
                    (items[i], items[j]) = (items[j], items[i]);
                    i++;
                    j--;
                }
            }
            if (rank <= j)
                high = j;
            else if (rank >= i)
                low = i;
            else
                return;
        }
    }

    private static float MedianOfThree(float a, float b, float c)
        => MathF.Max(MathF.Min(a, b), MathF.Min(MathF.Max(a, b), c));
}
