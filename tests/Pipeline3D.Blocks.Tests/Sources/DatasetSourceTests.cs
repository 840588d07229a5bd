using Pipeline3D.Blocks.Sources;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;

namespace Pipeline3D.Blocks.Tests.Sources;

public sealed class DatasetSourceTests : BlockTest
{
    [Theory]
    [InlineData("mvtec3d", LengthUnit.Metre)]
    [InlineData("eyecandies", LengthUnit.Metre)]
    [InlineData("real3d", LengthUnit.Millimetre)]
    [InlineData("anomaly-shapenet", LengthUnit.Arbitrary)]
    [InlineData("modelnet10", LengthUnit.Arbitrary)]
    [InlineData("folder", LengthUnit.Arbitrary)]
    public async Task Start_WrongFolders_FailsBeforeAnythingRunsAndSaysWhatToDo(string layout, LengthUnit unit)
    {
        string empty = Directory.CreateDirectory(Folder["empty"]).FullName;
        Assert.Equal(unit, Make(layout, empty).Units.Gives);
        Assert.Contains("no such folder", await StartFailsAsync(Make(layout, Folder["none"])),
            StringComparison.Ordinal);
        Assert.Contains("looked for", await StartFailsAsync(Make(layout, empty)), StringComparison.Ordinal);
        Assert.Contains("has no split 'tset'; did you mean 'test'?",
            await StartFailsAsync(Make(layout, empty, split: "tset")), StringComparison.Ordinal);
        Assert.Equal("Root", Assert.Single(Assert.Throws<OptionsException>(() => Make(layout, " ")).Problems).Option);
    }

    [Theory]
    [InlineData(SyntheticLayout.Mvtec3d, "mvtec3d", "bagel", "bagle")]
    [InlineData(SyntheticLayout.Real3d, "real3d", "airplane", "airplan")]
    public async Task Start_UnknownCategory_FailsWithTheNearest(SyntheticLayout synthetic, string layout,
        string category, string wrong)
    {
        string root = Dataset(synthetic, category);
        Assert.Contains($"no category '{wrong}'; did you mean '{category}'?",
            await StartFailsAsync(Make(layout, root, category: wrong)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SyntheticLayout.Mvtec3d, "mvtec3d", "bagel")]
    [InlineData(SyntheticLayout.Eyecandies, "eyecandies", "CandyCane")]
    [InlineData(SyntheticLayout.Real3d, "real3d", "airplane")]
    [InlineData(SyntheticLayout.AnomalyShapeNet, "anomaly-shapenet", "ashtray0")]
    public async Task List_Dataset_IsTheLayoutsListingAndLoadsTheSameScans(SyntheticLayout synthetic, string layout,
        string category)
    {
        string root = Dataset(synthetic, category);
        SourceBlock3D<Scan> source = Make(layout, root);
        await source.StartAsync(Run, CancellationToken.None);
        List<SourceEntry<Scan>> entries = await ListAsync(source);
        SourceEntry<Scan>[] expected = [.. DatasetLayouts.Own.Find(layout).Enumerate(new DatasetQuery(root, [], "test",
            FormatLimits.Default), _ => { })];
        Assert.Equal(expected.Length, await source.CountAsync(Run, CancellationToken.None));
        Assert.Equal(expected.Select(entry => (entry.Id, entry.Input)),
            entries.Select(entry => (entry.Id, entry.Input)));
        foreach ((SourceEntry<Scan> entry, SourceEntry<Scan> plain) in entries.Zip(expected))
        {
            Scan scan = await entry.LoadAsync(ContextOf("x")), same = await plain.LoadAsync(ContextOf("x"));
            Assert.Equal(same.Cloud.ToInterleaved(), scan.Cloud.ToInterleaved());
            Assert.Equal(same.IsAnomalous, scan.IsAnomalous);
            Assert.True(entry.DeclaredBytes >= scan.ByteSize,
                $"{entry.Id} declares {entry.DeclaredBytes}, holds {scan.ByteSize}");
        }
    }

    [Fact]
    public async Task List_Limit_TakesSoManyOfEachCategoryTheGoodOnesFirst()
    {
        string root = Dataset(SyntheticLayout.Mvtec3d, "bagel", "potato");
        List<SourceEntry<Scan>> all = await ListAsync(Make("mvtec3d", root));
        List<SourceEntry<Scan>> some = await ListAsync(new DatasetSource(new DatasetSourceOptions
        {
            Root = root, Limit = 1,
        }, new Mvtec3dLayout()));
        Assert.Equal(all.GroupBy(entry => entry.Id.Category).Select(group
            => group.First(entry => entry.Id.Defect == "good").Id), some.Select(entry => entry.Id));
        Assert.Equal(2, some.Count);
    }

    [Fact]
    public async Task List_Without_LeavesCategoriesOutAndRefusesWhatIsNotThereOrLeavesNone()
    {
        string root = Dataset(SyntheticLayout.Mvtec3d, "bagel", "potato");
        DatasetSource Of(string[] categories, params string[] without) => new(new DatasetSourceOptions
        {
            Root = root, Categories = [.. categories], Without = [.. without],
        }, new Mvtec3dLayout());
        Assert.All(await ListAsync(Of([], "potato")), entry => Assert.Equal("bagel", entry.Id.Category));
        Assert.Equal((await ListAsync(Of([]))).Count / 2, (await ListAsync(Of(["bagel", "potato"], "bagel"))).Count);
        Assert.Contains("there is no category 'potatoe' to leave out; did you mean 'potato'?",
            await StartFailsAsync(Of([], "potatoe")), StringComparison.Ordinal);
        Assert.Contains("without potato no category is left; leave out fewer of them",
            await StartFailsAsync(Of(["potato"], "potato")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_EmptyOrDamagedOrTooLargeScan_IsRejected()
    {
        string root = Dataset(SyntheticLayout.Mvtec3d, "bagel");
        List<SourceEntry<Scan>> entries = await ListAsync(Make("mvtec3d", root));
        var tight = new DatasetSource(new DatasetSourceOptions { Root = root, MaxPixels = 100 },
            new Mvtec3dLayout());
        await RejectedAsync(async () => await (await ListAsync(tight))[0].LoadAsync(ContextOf("c")),
            RejectReason.LimitExceeded, "limit is 100");
        TiffWriter.WriteFloat(entries[0].Input, 64, 64, 3, new float[64 * 64 * 3]);
        // The mask of a cleared scan does not matter: it has no reading.
        await RejectedAsync(() => entries[0].LoadAsync(ContextOf("a")).AsTask(), RejectReason.EmptyCloud,
            "no point with a reading");
        File.WriteAllText(entries[1].Input, "no image");
        await RejectedAsync(() => entries[1].LoadAsync(ContextOf("b")).AsTask(), RejectReason.BadFormat,
            entries[1].Input);
    }

    [Fact]
    public async Task Load_WithoutAPartner_IsRejectedAsSuch()
    {
        string grids = Dataset(SyntheticLayout.Mvtec3d, "bagel"), clouds = Dataset(SyntheticLayout.Real3d, "airplane");
        foreach (string mask in Directory.EnumerateFiles(grids, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) == "gt"))
            File.Delete(mask);
        await RejectedAsync(async () => await (await ListAsync(Make("mvtec3d", grids)))[0].LoadAsync(ContextOf("a")),
            RejectReason.MissingPartner, "no file in gt/");
        SourceEntry<Scan> anomalous = (await ListAsync(Make("real3d", clouds)))
            .First(entry => entry.Id.Defect != "good");
        File.Delete(anomalous.Input);
        await RejectedAsync(() => anomalous.LoadAsync(ContextOf("b")).AsTask(), RejectReason.MissingPartner,
            "no such file");
        anomalous.Files.ToList().ForEach(File.Delete);
        await RejectedAsync(() => anomalous.LoadAsync(ContextOf("c")).AsTask(), RejectReason.Unreadable,
            "no such file");
    }

    [Fact]
    public async Task List_TwoFilesOfOneScan_NeitherIsUniqueAndAllOthersAre()
    {
        string root = Dataset(SyntheticLayout.Mvtec3d, "bagel", "potato");
        List<SourceEntry<Scan>> before = await ListAsync(Make("mvtec3d", root));
        Assert.All(before, entry => Assert.True(entry.IsUnique));
        foreach (SourceEntry<Scan> entry in (SourceEntry<Scan>[])[before[0], before[^1]])
            File.Copy(entry.Input, Path.ChangeExtension(entry.Input, ".tif"));
        List<SourceEntry<Scan>> after = await ListAsync(Make("mvtec3d", root));
        Assert.Equal(before.Count + 2, after.Count);
        Assert.Equal([before[0].Id, before[0].Id, before[^1].Id, before[^1].Id],
            after.Where(entry => !entry.IsUnique).Select(entry => entry.Id));
    }

    [Fact]
    public async Task List_AfterCounting_ListsTheFolderAnewAndRemarksOnce()
    {
        string root = Dataset(SyntheticLayout.Mvtec3d, "bagel");
        Directory.CreateDirectory(Path.Combine(root, "notes"));
        SourceBlock3D<Scan> source = Make("mvtec3d", root);
        Assert.Equal((await ListAsync(Make("mvtec3d", root))).Count,
            await source.CountAsync(Run, CancellationToken.None));
        int remarks = Run.Remarks.Count;
        Assert.True(remarks > 0);
        Assert.NotEmpty(await ListAsync(source));
        Assert.Equal(remarks, Run.Remarks.Count);
    }

    private string Dataset(SyntheticLayout layout, params string[] categories)
    {
        string root = Folder[layout.ToString()];
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = root, Layout = layout, Categories = [.. categories],
                LongestSide = layout == SyntheticLayout.Mvtec3d ? 64 : null,
            Points = 2000, Train = 1, Validation = 1, TestGood = 1, TestDefective = 1,
        }, stop: TestContext.Current.CancellationToken);
        return root;
    }

    private static SourceBlock3D<Scan> Make(string layout, string root, string split = "test", string? category = null)
    {
        LayoutType type = DatasetLayouts.Own.All.Single(type => type.Name == layout);
        var options = (DatasetSourceOptions)Activator.CreateInstance(type.OptionsType)!;
        DerivedBlock block = Assert.Single(new LayoutBlocks().BlocksOf(type.Type));
        Assert.Equal((typeof(DatasetSource), type.OptionsType), (block.Block, block.Options));
        return (SourceBlock3D<Scan>)block.Create(options with
        {
            Root = root, Split = split, Categories = category is null ? [] : [category],
        }, new NoServices());
    }

    private async Task<List<SourceEntry<Scan>>> ListAsync(SourceBlock3D<Scan> source)
        => await source.ListAsync(Run, CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken);

    private async Task<string> StartFailsAsync(SourceBlock3D<Scan> source)
        => (await Assert.ThrowsAsync<DatasetException>(() => source.StartAsync(Run, CancellationToken.None).AsTask()))
            .Message;
}
