using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class FileBytesTests
{
    [Theory, InlineData("x.pcd"), InlineData("x.ply"), InlineData("x.tiff"), InlineData("x.npz"), InlineData("x.xyz")]
    public void Parse_PipeThatNobodyWritesTo_IsRefusedAtOnce(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are told on Linux");
        using var folder = new TempFolder();
        using (var made = System.Diagnostics.Process.Start("mkfifo", folder[name]))
            made.WaitForExit();
        Assert.Contains("pipe", Assert.Throws<FormatException3D>(() => ScanFormats.Own.ReadCloud(folder[name])).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, ScanFormats.Own.DeclaredBytes(folder[name], FormatLimits.Default));
    }

    [Fact]
    public void Parse_LargeFile_IsMappedWithoutACopyOnTheHeap()
    {
        using var folder = new TempFolder();
        var data = new byte[17 << 20];
        new Random(1).NextBytes(data);
        File.WriteAllBytes(folder["large"], data);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool same = FileBytes.Parse(folder["large"], null, (file, _, _) => file.SequenceEqual(data));
        Assert.True(same);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Peek_SmallFile_SeesAllOfIt()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["small"], [1, 2, 3]);
        Assert.Equal([1, 2, 3], FileBytes.Peek(folder["small"], null, (file, _, _) => file.ToArray()));
    }

    [Fact]
    public void Parse_NullDevice_IsRefused()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("there is no /dev/null");
        Assert.Throws<FormatException3D>(() => FileBytes.Parse("/dev/null", null, (file, _, _) => file.Length));
    }
}
