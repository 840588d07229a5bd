namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>One scan, or the texts of a category, to make and write.</summary>
/// <param name="Name">Its place in the dataset.</param>
/// <param name="Folders">Folders it writes into, relative to the dataset's.</param>
/// <param name="Run">Makes it and writes its files.</param>
internal sealed record SyntheticJob(string Name, IReadOnlyList<string> Folders, Action Run)
{
    /// <summary>Whether it makes a scan.</summary>
    public bool IsScan { get; init; } = true;
}
