using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class SingleScanTests : IDisposable
{
    private static readonly ItemId Id = new("live", "bagel", "", "", "one");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_FilesOfADataset_GivesTheScanOfTheDataset()
    {
        byte[] mask = DatasetTrees.MaskOf(3, 4);
        DatasetTrees.Mvtec(_folder, "bagel", "test", "hole", "007", mask);
        Scan wanted = DatasetTrees.List(new Mvtec3dLayout(), _folder.Path, "test").Single()
            .Load(CancellationToken.None);
        Scan scan = Of("xyz/007.tiff", "rgb/007.png", "gt/007.png").Load(CancellationToken.None);

        Assert.Equal(Id, scan.Id);
        Assert.Equal((wanted.Grid!.Width, wanted.Grid.Height), (scan.Grid!.Width, scan.Grid.Height));
        Assert.Equal(wanted.Cloud.ToInterleaved(), scan.Cloud.ToInterleaved());
        Assert.Equal(wanted.Rgb!.Pixels, scan.Rgb!.Pixels);
        Assert.Equal(wanted.Truth!.Ids, scan.Truth!.Ids);
        Assert.True(scan.IsAnomalous);
    }

    [Fact]
    public void Of_GridAlone_DeclaresItsBytesAndLeavesTheLabelOpen()
    {
        DatasetTrees.Mvtec(_folder, "bagel", "test", "hole", "007", null);
        SourceEntry<Scan> entry = Of("xyz/007.tiff", null, null);
        Scan scan = entry.Load(CancellationToken.None);

        Assert.True(entry.DeclaredBytes >= scan.ByteSize, $"{entry.DeclaredBytes} declared, {scan.ByteSize} held");
        Assert.EndsWith("007.tiff", Assert.Single(entry.Files), StringComparison.Ordinal);
        Assert.Null(scan.Rgb);
        Assert.Null(scan.Truth);
        Assert.Null(scan.IsAnomalous);
    }

    [Fact]
    public void Load_PlainCloudWithAnImage_SaysThatItHasNoPixels()
    {
        string cloud = _folder["cloud.xyz"];
        File.WriteAllText(cloud, "0 0 1\n1 0 1\n");
        File.WriteAllBytes(_folder["rgb.png"], []);
        SourceEntry<Scan> entry = SingleScan.Of(Id, cloud, _folder["rgb.png"], null, LengthUnit.Metre,
            FormatLimits.Default);
        FormatException3D cause = Assert.Throws<FormatException3D>(() => entry.Load(CancellationToken.None));
        Assert.Contains("plain cloud", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MaskOfAnotherSize_NamesBothSizes()
    {
        DatasetTrees.Mvtec(_folder, "bagel", "test", "hole", "007", null);
        PngWriter.Write(_folder["small.png"], 2, 2, 1, [0, 1, 0, 1]);
        SourceEntry<Scan> entry = SingleScan.Of(Id, PathOf("xyz/007.tiff"), null, _folder["small.png"],
            LengthUnit.Metre, FormatLimits.Default);
        FormatException3D cause = Assert.Throws<FormatException3D>(() => entry.Load(CancellationToken.None));
        Assert.Contains("2 x 2", cause.Message, StringComparison.Ordinal);
        Assert.Contains("4 x 3", cause.Message, StringComparison.Ordinal);
    }

    private SourceEntry<Scan> Of(string cloud, string? colour, string? truth) => SingleScan.Of(Id, PathOf(cloud),
        colour is null ? null : PathOf(colour), truth is null ? null : PathOf(truth), LengthUnit.Metre,
        FormatLimits.Default);

    private string PathOf(string file) => Path.Combine(_folder.Path, "bagel", "test", "hole", file);
}
