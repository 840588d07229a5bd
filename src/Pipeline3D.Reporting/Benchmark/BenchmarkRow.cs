namespace Pipeline3D.Reporting.Benchmark;

/// <summary>One number of a comparison of methods.</summary>
/// <param name="Dataset">Id of the dataset; null when the run's files name none.</param>
/// <param name="Method">The method.</param>
/// <param name="Seed">The seed that it was learnt with; null for what learns nothing: random scores.</param>
/// <param name="Category">The category; <c>mean</c> for the mean over them.</param>
/// <param name="Metric">Name as in metrics.json: <c>image_auroc</c>, <c>au_pro@0.3</c> and so on.</param>
/// <param name="Value">0 to 1; null when it is undefined.</param>
/// <param name="Low">Lower end of its interval; null without one.</param>
/// <param name="High">Upper end of its interval; null without one.</param>
public sealed record BenchmarkRow(
    string? Dataset, string Method, int? Seed, string Category, string Metric, double? Value, double? Low,
    double? High);

/// <summary>A number over the seeds of a method.</summary>
/// <param name="Dataset">Id of the dataset; null when the run's files name none.</param>
/// <param name="Method">The method.</param>
/// <param name="Category">The category; <c>mean</c> for the mean over them.</param>
/// <param name="Metric">Name as in metrics.json.</param>
/// <param name="Mean">Mean over the seeds.</param>
/// <param name="Deviation">Sample standard deviation over the seeds; null for one seed.</param>
/// <param name="Seeds">Their number.</param>
public sealed record BenchmarkCell(
    string? Dataset, string Method, string Category, string Metric, double Mean, double? Deviation, int Seeds);
