namespace Pipeline3D.Core.Files;

/// <summary>What a path leads to, as far as that matters to who wants to read it.</summary>
public enum PathKind
{
    /// <summary>Nothing, or nothing that may be looked at.</summary>
    Missing = 0,

    /// <summary>A file of bytes.</summary>
    File = 1,

    /// <summary>A folder.</summary>
    Folder = 2,

    /// <summary>A symbolic link, or on Windows another reparse point.</summary>
    Link = 3,

    /// <summary>A pipe (FIFO), socket or device: opening it may wait for ever, reading it may never end.</summary>
    Special = 4,
}
