namespace Pipeline3D.Ingestion;

/// <summary>Tells the format of an uploaded file by its first bytes: what a sender says of it is not trusted.</summary>
internal static class ScanFormat
{
    /// <summary>Bytes that <see cref="ExtensionOf"/> needs at most.</summary>
    public const int Longest = 256;

    /// <summary>The extension that readers know the format by; null when it is none that is accepted.</summary>
    public static string? ExtensionOf(ReadOnlySpan<byte> head)
        => head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8)
            || head.StartsWith("MM\0+"u8) ? ".tiff"
        : IsPng(head) ? ".png"
        : head.Length > 3 && head[0] == 0xFF && head[1] == 0xD8 && head[2] == 0xFF ? ".jpg"
        : head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) ? ".npz"
        : head.Length > 6 && head[0] == 0x93 && head[1..].StartsWith("NUMPY"u8) ? ".npy"
        : head.StartsWith("ply\n"u8) || head.StartsWith("ply\r"u8) ? ".ply"
        : head.StartsWith("# .PCD"u8) || head.StartsWith("VERSION "u8) ? ".pcd"
        : null;

    private static bool IsPng(ReadOnlySpan<byte> head) => head.Length > 8 && head[0] == 0x89
        && head[1..].StartsWith("PNG\r\n"u8);
}
