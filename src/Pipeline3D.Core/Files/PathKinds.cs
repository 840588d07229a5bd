using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pipeline3D.Core.Files;

/// <summary>Tells files from what only looks like one, without opening it.</summary>
/// <remarks>Pipes, sockets and devices are told on Linux, by statx(2); elsewhere they pass for files.</remarks>
public static partial class PathKinds
{
    private const int FromHere = -100, NoFollow = 0x100, TypeWanted = 1, StructBytes = 256, ModeAt = 28;
    private const int TypeMask = 0xF000, FileType = 0x8000, FolderType = 0x4000, LinkType = 0xA000;

    /// <summary>What a path names; a link is <see cref="PathKind.Link"/>, wherever it leads.</summary>
    public static PathKind Of(string path) => Ask(path, NoFollow);

    /// <summary>What a path leads to, links followed; a link to nothing is <see cref="PathKind.Missing"/>.</summary>
    public static PathKind Behind(string path) => Ask(path, 0);

    private static PathKind Ask(string path, int flags)
    {
        // No system call takes a name that holds its own end.
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            return PathKind.Missing;
        return OperatingSystem.IsLinux() ? AskLinux(path, flags) : AskRuntime(path, flags);
    }

    private static unsafe PathKind AskLinux(string path, int flags)
    {
        byte* answer = stackalloc byte[StructBytes];
        if (Statx(FromHere, path, flags, TypeWanted, answer) != 0)
            return PathKind.Missing;
        return (BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(answer + ModeAt, 2)) & TypeMask) switch
        {
            FileType => PathKind.File,
            FolderType => PathKind.Folder,
            LinkType => PathKind.Link,
            _ => PathKind.Special,
        };
    }

    private static PathKind AskRuntime(string path, int flags)
    {
        FileSystemInfo found = new FileInfo(path);
        if ((flags & NoFollow) != 0 && (int)found.Attributes != -1
            && (found.Attributes & FileAttributes.ReparsePoint) != 0)
            return PathKind.Link;
        return Directory.Exists(path) ? PathKind.Folder : File.Exists(path) ? PathKind.File : PathKind.Missing;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint wanted, byte* answer);
}
