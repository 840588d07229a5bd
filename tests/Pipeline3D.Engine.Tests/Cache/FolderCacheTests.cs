using Pipeline3D.Engine.Cache;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Engine.Tests.Cache;

public sealed class FolderCacheTests
{
    private const int Payload = 1000, Stored = Payload + 32;

    [Fact]
    public void Prune_OverTheLimit_RemovesTheLongestUnusedAndNoMore()
    {
        using var folder = new TempFolder();
        var time = new SetClock();
        var cache = new FolderCache(folder.Path, time);
        foreach (string name in (string[])["a", "b", "c", "d"])
            Put(cache, name);
        // Made at the same moment as far as files tell; used in this order since.
        foreach (string name in (string[])["c", "a", "d", "b"])
        {
            time.Now += TimeSpan.FromMinutes(1);
            using Stream? used = cache.TryOpen("block", name);
            Assert.NotNull(used);
        }
        Assert.Equal((0, 0L), cache.Prune(4 * Stored));
        Assert.Equal((2, 2L * Stored), cache.Prune(3 * Stored - 1));
        Assert.Equal(["b", "d"], Kept(cache));
        Assert.Equal((2, 2L * Stored), cache.Prune(1));
        Assert.Empty(Kept(cache));
        Assert.Null(cache.Problem);
    }

    [Fact]
    public void Prune_NoCache_DoesNothing()
    {
        using var folder = new TempFolder();
        var cache = new FolderCache(folder["none"], TimeProvider.System);
        Assert.Equal((0, 0L), cache.Prune(1));
        Assert.Null(cache.Problem);
        Assert.False(Directory.Exists(folder["none"]));
    }

    [Fact]
    public void TryOpen_DamagedOrRemoved_IsNothing()
    {
        using var folder = new TempFolder();
        var cache = new FolderCache(folder.Path, TimeProvider.System);
        Put(cache, "a");
        string file = Directory.EnumerateFiles(folder.Path, "*.bin", SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Null(cache.TryOpen("block", "a"));
        File.Delete(file);
        Assert.Null(cache.TryOpen("block", "a"));
    }

    [Fact]
    public void List_OfDefinitions_TellsWhatTheyAreAndForgetsThoseThatWerePruned()
    {
        using var folder = new TempFolder();
        var time = new SetClock();
        var cache = new FolderCache(folder.Path, time, new Dictionary<string, string> { ["old"] = "a.b 1\nx=2" });
        foreach (string definition in (string[])["new", "old"])
            cache.Add(definition, "scan", stream => stream.Write(new byte[Payload]));
        foreach (string definition in (string[])["old", "new"])
        {
            time.Now += TimeSpan.FromMinutes(1);
            using Stream? used = cache.TryOpen(definition, "scan");
        }
        Assert.Equal([("old", "a.b 1\nx=2", 1, (long)Stored), ("new", "", 1, Stored)], cache.List().Select(held
            => (held.Definition, held.About, held.Outputs, held.Bytes)));
        Assert.Equal(time.Now.UtcDateTime, cache.List()[^1].LastUse);
        cache.Prune(Stored);
        Assert.Equal(["new"], cache.List().Select(held => held.Definition));
        Assert.Equal(["new"], Directory.EnumerateDirectories(folder.Path).Select(Path.GetFileName));
        Assert.Empty(new FolderCache(folder["none"], time).List());
    }

    private static void Put(FolderCache cache, string name)
        => cache.Add("block", name, stream => stream.Write(new byte[Payload]));

    private static string[] Kept(FolderCache cache) => [.. new[] { "a", "b", "c", "d" }.Where(name =>
    {
        using Stream? kept = cache.TryOpen("block", name);
        return kept is not null;
    })];

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
