using System.Buffers.Binary;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;
using SamplePlugin;

namespace Pipeline3D.Data.Tests.Datasets;

/// <summary>A layout and a format of a stranger are found, detected and read as ours are.</summary>
public sealed class PluginLayoutTests
{
    private static readonly ScanFormats Formats = ScanFormats.Own.Add(typeof(HeightMapFormat).Assembly);

    private static readonly DatasetLayouts Layouts = new DatasetLayouts(Formats, typeof(DatasetLayouts).Assembly)
        .Add(typeof(ShiftLayout).Assembly);

    [Fact]
    public void Detect_FolderOfAPluginsLayout_IsThatLayoutWithItsScansAndLabels()
    {
        using var folder = new TempFolder();
        WriteScan(folder, "gear/train/early_001.hmap", 4, 3);
        WriteScan(folder, "gear/test/early_002.hmap", 4, 3);
        WriteScan(folder, "gear/test/late_003.hmap", 4, 3);
        string faults = DatasetTrees.Make(folder, "gear", "faults");
        PngWriter.Write(Path.Combine(faults, "late_003.png"), 4, 3, 1, DatasetTrees.MaskOf(0, 7));
        Assert.Throws<DatasetException>(() => DatasetLayouts.Own.Detect(folder.Path));
        IDatasetLayout layout = Layouts.Detect(folder.Path);
        DatasetSummary summary = DatasetSummary.Of(folder.Path, layout);
        Assert.Equal(("shift", "shift folder", 3), (summary.Layout, summary.Title, summary.Scans));
        List<SourceEntry<Scan>> entries = DatasetTrees.List(layout, folder.Path, "test");
        Assert.Equal(["gear/test/fault/late_003", "gear/test/good/early_002"],
            entries.Select(entry => entry.Id.Path));
        Scan scan = entries[0].Load(CancellationToken.None);
        Assert.Equal((true, (byte)7), (scan.IsAnomalous, scan.Truth!.Ids[1]));
        Assert.Equal(new(0.002f, 0.001f, 6), scan.Cloud[6]);
        Assert.True(entries[0].DeclaredBytes >= scan.ByteSize);
    }

    [Fact]
    public void Create_OwnOptions_ReachTheLayout()
    {
        using var folder = new TempFolder();
        WriteScan(folder, "gear/test/early_002.hmap", 2, 2);
        WriteScan(folder, "gear/test/late_003.hmap", 2, 2);
        LayoutType type = Layouts.All.Single(type => type.Name == "shift");
        Assert.Equal(typeof(ShiftOptions), type.OptionsType);
        IDatasetLayout layout = type.Create(new ShiftOptions { Shift = "late" }, Formats);
        Assert.Equal("late_003", Assert.Single(DatasetTrees.List(layout, folder.Path)).Id.Name);
    }

    [Fact]
    public void FolderLayout_WithAPluginsFormat_ListsAndReadsIt()
    {
        using var folder = new TempFolder();
        WriteScan(folder, "gear/1.hmap", 4, 3);
        Assert.Empty(new FolderLayout().CategoriesOf(folder.Path));
        Scan scan = Assert.Single(DatasetTrees.List(new FolderLayout(formats: Formats), folder.Path))
            .Load(CancellationToken.None);
        Assert.Equal((4, 3), (scan.Grid!.Width, scan.Grid.Height));
        Assert.IsType<FolderLayout>(Layouts.Detect(folder.Path));
    }

    private static void WriteScan(TempFolder folder, string name, int width, int height)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], HeightMap(width, height));
    }

    /// <summary>A height map of cells of 1 mm whose cell i lies at height i.</summary>
    internal static byte[] HeightMap(int width, int height)
    {
        var bytes = new byte[16 + 4 * width * height];
        "HMAP"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), height);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(12), 0.001f);
        for (int i = 0; i < width * height; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(16 + 4 * i), i);
        return bytes;
    }
}
