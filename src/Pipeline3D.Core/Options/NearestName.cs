namespace Pipeline3D.Core.Options;

/// <summary>Finds what somebody probably meant.</summary>
public static class NearestName
{
    /// <summary>The candidate with the fewest edits from <paramref name="found"/>; null when none is near.</summary>
    /// <param name="found">What was written.</param>
    /// <param name="candidates">What could have been meant.</param>
    /// <param name="near">Edits that are near in words of any length; in longer ones a third of the letters is. Default
    /// 1; 2 forgives two letters that changed places in a short word.</param>
    /// <remarks>Levenshtein distance, letter case ignored; ties go to the first. Cost: O(candidates *
    /// length^2).</remarks>
    public static string? Of(string found, IEnumerable<string> candidates, int near = 1)
    {
        string? best = null;
        int least = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(found.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least)
                (best, least) = (candidate, distance);
        }
        return best is not null && least <= Math.Max(near, Math.Max(found.Length, best.Length) / 3) ? best : null;
    }

    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
