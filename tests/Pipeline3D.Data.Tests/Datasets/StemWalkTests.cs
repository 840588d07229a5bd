using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Data.Datasets;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class StemWalkTests
{
    private static readonly string[] Names =
    [
        "0.tiff", "0.tif", "00.tiff", "0-a.tiff", "0.a.tiff", "1.TIFF", "10.tiff", "9.tif", "A.tiff", "a.tiff",
        "a b.tif", "x.png", "noend",
    ];

    [Fact]
    public void Take_AnyFiles_GivesEachStemOnceInOrdinalOrderWithItsFiles()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), Prop.ForAll(
            Gen.SubListOf(Names).ToArbitrary(), names =>
        {
            using var folder = new TempFolder();
            foreach (string name in names)
                File.WriteAllText(folder[name], "");
            var walk = new StemWalk(folder.Path, ".tiff", ".tif");
            var found = new List<(string Stem, string[] Files)>();
            while (StemWalk.First(walk) is { } stem)
                found.Add((stem, [.. walk.Take(stem)]));
            // The plain way: all paths in memory, sorted and grouped.
            var expected = names.Where(name => Path.GetExtension(name).ToLowerInvariant() is ".tif" or ".tiff")
                .Order(StringComparer.Ordinal).GroupBy(Path.GetFileNameWithoutExtension)
                .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
            Assert.Equal(expected.Select(group => group.Key), found.Select(pair => pair.Stem));
            Assert.Equal(expected.SelectMany(group => group.Select(name => folder[name])),
                found.SelectMany(pair => pair.Files));
        }));

    [Fact]
    public void First_SeveralFolders_IsTheLeastOfTheirStems()
    {
        using var folder = new TempFolder();
        foreach (string path in (string[])["a/2.png", "b/1.png", "b/2.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
            File.WriteAllText(folder[path], "");
        }
        StemWalk a = new(folder["a"], ".png"), b = new(folder["b"], ".png"), none = new(folder["none"], ".png");
        Assert.Equal("1", StemWalk.First(a, b, none));
        Assert.Empty(a.Take("1"));
        Assert.Equal([folder["b/1.png"]], b.Take("1"));
        Assert.Equal("2", StemWalk.First(a, b, none));
        Assert.Equal([folder["a/2.png"]], a.Take("2"));
        Assert.Equal([folder["b/2.png"]], b.Take("2"));
        Assert.Null(StemWalk.First(a, b, none));
    }
}
