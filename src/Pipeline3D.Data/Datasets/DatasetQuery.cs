using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>Which scans of a dataset to list.</summary>
/// <param name="Root">The dataset's folder.</param>
/// <param name="Categories">Categories by name; empty for all.</param>
/// <param name="Split">One of the layout's splits; empty for all.</param>
/// <param name="Limits">What the readers accept at most.</param>
public sealed record DatasetQuery(string Root, IReadOnlyList<string> Categories, string Split, FormatLimits Limits);
