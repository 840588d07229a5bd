namespace Pipeline3D.Evaluation.Regions;

/// <summary>Connected regions of a mask: 8-connected, so pixels that touch at a corner belong together.</summary>
public static class ConnectedComponents
{
    /// <summary>Numbers the regions of a mask.</summary>
    /// <param name="mask">Shape [height, width]; 0 = background, anything else = foreground: touching pixels of
    /// different values form one region.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="labels">Shape [height, width]; overwritten with 0 for background and 1..n for the regions, numbered
    /// in the row-major order of their first pixels (as scipy.ndimage.label with a 3 x 3 array of ones).</param>
    /// <returns>n, the number of regions.</returns>
    /// <remarks>Cost: O(pixels), most of it a vectorised search for foreground.</remarks>
    /// <exception cref="ArgumentException">The spans do not hold width * height values.</exception>
    public static int Label(ReadOnlySpan<byte> mask, int width, int height, Span<int> labels)
    {
        if ((long)width * height != mask.Length || width < 0 || height < 0)
            throw new ArgumentException($"a mask of {mask.Length} values is not {width} x {height}", nameof(mask));
        if (labels.Length != mask.Length)
            throw new ArgumentException($"{labels.Length} labels for {mask.Length} pixels", nameof(labels));
        labels.Clear();
        int regions = 0;
        var pending = new Stack<int>();
        for (int start = NextForeground(mask, 0); start >= 0; start = NextForeground(mask, start + 1))
            if (labels[start] == 0)
                Flood(mask, width, labels, start, ++regions, pending);
        return regions;
    }

    private static int NextForeground(ReadOnlySpan<byte> mask, int from)
    {
        int found = mask[from..].IndexOfAnyExcept((byte)0);
        return found < 0 ? -1 : from + found;
    }

    private static void Flood(
        ReadOnlySpan<byte> mask, int width, Span<int> labels, int start, int label, Stack<int> pending)
    {
        int height = mask.Length / width;
        labels[start] = label;
        pending.Push(start);
        while (pending.TryPop(out int pixel))
        {
            int row = pixel / width, column = pixel % width;
            for (int y = Math.Max(0, row - 1); y <= Math.Min(height - 1, row + 1); y++)
            {
                for (int x = Math.Max(0, column - 1); x <= Math.Min(width - 1, column + 1); x++)
                {
                    int neighbour = y * width + x;
                    if (mask[neighbour] == 0 || labels[neighbour] != 0)
                        continue;
                    labels[neighbour] = label;
                    pending.Push(neighbour);
                }
            }
        }
    }
}
