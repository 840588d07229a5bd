namespace Pipeline3D.Core.Live;

/// <summary>What a file of some format may hold.</summary>
[Flags]
public enum ScanContent
{
    /// <summary>Nothing that a scan is made of.</summary>
    None = 0,

    /// <summary>Points.</summary>
    Cloud = 1,

    /// <summary>Points in rows and columns.</summary>
    Grid = 2,

    /// <summary>Points joined to triangles.</summary>
    Mesh = 4,

    /// <summary>Colours or gray values of the pixels of a grid.</summary>
    Colour = 8,

    /// <summary>Class ids of the pixels of a grid; never of a format that changes values.</summary>
    Mask = 16,
}

/// <summary>What everybody but its reader needs to know of a file format.</summary>
/// <param name="Title">Its name, for example <c>PCD</c>.</param>
/// <param name="Extensions">What its files' names end in, in lower case with their dot; the usual one first.</param>
/// <param name="Holds">What its files may hold.</param>
/// <param name="HasMagic">Whether its first bytes tell it.</param>
public sealed record ScanFormatInfo(
    string Title, IReadOnlyList<string> Extensions, ScanContent Holds, bool HasMagic);

/// <summary>The file formats that a program reads: what those ask who take files in but do not read them.</summary>
/// <remarks>Immutable; may be asked from several threads.</remarks>
public interface IScanFormats
{
    /// <summary>Bytes at a file's start that <see cref="Sniff"/> needs at most.</summary>
    const int SniffBytes = 256;

    /// <summary>All formats in the ordinal order of their titles.</summary>
    IReadOnlyList<ScanFormatInfo> All { get; }

    /// <summary>The format that the first bytes of a file tell; null when they tell none.</summary>
    /// <param name="head">The first <see cref="SniffBytes"/> bytes, or the whole file when it is shorter.</param>
    ScanFormatInfo? Sniff(ReadOnlySpan<byte> head);

    /// <summary>Whether a file may hold one of these, as far as its name tells: by its extension in any case; neither
    /// hidden files nor a <c>README.txt</c> do. The file is not opened.</summary>
    /// <param name="path">Path or name of the file.</param>
    /// <param name="content">What is looked for; one of them is enough.</param>
    bool MayHold(string path, ScanContent content);
}
