using Pipeline3D.Core.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Core.Tests.Runs;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_NewAndOldFile_HoldsWhatWasWrittenLast()
    {
        AtomicFile.WriteText(_folder["a.txt"], "one \u00e4");
        AtomicFile.WriteText(_folder["a.txt"], "two");
        AtomicFile.WriteBy(_folder["b.txt"], path => File.WriteAllText(path, "three"));
        Assert.Equal("two", File.ReadAllText(_folder["a.txt"]));
        Assert.Equal("three", File.ReadAllText(_folder["b.txt"]));
        AssertFiles("a.txt", "b.txt");
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Write_WriterFails_OldFileStaysAndNothingElseIsLeft(bool byPath)
    {
        AtomicFile.WriteText(_folder["a.txt"], "old");
        Assert.Throws<IOException>(() =>
        {
            if (byPath)
                AtomicFile.WriteBy(_folder["a.txt"], path =>
                {
                    File.WriteAllText(path, "ha");
                    throw new IOException("disk full");
                });
            else
                AtomicFile.Write(_folder["a.txt"], stream =>
                {
                    stream.Write("ha"u8);
                    throw new IOException("disk full");
                });
        });
        Assert.Equal("old", File.ReadAllText(_folder["a.txt"]));
        AssertFiles("a.txt");
    }

    [Fact]
    public void Write_WhileWriting_TheOldFileIsWhole()
    {
        AtomicFile.WriteText(_folder["a.txt"], "old");
        AtomicFile.Write(_folder["a.txt"], stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(_folder["a.txt"]));
        });
        Assert.Equal("new", File.ReadAllText(_folder["a.txt"]));
    }

    [Fact]
    public void Write_FolderMissing_ThrowsAndMakesNothing()
    {
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteText(_folder["no/a.txt"], "x"));
        AssertFiles();
    }

    [Fact]
    public void DeleteLeftovers_OfAKilledProcess_AreGoneAndNothingElseIs()
    {
        Directory.CreateDirectory(_folder["maps"]);
        string left = _folder[$"maps/a.tiff.{Guid.Empty:N}.tmp"];
        foreach (string path in new[] { left, _folder["maps/a.tiff"], _folder["b.tmp"], _folder["c.0123.tmp"] })
            File.WriteAllText(path, "x");
        AtomicFile.DeleteLeftovers(_folder.Path);
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(_folder["maps/a.tiff"]));
        AssertFiles("b.tmp", "c.0123.tmp", "maps");
    }

    private void AssertFiles(params string[] names)
        => Assert.Equal(names, Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
}
