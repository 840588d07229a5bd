namespace Pipeline3D.Data.Formats;

/// <summary>How one sample of an image is stored.</summary>
public enum SampleType
{
    /// <summary>8-bit unsigned.</summary>
    UInt8 = 0,

    /// <summary>16-bit unsigned, machine byte order.</summary>
    UInt16 = 1,

    /// <summary>IEEE float32, machine byte order.</summary>
    Float32 = 2,
}

/// <summary>A decoded image as stored: interleaved samples, row-major.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">Samples per pixel, 1 to 4; more only of a multispectral TIFF.</param>
/// <param name="Type">Kind of sample.</param>
/// <param name="Data">Shape [Height, Width, Channels] in <paramref name="Type"/>, machine byte order.</param>
public sealed record RasterImage(int Width, int Height, int Channels, SampleType Type, byte[] Data)
{
    /// <summary>The samples as bytes; only for <see cref="SampleType.UInt8"/>.</summary>
    public Span<byte> Bytes => As<byte>(SampleType.UInt8);

    /// <summary>The samples as 16-bit words; only for <see cref="SampleType.UInt16"/>.</summary>
    public Span<ushort> Words => As<ushort>(SampleType.UInt16);

    /// <summary>The samples as floats; only for <see cref="SampleType.Float32"/>.</summary>
    public Span<float> Floats => As<float>(SampleType.Float32);

    /// <summary>The value of a sample of full brightness: 255, 65,535, and 1 for floats; for integers that are held as
    /// floats the largest that can be stored.</summary>
    public float FullScale { get; init; } = Type switch
    {
        SampleType.UInt8 => byte.MaxValue,
        SampleType.UInt16 => ushort.MaxValue,
        _ => 1,
    };

    /// <summary>Whether samples were stored as floats, as coordinates are.</summary>
    public bool IsFloat => Type == SampleType.Float32 && FullScale == 1;

    /// <summary>The stored index of every pixel of an image with a palette, shape [Height, Width]; null without one.
    /// Colours are how a class is shown, the index is the class.</summary>
    public byte[]? Indices { get; init; }

    /// <summary>Whether the file's packing may have changed values, as JPEG does.</summary>
    public bool IsLossy { get; init; }

    /// <summary>The samples as they were stored, where they are doubles with more digits than float32 has; null
    /// otherwise.</summary>
    internal double[]? Doubles { get; init; }

    /// <summary>What the samples were stored as, for messages.</summary>
    internal string StoredAs => Type != SampleType.Float32 || IsFloat ? Type.ToString() : "integers";

    private Span<T> As<T>(SampleType type) where T : unmanaged => Type == type
        ? System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(Data.AsSpan())
        : throw new InvalidOperationException($"the image holds {Type} samples, not {type}");
}
