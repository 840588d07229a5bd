using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class FileBytesTests
{
    private const int Large = 17 << 20;

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
    public void Parse_LargeFile_IsReadWithoutACopyOnTheHeap()
    {
        using var folder = new TempFolder();
        var data = new byte[Large];
        new Random(1).NextBytes(data);
        File.WriteAllBytes(folder["large"], data);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool same = FileBytes.Parse(folder["large"], null, (file, _, _) => file.SequenceEqual(data));
        Assert.True(same);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory, InlineData(1000), InlineData(Large)]
    public void Parse_FileThatIsCutMeanwhile_StaysWhatWasRead(int length)
    {
        using var folder = new TempFolder();
        byte[] data = [.. Enumerable.Repeat((byte)7, length)];
        File.WriteAllBytes(folder["cut"], data);
        Assert.True(FileBytes.Parse(folder["cut"], null, (file, _, _) =>
        {
            Cut(folder["cut"], 10);
            return file.SequenceEqual(data);
        }));
    }

    [Theory, InlineData(1000), InlineData(Large)]
    public void Peek_FileThatIsCutMeanwhile_IsAnErrorWithThePlace(int length)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["cut"], new byte[length]);
        FormatException3D error = Assert.Throws<FormatException3D>(() => FileBytes.Peek(folder["cut"], null,
            (file, _, _) =>
            {
                Cut(folder["cut"], 10);
                return file.Slice(length - 20, 20).Length;
            }));
        Assert.Equal(RejectReason.Unreadable, error.Reason);
        Assert.Contains($"it had {length} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Peek_PartsOfALargeFile_AreItsBytesAndNoMoreIsRead()
    {
        using var folder = new TempFolder();
        var data = new byte[Large + 5];
        new Random(1).NextBytes(data);
        File.WriteAllBytes(folder["large"], data);
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[][] parts = FileBytes.Peek(folder["large"], null, (file, _, _) =>
        {
            ReadOnlySpan<byte> first = file.Head(10), last = file.Slice(file.Length - 7, 7);
            return (byte[][])[first.ToArray(), last.ToArray(), file.Slice(4090, 20).ToArray(), file.Slice(3, 9000)
                .ToArray()];
        });
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Equal(data[..10], parts[0]);
        Assert.Equal(data[^7..], parts[1]);
        Assert.Equal(data[4090..4110], parts[2]);
        Assert.Equal(data[3..9003], parts[3]);
    }

    [Fact]
    public void Peek_AHeaderWithoutEnd_IsGivenUp()
    {
        using var folder = new TempFolder();
        using (FileStream sparse = File.Create(folder["sparse"]))
            sparse.SetLength(1L << 30);
        Assert.Contains("16 MiB", Assert.Throws<FormatException3D>(() => FileBytes.Peek<int>(folder["sparse"], null,
            (file, _, _) =>
            {
                for (int at = 0; ; at += 100_000)
                    file.Slice(at, 100_000);
            })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PeekStream_OfAnyFile_ReadsAndSeeksAsAMemoryStreamDoes()
    {
        var data = new byte[20_000];
        new Random(2).NextBytes(data);
        using Stream ours = new FilePeek(data).OpenRead();
        using var theirs = new MemoryStream(data);
        var random = new Random(3);
        byte[] left = new byte[5000], right = new byte[5000];
        for (int i = 0; i < 300; i++)
        {
            var origin = (SeekOrigin)random.Next(3);
            long by = random.Next(-9000, 9000) + (origin == SeekOrigin.Begin ? 10_000 : 0);
            if (origin == SeekOrigin.Current && ours.Position + by < 0)
                Assert.Throws<IOException>(() => ours.Seek(by, origin));
            else
                Assert.Equal(theirs.Seek(by, origin), ours.Seek(by, origin));
            int count = random.Next(1, 5000), read = theirs.Read(right, 0, count);
            Assert.Equal(read, ours.Read(left, 0, count));
            Assert.Equal(right.AsSpan(0, read), left.AsSpan(0, read));
        }
    }

    [Fact]
    public void Parse_NullDevice_IsRefused()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("there is no /dev/null");
        Assert.Throws<FormatException3D>(() => FileBytes.Parse("/dev/null", null, (file, _, _) => file.Length));
    }

    private static void Cut(string path, int length)
    {
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }
}
