namespace Pipeline3D.Torch.Weights;

/// <summary>A weight file is broken, hostile or of a kind that is not read: which file, where in it, what and why.</summary>
public sealed class WeightFormatException : Exception
{
    internal WeightFormatException(string file, string problem, Exception? cause = null) : base($"{file}: {problem}", cause) =>
        File = file;

    internal WeightFormatException(string file, long offset, string problem)
        : base($"{file}: at byte {offset}: {problem}") => (File, Offset) = (file, offset);

    /// <summary>The file, and the part of an archive in it.</summary>
    public string File { get; }

    /// <summary>Byte in the file or part where reading stopped; null where no single byte is at fault.</summary>
    public long? Offset { get; }
}
