namespace Pipeline3D.Detection.Models;

/// <summary>A model file is damaged, cut off, or not a model of the expected kind.</summary>
public sealed class ModelFormatException : IOException
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="detail">What is wrong, and what to do about it.</param>
    /// <param name="offset">Byte offset in the file; -1 where no single place is to blame.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    public ModelFormatException(string detail, long offset, Exception? cause = null)
        : base(offset < 0 ? $"model file: {detail}" : $"model file, byte {offset}: {detail}", cause) => Offset = offset;

    /// <summary>Says what is wrong with a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="problem">What is wrong, and what to do about it.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    public ModelFormatException(string file, string problem, Exception? cause = null)
        : base($"{file}: {problem}", cause) => Offset = -1;

    /// <summary>Byte offset in the file; -1 where no single place is to blame.</summary>
    public long Offset { get; }
}
