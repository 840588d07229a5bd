namespace Pipeline3D.Evaluation;

/// <summary>A score is NaN: it has no place in any order, so no metric over it means anything.</summary>
public sealed class NaNScoreException : ArgumentException
{
    /// <summary>Makes the error.</summary>
    /// <param name="sample">Id of the sample; empty when the caller gave none.</param>
    /// <param name="index">Position of the first NaN among the sample's scores; -1 for the sample's own score.</param>
    public NaNScoreException(string sample, int index)
        : base((sample.Length > 0 ? $"{sample}: " : "") + (index < 0 ? "the image score"
            : $"score {index}") + " is NaN; "
            + "find the block that produced it (a division by zero or an empty neighbourhood is usual)")
        => (Sample, Index) = (sample, index);

    /// <summary>Id of the sample; empty when unknown.</summary>
    public string Sample { get; }

    /// <summary>Position of the first NaN among the sample's scores; -1 for the sample's own score.</summary>
    public int Index { get; }
}
