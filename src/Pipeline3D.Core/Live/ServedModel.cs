namespace Pipeline3D.Core.Live;

/// <summary>What a service knows of a category that it can judge.</summary>
/// <param name="Category">The category; <see cref="All"/> when one model serves any.</param>
public sealed record ServedModel(string Category)
{
    /// <summary>In the place of a category: the model serves all.</summary>
    public const string All = "*";

    /// <summary>Whether a model for it is loaded.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>Score from which its scans are rejected; null when none was set.</summary>
    public double? Threshold { get; init; }
}
