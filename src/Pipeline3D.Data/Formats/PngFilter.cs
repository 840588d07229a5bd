namespace Pipeline3D.Data.Formats;

/// <summary>The five row filters of PNG (specification, section 9): each predicts a byte from its neighbours.</summary>
internal static class PngFilter
{
    internal const int None = 0, Sub = 1, Up = 2, Average = 3, Paeth = 4;

    /// <summary>Writes the differences of one row.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The row's bytes.</param>
    /// <param name="above">The row before, unfiltered; zeros for the first.</param>
    /// <param name="step">Bytes of a pixel, at least 1.</param>
    /// <param name="target">As long as <paramref name="row"/>.</param>
    internal static void Apply(
        int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> target)
    {
        above = above[..row.Length];
        target = target[..row.Length];
        int edge = Math.Min(step, row.Length);
        for (int i = 0; i < edge; i++)
            target[i] = (byte)(row[i] - filter switch
            {
                Up or Paeth => above[i],
                Average => above[i] >> 1,
                _ => 0,
            });
        switch (filter)
        {
            case None:
                row.CopyTo(target);
                break;
            case Sub:
                for (int i = step; i < row.Length; i++)
                    target[i] = (byte)(row[i] - row[i - step]);
                break;
            case Up:
                for (int i = step; i < row.Length; i++)
                    target[i] = (byte)(row[i] - above[i]);
                break;
            case Average:
                for (int i = step; i < row.Length; i++)
                    target[i] = (byte)(row[i] - ((row[i - step] + above[i]) >> 1));
                break;
            default:
                for (int i = step; i < row.Length; i++)
                    target[i] = (byte)(row[i] - Predict(row[i - step], above[i], above[i - step]));
                break;
        }
    }

    /// <summary>Restores one row in place; the inverse of <see cref="Apply"/>.</summary>
    internal static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        above = above[..row.Length];
        int edge = Math.Min(step, row.Length);
        switch (filter)
        {
            case Sub:
                for (int i = step; i < row.Length; i++)
                    row[i] += row[i - step];
                break;
            case Up:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case Average:
                for (int i = 0; i < edge; i++)
                    row[i] += (byte)(above[i] >> 1);
                for (int i = step; i < row.Length; i++)
                    row[i] += (byte)((row[i - step] + above[i]) >> 1);
                break;
            case Paeth:
                for (int i = 0; i < edge; i++)
                    row[i] += above[i];
                for (int i = step; i < row.Length; i++)
                    row[i] += Predict(row[i - step], above[i], above[i - step]);
                break;
            default:
                break;
        }
    }

    private static byte Predict(int left, int above, int corner)
    {
        int nearLeft = Math.Abs(above - corner), nearAbove = Math.Abs(left - corner);
        int nearCorner = Math.Abs(left + above - corner - corner);
        return (byte)(nearLeft <= nearAbove && nearLeft <= nearCorner ? left
            : nearAbove <= nearCorner ? above : corner);
    }
}
