namespace Pipeline3D.Data.Datasets;

/// <summary>A folder that is not the dataset it should be: what was looked for, what was found, and what to
/// do.</summary>
public sealed class DatasetException : IOException
{
    /// <summary>Makes the error.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="problem">What was looked for and what was found.</param>
    /// <param name="advice">What to do.</param>
    public DatasetException(string root, string problem, string advice)
        : base($"{(root.Length > 0 ? root + ": " : "")}{problem}; {advice}") => Root = root;

    /// <summary>The folder; empty when none is concerned.</summary>
    public string Root { get; }
}
