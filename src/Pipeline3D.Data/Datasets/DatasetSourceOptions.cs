using System.Collections.Immutable;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Data.Datasets;

/// <summary>Options of the sources of datasets; a layout with options of its own derives from them.</summary>
public record DatasetSourceOptions : IBlockOptions
{
    /// <summary>The dataset's folder: the one that holds the categories.</summary>
    public string Root { get; init; } = "";

    /// <summary>Part of the dataset: train, validation or test as far as the dataset has them.</summary>
    public string Split { get; init; } = "test";

    /// <summary>Categories to read; empty = all.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Categories to leave out of those; empty = none.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    /// <summary>Scans to read per category, taken evenly over the defects and the good ones, the first of each in
    /// order; 0 = all.</summary>
    [FormerName("most")]
    public int Limit { get; init; }

    /// <summary>Largest number of pixels of an image that is accepted; 1 to 10 billion.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Largest number of points of a cloud that is accepted; 1 to 1 billion.</summary>
    public long MaxPoints { get; init; } = 50_000_000;

    /// <inheritdoc/>
    public virtual void Validate(Problems problems)
    {
        problems.RequireText(Root, nameof(Root));
        problems.RequireRange(Limit, 0, int.MaxValue, nameof(Limit));
        problems.RequireRange(MaxPixels, 1, 10_000_000_000, nameof(MaxPixels));
        problems.RequireRange(MaxPoints, 1, 1_000_000_000, nameof(MaxPoints));
    }
}
