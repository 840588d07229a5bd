using System.IO.Compression;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class CloudFormatsTests
{
    [Fact]
    public void Read_WhatWriteWroteInEveryFormat_HasThePoints()
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(24, seed: 5) with { Width = 6, Height = 4 };
        foreach (string extension in CloudFormats.WriteExtensions)
        {
            string path = folder["a" + extension.ToUpperInvariant()];
            CloudFormats.Write(path, cloud);
            CloudFile read = CloudFormats.Read(path);
            Assert.Equal(cloud.Points.ToInterleaved(), read.Points.ToInterleaved());
            Assert.Equal(extension is ".pcd" or ".npy" or ".tif" or ".tiff" ? (6, 4) : (24, 1),
                (read.Width, read.Height));
        }
        CloudFormats.Write(folder["b.npy"], cloud with { Width = 24, Height = 1 });
        Assert.Equal([24, 3], NpyReader.Read(folder["b.npy"]).Shape);
    }

    [Theory, InlineData("xyz", "other", 24), InlineData("points", "", 24), InlineData("a", "b", -1)]
    public void Read_Archive_IsTheArrayNamedXyzOrTheOnlyOne(string first, string second, int points)
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(24, seed: 5) with { Width = 6, Height = 4 };
        CloudFormats.Write(folder["a.npy"], cloud);
        using (ZipArchive archive = ZipFile.Open(folder["a.npz"], ZipArchiveMode.Create))
            foreach (string name in new[] { first, second }.Where(name => name.Length > 0))
                archive.CreateEntryFromFile(folder["a.npy"], $"{name}.npy");
        if (points < 0)
        {
            Assert.Contains("a, b", Assert.Throws<FormatException3D>(() => CloudFormats.Read(folder["a.npz"])).Message);
            return;
        }
        CloudFile read = CloudFormats.Read(folder["a.npz"]);
        Assert.Equal(cloud.Points.ToInterleaved(), read.Points.ToInterleaved());
        Assert.Equal((6, 4), (read.Width, read.Height));
    }

    [Theory, InlineData("a.stl"), InlineData("a"), InlineData("a.PCDX")]
    public void Read_UnknownExtension_ListsTheKnownOnes(string name)
    {
        Assert.Contains(".pcd .ply .obj .off", Assert.Throws<FormatException3D>(() => CloudFormats.Read(name)).Message);
        Assert.Contains(".pcd .ply .obj .off", Assert.Throws<FormatException3D>(
            () => CloudFormats.Write(name, CloudFacts.Sample(1, 1))).Message);
        Assert.Contains(".tif .tiff .png .jpg .jpeg .npy", Assert.Throws<FormatException3D>(()
            => ImageFormats.Read(name)).Message);
    }

    public static TheoryData<string> Extensions => [.. CloudFormats.ReadExtensions, ".png"];

    [Theory, MemberData(nameof(Extensions))]
    public void Read_MissingEmptyFolderOrUnreadable_IsAFormatExceptionThatSaysSo(string extension)
    {
        using var folder = new TempFolder();
        string path = folder["a" + extension];
        Assert.Contains("no such file", Read(path));
        File.WriteAllBytes(path, []);
        Assert.Contains("is empty", Read(path));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
            // The administrator may read everything; the file is then only empty.
            Assert.Contains(Environment.UserName == "root" ? "is empty" : "cannot be read", Read(path));
        }
        File.Delete(path);
        Directory.CreateDirectory(path);
        Assert.Contains("is a folder", Read(path));

        static string Read(string file) => Assert.Throws<FormatException3D>(() => _ = Path.GetExtension(file) == ".png"
            ? (object)ImageFormats.Read(file) : CloudFormats.Read(file)).Message;
    }

    [Fact]
    public void Read_RealOrganizedMap_IsAGrid()
    {
        CloudFile cloud = CloudFormats.Read(SharedFiles.Data("organized_xyz/vertex_map.npy"));
        Assert.Equal((640, 480), (cloud.Width, cloud.Height));
        Assert.Equal(870_897, cloud.Points.ToInterleaved().Count(float.IsFinite));
    }

    [Fact]
    public void Read_ArraysAndImagesThatAreNoClouds_AreRefusedWithTheirShape()
    {
        using var folder = new TempFolder();
        NpyWriter.Write<float>(folder["a.npy"], new float[8], 4, 2);
        Assert.Contains("[4, 2]", Assert.Throws<FormatException3D>(() => CloudFormats.Read(folder["a.npy"])).Message);
        TiffWriter.WriteFloat(folder["a.tif"], 4, 2, 1, new float[8]);
        Assert.Contains("1 channels", Assert.Throws<FormatException3D>(()
            => CloudFormats.Read(folder["a.tif"])).Message);
    }

    [Fact]
    public void ReadImage_ArraysOfEveryKind_KeepTheirValues()
    {
        using var folder = new TempFolder();
        NpyWriter.Write<ushort>(folder["a.npy"], [1, 2, 3, 4, 5, 65535], 2, 3);
        Assert.Equal([1, 2, 3, 4, 5, 65535], ImageFormats.Read(folder["a.npy"]).Words.ToArray());
        NpyWriter.Write<double>(folder["a.npy"], [1.5, 2, 3, 4], 1, 2, 2);
        RasterImage image = ImageFormats.Read(folder["a.npy"]);
        Assert.Equal((2, 1, 2), (image.Width, image.Height, image.Channels));
        Assert.Equal([1.5f, 2, 3, 4], image.Floats.ToArray());
    }
}
