namespace Pipeline3D.Data.Formats;

/// <summary>What a reader accepts at most, so that a hostile header cannot make it allocate or loop without
/// bound.</summary>
public sealed record FormatLimits
{
    /// <summary>The defaults: far above every dataset of the field, far below a machine's memory.</summary>
    public static FormatLimits Default { get; } = new();

    /// <summary>Largest width or height of an image. Default 32,768 pixels.</summary>
    public int MaxDimension { get; init; } = 32_768;

    /// <summary>Largest number of pixels of an image. Default 100 million.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Largest number of points of a cloud. Default 50 million.</summary>
    public long MaxPoints { get; init; } = 50_000_000;

    /// <summary>Largest decoded size. Default 2 GiB.</summary>
    public long MaxDecodedBytes { get; init; } = 2L << 30;

    /// <summary>Most decoded bytes per byte of file: what no honest compression of this field exceeds. Default
    /// 1,100.</summary>
    /// <remarks>Deflate's own bound is 1,032:1, so only a header that lies about its payload is turned away.</remarks>
    public int MaxExpansion { get; init; } = 1_100;

    /// <summary>Largest text header. Default 1 MiB.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 20;
}
