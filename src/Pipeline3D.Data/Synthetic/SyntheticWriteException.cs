namespace Pipeline3D.Data.Synthetic;

/// <summary>A synthetic dataset could not be written: which file or folder, why, and what to do.</summary>
public sealed class SyntheticWriteException : IOException
{
    /// <summary>Makes the error.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What is wrong and what to do about it.</param>
    /// <param name="cause">The underlying error, kept.</param>
    public SyntheticWriteException(string path, string problem, Exception? cause = null)
        : base($"{path}: {problem}", cause) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
