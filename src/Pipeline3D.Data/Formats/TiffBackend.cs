namespace Pipeline3D.Data.Formats;

/// <summary>Chooses who decodes TIFF. A build that adds another decoder replaces this file, nothing else.</summary>
internal static class TiffBackend
{
    internal static ITiffDecoder Decoder { get; } = new ManagedTiffDecoder();
}
