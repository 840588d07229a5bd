using System.Collections.Immutable;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>Gives points that no view sees the views of another point.</summary>
/// <remarks>
/// Source: PointAD's code, in one sorted pass. Points are taken in ascending index, on flags as earlier points left
/// them. Above i is the next point that a view sees; where there is none the search goes on from the first point, and
/// the way to it counts round the end. Below i is the point before it. The one below is taken when it is strictly
/// nearer by index, else the one above; i takes over its flags in all views and keeps its own pixels. Cost: O(views x
/// n).
/// </remarks>
public static class NeverSeenRule
{
    /// <summary>Applies the rule.</summary>
    /// <param name="visible">One per view, shape [n]: whether the view sees the point.</param>
    /// <param name="index">Shape [n]: place of every point in the scan, strictly ascending; distances count in it. Of a
    /// grid its cells, of a plain cloud the places in it.</param>
    /// <returns>New flags of every view.</returns>
    /// <exception cref="ArgumentException">The numbers of points differ, the indices do not ascend, or no view sees any
    /// point, so that there is none to take from.</exception>
    public static ImmutableArray<bool[]> Fill(IReadOnlyList<bool[]> visible, ReadOnlySpan<int> index)
    {
        int points = index.Length;
        foreach (bool[] flags in visible)
            Require.Length(flags.Length, points, $"[{points}]", nameof(visible));
        for (int i = 1; i < points; i++)
            if (index[i] <= index[i - 1])
                throw new ArgumentException($"index {i} is {index[i]} after {index[i - 1]}; they must ascend",
                    nameof(index));
        ImmutableArray<bool[]> filled = [.. visible.Select(flags => (bool[])flags.Clone())];
        int[] next = NextSeen(visible, points);
        if (points > 0 && next[0] == points)
            throw new ArgumentException("no view sees any point, so the points that no view sees have none to take "
                + "flags from; were the flags written?", nameof(visible));
        for (int i = 0; i < points; i++)
        {
            int above = next[i], distance;
            if (above == i)
                continue;
            if (above < points)
                distance = index[above] - index[i];
            else
                // All points before i have flags by now, so the first of them is the first point.
                (above, distance) = (0, index[points - 1] - index[i]);
            int donor = i > 0 && index[i] - index[i - 1] < distance ? i - 1 : above;
            foreach (bool[] flags in filled)
                flags[i] = flags[donor];
        }
        return filled;
    }

    // Of every point itself when a view sees it, else the next such; n when there is none.
    private static int[] NextSeen(IReadOnlyList<bool[]> visible, int points)
    {
        var next = new int[points];
        for (int i = points - 1, last = points; i >= 0; i--)
        {
            for (int view = 0; view < visible.Count && last != i; view++)
                last = visible[view][i] ? i : last;
            next[i] = last;
        }
        return next;
    }
}
