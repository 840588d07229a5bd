using System.Numerics;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>The largest of each number over rows, and which row has it.</summary>
internal static class LargestRows
{
    /// <summary>Finds them.</summary>
    /// <param name="rows">Shape [samples, width] or longer.</param>
    /// <param name="samples">Rows; 1 or more.</param>
    /// <param name="largest">Shape [width]; overwritten.</param>
    /// <param name="index">Shape [width]: the row, the first on ties; or empty.</param>
    public static void Of(ReadOnlySpan<float> rows, int samples, Span<float> largest, Span<int> index)
    {
        int width = largest.Length;
        rows[..width].CopyTo(largest);
        index.Clear();
        for (int sample = 1; sample < samples; sample++)
            if (index.IsEmpty)
                Raise(largest, rows.Slice(sample * width, width));
            else
                Raise(largest, index, rows.Slice(sample * width, width), sample);
    }

    private static void Raise(Span<float> most, ReadOnlySpan<float> row)
    {
        int i = 0;
        for (; i <= most.Length - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Max(new Vector<float>(row[i..]), new Vector<float>(most[i..])).CopyTo(most[i..]);
        for (; i < most.Length; i++)
            most[i] = Math.Max(most[i], row[i]);
    }

    private static void Raise(Span<float> most, Span<int> where, ReadOnlySpan<float> row, int sample)
    {
        int i = 0;
        var here = new Vector<int>(sample);
        for (; i <= most.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> found = new(row[i..]), before = new(most[i..]);
            Vector<int> isMore = Vector.GreaterThan(found, before);
            Vector.ConditionalSelect(isMore, here, new Vector<int>(where[i..])).CopyTo(where[i..]);
            Vector.ConditionalSelect(isMore, found, before).CopyTo(most[i..]);
        }
        for (; i < most.Length; i++)
            if (row[i] > most[i])
                (most[i], where[i]) = (row[i], sample);
    }
}
