namespace Pipeline3D.Detection.Contracts;

/// <summary>The scores of one scan; higher = more anomalous.</summary>
public sealed record Scores
{
    /// <summary>Takes scores, each a finite number.</summary>
    /// <param name="whole">Score of the whole scan.</param>
    /// <param name="each">One per pixel of the grid (row-major) or per point, in the order of the scan.</param>
    /// <exception cref="NotFiniteNumberException">A score is no finite number; the message says which. A NaN would pass
    /// every threshold and spoil the result of all scans.</exception>
    public Scores(float whole, float[] each)
    {
        if (!float.IsFinite(whole))
            throw new NotFiniteNumberException($"the score of the scan is {whole}; a score must be a finite number");
        int bad = Array.FindIndex(each, score => !float.IsFinite(score));
        if (bad >= 0)
            throw new NotFiniteNumberException(
                $"the score at index {bad} is {each[bad]}; a score must be a finite number");
        (Whole, Each) = (whole, each);
    }

    /// <summary>Score of the whole scan.</summary>
    public float Whole { get; }

    /// <summary>One per pixel of the grid (row-major) or per point, in the order of the scan.</summary>
    public float[] Each { get; }
}
