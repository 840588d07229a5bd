using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using Pipeline3D.Core.Files;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Turns the bytes of one file into <typeparamref name="T"/>; what every reader is, apart from opening the
/// file.</summary>
internal delegate T FormatParser<out T>(ReadOnlySpan<byte> file, string path, FormatLimits limits);

/// <summary>Opens a file and hands its bytes to a parser: small files from a pooled buffer, large ones memory-mapped,
/// so that no reader holds a large file twice.</summary>
/// <remarks>A mapped file must not be shortened while it is read: the system then ends the process. Sources that watch
/// a folder therefore wait until a file has stopped changing.</remarks>
internal static class FileBytes
{
    private const long MapFrom = 16L << 20;

    /// <summary>Parses a whole file.</summary>
    /// <exception cref="FormatException3D">The file is missing, unreadable, empty, a folder, over 2 GiB, or not what
    /// the parser expects.</exception>
    internal static T Parse<T>(string path, FormatLimits? limits, FormatParser<T> parse)
        => Parse(path, limits, MapFrom, parse);

    /// <summary>As <see cref="Parse{T}(string, FormatLimits?, FormatParser{T})"/>, but maps files of any size: for a
    /// look at a header that must not cost reading the file.</summary>
    internal static T Peek<T>(string path, FormatLimits? limits, FormatParser<T> parse)
        => Parse(path, limits, 0, parse);

    private static T Parse<T>(string path, FormatLimits? limits, long mapFrom, FormatParser<T> parse)
    {
        using SafeFileHandle handle = Open(path);
        long length = LengthOf(handle, path);
        if (length == 0)
            throw new FormatException3D(path, 0L, "the file is empty", "copy or export it again");
        if (length > Array.MaxLength)
            throw new FormatException3D(path, -1L, $"the file has {length} bytes; one file may have 2 GiB",
                "split it") { Reason = RejectReason.LimitExceeded };
        return length < mapFrom
            ? ParsePooled(handle, (int)length, path, limits ?? FormatLimits.Default, parse)
            : ParseMapped(handle, (int)length, path, limits ?? FormatLimits.Default, parse);
    }

    private static SafeFileHandle Open(string path)
    {
        if (Directory.Exists(path))
            throw new FormatException3D(path, -1L, "this is a folder, not a file", "name a file in it");
        // Opening a pipe waits for whoever writes to it, perhaps for ever.
        if (PathKinds.Behind(path) == PathKind.Special)
            throw new FormatException3D(path, -1L, "this is a pipe, socket or device, not a file",
                "copy its content to a file") { Reason = RejectReason.Unreadable };
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FormatException3D(path, -1L, path.Contains('\uFFFD', StringComparison.Ordinal)
                ? "its name is not UTF-8, so it cannot be opened by it" : "there is no such file",
                path.Contains('\uFFFD', StringComparison.Ordinal) ? "rename it" : "check the path", cause)
            {
                Reason = RejectReason.Unreadable,
            };
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            throw Unreadable(path, cause);
        }
    }

    private static long LengthOf(SafeFileHandle handle, string path)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (Exception cause) when (cause is NotSupportedException or IOException)
        {
            throw new FormatException3D(path, -1L, "this is a pipe or device, not a file",
                "copy its content to a file", cause);
        }
    }

    private static T ParsePooled<T>(
        SafeFileHandle handle, int length, string path, FormatLimits limits, FormatParser<T> parse)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            int filled = 0;
            for (int read = 1; filled < length && read > 0; filled += read)
                read = RandomAccess.Read(handle, buffer.AsSpan(filled, length - filled), filled);
            return parse(buffer.AsSpan(0, filled), path, limits);
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or (IOException and not FormatException3D))
        {
            throw Unreadable(path, cause);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static unsafe T ParseMapped<T>(
        SafeFileHandle handle, int length, string path, FormatLimits limits, FormatParser<T> parse)
    {
        using MemoryMappedFile file = Map(handle, path);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return parse(new ReadOnlySpan<byte>(start + view.PointerOffset, length), path, limits);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static MemoryMappedFile Map(SafeFileHandle handle, string path)
    {
        try
        {
            return MemoryMappedFile.CreateFromFile(
                handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            throw Unreadable(path, cause);
        }
    }

    private static FormatException3D Unreadable(string path, Exception cause)
        => new(path, -1L, $"the file cannot be read: {cause.Message}", "check its permissions and the disk", cause)
        {
            Reason = RejectReason.Unreadable,
        };
}
