namespace Pipeline3D.Data.Formats;

/// <summary>How the points of a PCD file are stored.</summary>
internal enum PcdEncoding
{
    /// <summary>One line of text per point.</summary>
    Ascii = 0,

    /// <summary>Packed little-endian records.</summary>
    Binary = 1,

    /// <summary>Field after field, compressed by LZF.</summary>
    BinaryCompressed = 2,
}
