using System.Collections.Immutable;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Hosting.Tests.Support;

namespace Pipeline3D.Hosting.Tests.Running;

/// <summary>What a run needs of its disks, held against what they have.</summary>
public sealed class DiskNeedTests : HostingTest
{
    private const string Cached = """
        name: cached
        run: { out: 'OUT', cache: 'OUT-cache' }
        blocks:
          - { id: scenes, use: source.scenes, with: { count: 50, validation: 0, points: 1000, oversampling: 1 } }
          - { id: prepared, use: prepare.3d-st, with: { points: 500, neighbours: 8 } }
          - { id: judge, use: sample.judge, from: scenes }
          - { id: maps, use: sink.maps }
          - { id: bank, use: fit.3d-st, from: prepared, with: { points: 500, neighbours: 8 } }
          - { id: models, use: sink.models }
        """;

    // 24 bytes a point and one drawn for it, of at least 32 a point.
    private const long Points = 48 * 1000 / 32, Scans = 50;

    [Fact]
    public async Task Of_MapsAndACache_CountsWhatEachWrites()
    {
        ImmutableArray<DiskNeed> needs = await OfAsync(_ => new("disk", 1L << 40));
        Assert.Equal([Folder["out"], Folder["out"] + "-cache"], needs.Select(need => need.Folder));
        Assert.Equal((4 * Points * Scans) + (2 << 20) + (Scans << 11), needs[0].Bytes);
        Assert.Equal(500 * (20 + 8 * 8) * Scans, needs[1].Bytes);
        Assert.Equal(["maps", "prepared"], needs.Select(need => need.Largest));
        Assert.All(needs, need => Assert.True(need.Fits && need.FreeBytes == 1L << 40, need.Sentence));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Of_TwoFoldersOfOneDisk_ItMustHoldBoth(bool isOne)
    {
        ImmutableArray<DiskNeed> wide = await OfAsync(_ => new("disk", long.MaxValue));
        long room = wide.Max(need => need.Bytes);
        ImmutableArray<DiskNeed> needs = await OfAsync(folder => new(isOne ? "disk" : folder, room));
        Assert.All(needs, need => Assert.Equal(!isOne, need.Fits));
        Assert.All(needs, need => Assert.Equal(isOne, need.Warning?.StartsWith(
            "the disk may become full: at most about ", StringComparison.Ordinal) ?? false));
    }

    [Fact]
    public async Task Of_DiskThatTellsNothing_FitsAndSaysSo()
    {
        ImmutableArray<DiskNeed> needs = await OfAsync(_ => new("", null));
        Assert.All(needs, need => Assert.True(need.Fits));
        Assert.EndsWith("how much is free is not known", needs[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_BlocksThatTellNothing_IsWhatEveryRunTakes()
    {
        PipelineDefinition pipeline = Load();
        DiskNeed need = Assert.Single(DiskNeed.Of(pipeline, await SourceLook.AllAsync(pipeline, Stop)));
        Assert.Equal((2 << 20, null), (need.Bytes, need.Largest));
    }

    [Fact]
    public void DiskOf_FolderThatIsNotThereYet_IsThatOfTheOneAbove()
    {
        var disk = DiskNeed.Disk.Of(Folder["a/b/c"]);
        Assert.Equal(DiskNeed.Disk.Of(Folder.Path).Name, disk.Name);
        Assert.True(disk.Free > 0);
    }

    private async Task<ImmutableArray<DiskNeed>> OfAsync(Func<string, DiskNeed.Disk> diskOf)
    {
        PipelineDefinition pipeline = Runner.Load(Write(Cached));
        return DiskNeed.Of(pipeline, await SourceLook.AllAsync(pipeline, Stop), null, diskOf);
    }
}
