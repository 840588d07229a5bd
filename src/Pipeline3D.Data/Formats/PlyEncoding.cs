namespace Pipeline3D.Data.Formats;

/// <summary>How the elements of a PLY file are stored.</summary>
internal enum PlyEncoding
{
    /// <summary>One line of text per element.</summary>
    Ascii = 0,

    /// <summary>Packed records, low byte first.</summary>
    BinaryLittleEndian = 1,

    /// <summary>Packed records, high byte first.</summary>
    BinaryBigEndian = 2,
}
