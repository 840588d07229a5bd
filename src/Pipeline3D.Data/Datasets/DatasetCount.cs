namespace Pipeline3D.Data.Datasets;

/// <summary>How many scans of a dataset share category, split and defect.</summary>
/// <param name="Category">Kind of object.</param>
/// <param name="Split">Part of the dataset; empty when the folder has none.</param>
/// <param name="Defect">Kind of defect; <c>good</c> for none, empty when unknown.</param>
/// <param name="Scans">Their number.</param>
public sealed record DatasetCount(string Category, string Split, string Defect, int Scans);
