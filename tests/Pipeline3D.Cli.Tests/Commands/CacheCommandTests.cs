using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Engine.Cache;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class CacheCommandTests : CliTest
{
    [Fact]
    public async Task List_ThenPrune_NamesBlocksAndRemovesTheRest()
    {
        var cache = new FolderCache(Folder["cache"], TimeProvider.System,
            new Dictionary<string, string> { ["k"] = "prepare.pointad 1\nweights=w" });
        for (int i = 0; i < 3; i++)
            cache.Add("k", $"{i}", stream => stream.Write(new byte[1000]));
        cache.Add("unnamed", "0", stream => stream.Write(new byte[10]));

        string table = await OkAsync("cache", "list", Folder["cache"]);
        Assert.Contains("prepare.pointad 1", table, StringComparison.Ordinal);
        Assert.Contains("unnamed (of a program that did not name blocks)", table, StringComparison.Ordinal);
        Assert.Contains("4 outputs, 3.06 KiB", table, StringComparison.Ordinal);
        Assert.Contains("\"options\":[\"weights=w\"],\"outputs\":3", await OkAsync("cache", "list", Folder["cache"],
            "--json"), StringComparison.Ordinal);
        Assert.StartsWith("4 outputs, 3.06 KiB, were removed.", await OkAsync("cache", "prune", Folder["cache"],
            "--limit", "0"), StringComparison.Ordinal);
        Assert.StartsWith("The cache is empty.", await OkAsync("cache", "list", Folder["cache"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_WhatIsNoFolderOrNoSize_IsSaid()
    {
        Assert.Contains("there is no folder nowhere; give the one that run.cache names", await WrongAsync("cache",
            "list", "nowhere"), StringComparison.Ordinal);
        Assert.Contains("--limit is 'much', which is no size", await WrongAsync("cache", "prune", Folder.Path,
            "--limit", "much"), StringComparison.Ordinal);
    }
}
