using System.Diagnostics;
using System.Net.Sockets;
using Pipeline3D.Core.Files;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Core.Tests.Files;

public sealed class PathKindsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_FileFolderLinkAndNothing_TellsThemApart()
    {
        File.WriteAllText(_folder["file"], "x");
        Directory.CreateDirectory(_folder["folder"]);
        File.CreateSymbolicLink(_folder["to-file"], _folder["file"]);
        File.CreateSymbolicLink(_folder["to-folder"], _folder["folder"]);
        File.CreateSymbolicLink(_folder["to-nothing"], _folder["nothing"]);

        Assert.Equal([PathKind.File, PathKind.Folder, PathKind.Link, PathKind.Link, PathKind.Link, PathKind.Missing],
            Kinds(PathKinds.Of));
        Assert.Equal([PathKind.File, PathKind.Folder, PathKind.File, PathKind.Folder, PathKind.Missing,
            PathKind.Missing], Kinds(PathKinds.Behind));

        PathKind[] Kinds(Func<string, PathKind> ask) => [.. new[] { "file", "folder", "to-file", "to-folder",
            "to-nothing", "nothing" }.Select(name => ask(_folder[name]))];
    }

    [Theory, InlineData(""), InlineData("a\0b")]
    public void Of_NameThatNoFileCanHave_IsMissing(string path)
        => Assert.Equal(PathKind.Missing, PathKinds.Of(path));

    [Fact]
    public void Of_PipeSocketAndDevice_IsSpecialAndDoesNotWait()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes and devices are told on Linux");
        using (Process made = Process.Start("mkfifo", _folder["pipe"]))
            made.WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["s"]));
        File.CreateSymbolicLink(_folder["to-pipe"], _folder["pipe"]);

        Assert.All([_folder["pipe"], _folder["s"], "/dev/zero"],
            path => Assert.Equal(PathKind.Special, PathKinds.Of(path)));
        Assert.Equal(PathKind.Special, PathKinds.Behind(_folder["to-pipe"]));
    }
}
