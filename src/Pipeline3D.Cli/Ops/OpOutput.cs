using Pipeline3D.Data.Formats;

namespace Pipeline3D.Cli.Ops;

/// <summary>Writes what an op computed, where it was asked for.</summary>
internal static class OpOutput
{
    /// <summary>Writes an array; nothing when no file was named.</summary>
    public static void Write<T>(string? path, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape) where T
        : unmanaged
    {
        if (path is null)
            return;
        try
        {
            NpyWriter.Write(path, values, shape);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written: {cause.Message}", cause);
        }
    }

    /// <summary>Truth values as uint8 0 and 1.</summary>
    public static byte[] Bytes(IEnumerable<bool> values) => [.. values.Select(value => value ? (byte)1 : (byte)0)];
}
