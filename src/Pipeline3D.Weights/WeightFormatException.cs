namespace Pipeline3D.Weights;

/// <summary>A weight file is broken, hostile or of a kind that is not read: which file, where in it, what and
/// why.</summary>
public sealed class WeightFormatException : Exception
{
    internal WeightFormatException(string file, string problem, Exception? cause = null)
        : base($"{file}: {problem}", cause) => (File, Problem) = (file, problem);

    internal WeightFormatException(string file, long offset, string problem)
        : base($"{file}: at byte {offset}: {problem}") => (File, Offset, Problem) = (file, offset, problem);

    /// <summary>The file, and the part of an archive in it.</summary>
    public string File { get; }

    /// <summary>Byte in the file or part where reading stopped; null where no single byte is at fault.</summary>
    public long? Offset { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }
}
