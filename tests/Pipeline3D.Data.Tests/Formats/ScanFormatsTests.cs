using System.IO.Compression;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Tests.Fuzzing;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class ScanFormatsTests
{
    [Fact]
    public void Read_WhatWriteWroteInEveryFormat_HasThePoints()
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(24, seed: 5) with { Width = 6, Height = 4 };
        foreach (string extension in ScanFormats.Own.WriteExtensions)
        {
            string path = folder["a" + extension.ToUpperInvariant()];
            ScanFormats.Own.Write(path, cloud);
            CloudFile read = ScanFormats.Own.ReadCloud(path);
            Assert.Equal(cloud.Points.ToInterleaved(), read.Points.ToInterleaved());
            Assert.Equal(extension is ".pcd" or ".npy" or ".tif" or ".tiff" ? (6, 4) : (24, 1),
                (read.Width, read.Height));
        }
        ScanFormats.Own.Write(folder["b.npy"], cloud with { Width = 24, Height = 1 });
        Assert.Equal([24, 3], NpyReader.Read(folder["b.npy"]).Shape);
    }

    [Theory, InlineData("xyz", "other", 24), InlineData("points", "", 24), InlineData("a", "b", -1)]
    public void Read_Archive_IsTheArrayNamedXyzOrTheOnlyOne(string first, string second, int points)
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(24, seed: 5) with { Width = 6, Height = 4 };
        ScanFormats.Own.Write(folder["a.npy"], cloud);
        using (ZipArchive archive = ZipFile.Open(folder["a.npz"], ZipArchiveMode.Create))
            foreach (string name in new[] { first, second }.Where(name => name.Length > 0))
                archive.CreateEntryFromFile(folder["a.npy"], $"{name}.npy");
        if (points < 0)
        {
            Assert.Contains("a, b", Assert.Throws<FormatException3D>(()
                => ScanFormats.Own.ReadCloud(folder["a.npz"])).Message);
            return;
        }
        CloudFile read = ScanFormats.Own.ReadCloud(folder["a.npz"]);
        Assert.Equal(cloud.Points.ToInterleaved(), read.Points.ToInterleaved());
        Assert.Equal((6, 4), (read.Width, read.Height));
    }

    [Theory, InlineData("a.3ds"), InlineData("a"), InlineData("a.PCDX")]
    public void Read_UnknownExtension_ListsTheKnownOnes(string name)
    {
        Assert.EndsWith("known are .asc .bin .csv .npy .npz .obj .off .pcd .ply .stl .tif .tiff .txt .xyz",
            Assert.Throws<FormatException3D>(() => ScanFormats.Own.ReadCloud(name)).Message);
        Assert.EndsWith("known are .asc .npy .obj .off .pcd .ply .tif .tiff .txt .xyz",
            Assert.Throws<FormatException3D>(() => ScanFormats.Own.Write(name, CloudFacts.Sample(1, 1))).Message);
        Assert.EndsWith("known are .jpeg .jpg .npy .png .tif .tiff",
            Assert.Throws<FormatException3D>(() => ScanFormats.Own.ReadImage(name)).Message);
    }

    [Theory]
    [InlineData("a.pcd", ScanContent.Cloud, true), InlineData("A.PCD", ScanContent.Grid, true)]
    [InlineData("a.pcd", ScanContent.Mesh | ScanContent.Mask, false), InlineData("a.jpg", ScanContent.Mask, false)]
    [InlineData("a.jpg", ScanContent.Mask | ScanContent.Colour, true), InlineData("a.md", ScanContent.Cloud, false)]
    [InlineData("notes/ReadMe.TXT", ScanContent.Cloud, false), InlineData("x/.a.ply", ScanContent.Cloud, false)]
    [InlineData("x/a.txt", ScanContent.Cloud, true), InlineData("a", ScanContent.Cloud, false)]
    public void MayHold_AName_GoesByItsExtension(string path, ScanContent content, bool may)
        => Assert.Equal(may, ScanFormats.Own.MayHold(path, content));

    [Theory]
    [InlineData("# exported by station 4\nVERSION 0.7\nFIELDS x y z\n", "PCD")]
    [InlineData("#.PCD v0.7\nVERSION .7\n", "PCD"), InlineData("#\n\n  # a\n\tFIELDS x y z\n", "PCD")]
    [InlineData("FIELDS\tx y z\n", "PCD"), InlineData("COLUMNS x y z\r\nSIZE 4 4 4", "PCD")]
    [InlineData("WIDTH 5\rHEIGHT 1\r", "PCD"), InlineData("\uFEFFVERSION 0.7\n", "PCD")]
    [InlineData("\uFEFF# .PCD v0.7\r\n", "PCD"), InlineData("VERSION", "PCD")]
    [InlineData("ply\r\nformat ascii 1.0", "PLY"), InlineData("ply \nformat ascii 1.0", "PLY")]
    [InlineData("\uFEFFply\nformat", "PLY"), InlineData("ply\t\rformat", "PLY")]
    [InlineData("plywood\n", null), InlineData("VERSIONS of it\n", null), InlineData("# a\nhello\n", null)]
    [InlineData("0 0 0\n1 1 1\n", null), InlineData("v 0 0 0\n", null), InlineData("\uFEFF", null)]
    public void Sniff_WhatTheReadersTake_IsTold(string head, string? title)
        => Assert.Equal(title, ScanFormats.Own.Sniff(System.Text.Encoding.UTF8.GetBytes(head))?.Title);

    [Fact]
    public void Sniff_MoreCommentThanIsLookedAt_IsAPcd()
        => Assert.Equal("PCD", ScanFormats.Own.Sniff([.. Enumerable.Repeat((byte)'#', 1000)])?.Title);

    [Fact]
    public void Sniff_TheStartOfEachFormatThatHasAMagic_TellsItAndNoOther()
    {
        foreach (ScanFormatInfo info in ScanFormats.Own.All)
        {
            byte[][] seeds = FormatSeeds.Of(info.Title);
            if (info.HasMagic)
                Assert.All(seeds, seed => Assert.Equal(info.Title, ScanFormats.Own.Sniff(seed)?.Title));
            else
                Assert.All(seeds, seed => Assert.Null(ScanFormats.Own.Sniff(seed)));
        }
        Assert.Null(ScanFormats.Own.Sniff([]));
        Assert.Null(ScanFormats.Own.Sniff("PK"u8));
        Assert.Null(ScanFormats.Own.Sniff("hello"u8));
    }

    [Fact]
    public void DeclaredBytes_OfEachFormat_CoverWhatReadingGives()
    {
        using var folder = new TempFolder();
        foreach (ScanFormatInfo info in ScanFormats.Own.All)
            foreach (byte[] seed in FormatSeeds.Of(info.Title))
            {
                string path = folder["a" + info.Extensions[0]];
                File.WriteAllBytes(path, seed);
                IScanFormat format = ScanFormats.Own.Find(path)!;
                long held = format is IImageFormat image
                    ? Held(() => image.ParseImage(seed, path, FormatLimits.Default).Data.Length)
                    : Held(() => ((ICloudFormat)format).Parse(seed, path, FormatLimits.Default).Points.ByteSize);
                Assert.InRange(ScanFormats.Own.DeclaredBytes(path, FormatLimits.Default), held, long.MaxValue);
            }
        File.WriteAllText(folder["b.pcd"], "no header");
        Assert.Equal(9, ScanFormats.Own.DeclaredBytes(folder["b.pcd"], FormatLimits.Default));
        Assert.Equal(0, ScanFormats.Own.DeclaredBytes(folder["none.pcd"], FormatLimits.Default));

        static long Held(Func<long> read)
        {
            try
            {
                return read();
            }
            catch (FormatException3D)
            {
                return 0;
            }
        }
    }

    [Fact]
    public void Add_WronglyDeclaredOrTakenFormats_SaysWhichRuleIsBroken()
    {
        Assert.Contains("'.csv' is taken by", Assert.Throws<ArgumentException>(()
            => ScanFormats.Own.Add(typeof(ScanFormats).Assembly)).Message);
        Assert.Contains("needs a Title", Message(typeof(Untitled)));
        Assert.Contains("in lower case and with their dot", Message(typeof(Shouting)));
        Assert.Contains("must be an ICloudFormat or an IImageFormat", Message(typeof(Empty)));
        Assert.Contains("hold Cloud, Grid or Mesh exactly when", Message(typeof(Liar)));
        Assert.Contains("constructor without parameters", Message(typeof(Demanding)));

        static string Message(Type type) => Assert.Throws<ArgumentException>(() => ScanFormatType.Of(type)).Message;
    }

    public static TheoryData<string> Extensions => [.. ScanFormats.Own.ExtensionsOf(ScanContent.Cloud), ".png"];

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
            ? (object)ScanFormats.Own.ReadImage(file) : ScanFormats.Own.ReadCloud(file)).Message;
    }

    [Fact]
    public void Read_RealOrganizedMap_IsAGrid()
    {
        CloudFile cloud = ScanFormats.Own.ReadCloud(SharedFiles.Data("organized_xyz/vertex_map.npy"));
        Assert.Equal((640, 480), (cloud.Width, cloud.Height));
        Assert.Equal(870_897, cloud.Points.ToInterleaved().Count(float.IsFinite));
    }

    [Fact]
    public void Read_ArraysAndImagesThatAreNoClouds_AreRefusedWithTheirShape()
    {
        using var folder = new TempFolder();
        NpyWriter.Write<float>(folder["a.npy"], new float[8], 4, 2);
        Assert.Contains("[4, 2]", Assert.Throws<FormatException3D>(()
            => ScanFormats.Own.ReadCloud(folder["a.npy"])).Message);
        TiffWriter.WriteFloat(folder["a.tif"], 4, 2, 1, new float[8]);
        Assert.Contains("1 channels", Assert.Throws<FormatException3D>(()
            => ScanFormats.Own.ReadCloud(folder["a.tif"])).Message);
    }

    [Fact]
    public void ReadImage_ArraysOfEveryKind_KeepTheirValues()
    {
        using var folder = new TempFolder();
        NpyWriter.Write<ushort>(folder["a.npy"], [1, 2, 3, 4, 5, 65535], 2, 3);
        Assert.Equal([1, 2, 3, 4, 5, 65535], ScanFormats.Own.ReadImage(folder["a.npy"]).Words.ToArray());
        NpyWriter.Write<double>(folder["a.npy"], [1.5, 2, 3, 4], 1, 2, 2);
        RasterImage image = ScanFormats.Own.ReadImage(folder["a.npy"]);
        Assert.Equal((2, 1, 2), (image.Width, image.Height, image.Channels));
        Assert.Equal([1.5f, 2, 3, 4], image.Floats.ToArray());
    }

    [ScanFormat(".a", Holds = ScanContent.Cloud)]
    private sealed class Untitled : Stub;

    [ScanFormat("A", Title = "A", Holds = ScanContent.Cloud)]
    private sealed class Shouting : Stub;

    [ScanFormat(".a", Title = "A", Holds = ScanContent.Cloud)]
    private sealed class Empty : IScanFormat;

    [ScanFormat(".a", Title = "A", Holds = ScanContent.Mask)]
    private sealed class Liar : Stub;

    [ScanFormat(".a", Title = "A", Holds = ScanContent.Cloud)]
    private sealed class Demanding : Stub
    {
        public Demanding(int wish) => _ = wish;
    }

    private abstract class Stub : ICloudFormat
    {
        public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits) => CloudFacts.Sample(1, 1);
    }
}
