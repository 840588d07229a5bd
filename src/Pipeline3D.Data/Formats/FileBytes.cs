using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pipeline3D.Core.Files;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Turns the bytes of one file into <typeparamref name="T"/>; what every reader is, apart from opening the
/// file.</summary>
internal delegate T FormatParser<out T>(ReadOnlySpan<byte> file, string path, FormatLimits limits);

/// <summary>Opens a file and hands its bytes to a parser: small files from a pooled buffer, large ones from memory of
/// their own, which is given back at once.</summary>
/// <remarks>Nothing is mapped: the system ends a process that reads a mapped file which was cut. What is read of a file
/// that is cut meanwhile is parsed as the file it then is.</remarks>
internal static class FileBytes
{
    private const int PoolBelow = 16 << 20;

    /// <summary>Parses a whole file.</summary>
    /// <exception cref="FormatException3D">The file is missing, unreadable, empty, a folder, over 2 GiB, or not what
    /// the parser expects.</exception>
    internal static T Parse<T>(string path, FormatLimits? limits, FormatParser<T> parse)
    {
        using SafeFileHandle handle = Open(path, out int length);
        return length < PoolBelow
            ? ParsePooled(handle, length, path, limits ?? FormatLimits.Default, parse)
            : ParseLarge(handle, length, path, limits ?? FormatLimits.Default, parse);
    }

    /// <summary>Looks into a file without reading all of it.</summary>
    /// <exception cref="FormatException3D">As of <see cref="Parse"/>.</exception>
    internal static T Peek<T>(string path, FormatLimits? limits, Func<FilePeek, string, FormatLimits, T> look)
    {
        using SafeFileHandle handle = Open(path, out int length);
        return look(new FilePeek(handle, length, path), path, limits ?? FormatLimits.Default);
    }

    /// <summary>Reads from a place on.</summary>
    /// <returns>Bytes that were there; fewer than asked for when the file ends before.</returns>
    /// <exception cref="FormatException3D">The system says no.</exception>
    internal static int Fill(SafeFileHandle handle, Span<byte> into, long from, string path)
    {
        try
        {
            int filled = 0;
            for (int read = 1; filled < into.Length && read > 0; filled += read)
                read = RandomAccess.Read(handle, into[filled..], from + filled);
            return filled;
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            throw Unreadable(path, cause);
        }
    }

    private static SafeFileHandle Open(string path, out int length)
    {
        SafeFileHandle handle = Open(path);
        try
        {
            long bytes = LengthOf(handle, path);
            if (bytes == 0)
                throw new FormatException3D(path, 0L, "the file is empty", "copy or export it again");
            if (bytes > Array.MaxLength)
                throw new FormatException3D(path, -1L, $"the file has {bytes} bytes; one file may have 2 GiB",
                    "split it") { Reason = RejectReason.LimitExceeded };
            length = (int)bytes;
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static SafeFileHandle Open(string path)
    {
        PathKind kind = PathKinds.Behind(path);
        if (kind == PathKind.Folder)
            throw new FormatException3D(path, -1L, "this is a folder, not a file", "name a file in it");
        // Opening a pipe waits for whoever writes to it, perhaps for ever.
        if (kind == PathKind.Special)
            throw new FormatException3D(path, -1L, "this is a pipe, socket or device, not a file",
                "copy its content to a file") { Reason = RejectReason.Unreadable };
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FileNames.IsUnreachable(path) ? FileNames.Refusal(path, cause)
                : new FormatException3D(path, -1L, "there is no such file", "check the path", cause)
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
            return parse(ReadAll(handle, buffer.AsSpan(0, length), path), path, limits);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static unsafe T ParseLarge<T>(
        SafeFileHandle handle, int length, string path, FormatLimits limits, FormatParser<T> parse)
    {
        void* memory = NativeMemory.Alloc((nuint)length);
        try
        {
            return parse(ReadAll(handle, new Span<byte>(memory, length), path), path, limits);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static ReadOnlySpan<byte> ReadAll(SafeFileHandle handle, Span<byte> into, string path)
    {
        int filled = Fill(handle, into, 0, path);
        return filled > 0 ? into[..filled] : throw new FormatException3D(path, 0L,
            $"the file was emptied while it was read; it had {into.Length} bytes", "copy it again")
        {
            Reason = RejectReason.Unreadable,
        };
    }

    private static FormatException3D Unreadable(string path, Exception cause)
        => new(path, -1L, $"the file cannot be read: {cause.Message}", "check its permissions and the disk", cause)
        {
            Reason = RejectReason.Unreadable,
        };
}
