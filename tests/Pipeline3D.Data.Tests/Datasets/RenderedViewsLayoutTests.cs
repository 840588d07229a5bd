using System.Globalization;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Views;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Datasets;

public sealed class RenderedViewsLayoutTests : IDisposable
{
    private const int Size = 16;
    private readonly TempFolder _folder = new();

    private string Root => _folder.Path;

    [Theory, InlineData(9), InlineData(11)]
    public void Read_WrittenGrid_SameViewsPointsColoursAndTruth(int views)
    {
        Scan scan = Grid(1, views);
        RenderedViews.Write(Defect("bagel", "hole"), "003", scan);
        Assert.Equal(RenderedViews.PathsOf(Defect("bagel", "hole"), "003", scan).Order(),
            Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Order());
        Scan read = Single();
        Assert.Equal(new ItemId("rendered-views", "bagel", "test", "hole", "003"), read.Id);
        AssertSame(scan.Views!, read.Views!);
        Assert.Equal(scan.Cloud.ToInterleaved(), read.Cloud.ToInterleaved());
        Assert.Equal(scan.Rgb!.Pixels, read.Rgb!.Pixels);
        Assert.Equal(scan.Truth!.Ids, read.Truth!.Ids);
        Assert.True(read.IsAnomalous);
        Assert.Empty(read.Remarks);
    }

    [Fact]
    public void Read_WrittenCloud_SameViewsPointsAndLabels()
    {
        Scan scan = Cloud(2);
        RenderedViews.Write(Defect("duck", "anomaly"), "12_bulge", scan);
        Scan read = Single(new() { Unit = LengthUnit.Millimetre });
        AssertSame(scan.Views!, read.Views!);
        Assert.Null(read.Grid);
        Assert.Equal(scan.Cloud.ToInterleaved(), read.Cloud.ToInterleaved());
        Assert.Equal(scan.Truth!.Ids, read.Truth!.Ids);
        Assert.Equal(LengthUnit.Millimetre, read.Unit);
    }

    [Fact]
    public void Read_OnlyWhatPointsNeed_PlacesStandForCoordinatesWithARemark()
    {
        Scan scan = Grid(3, 3);
        RenderedViews.Write(Defect("rope", "hole"), "000", scan);
        Directory.Delete(Path.Combine(Defect("rope", "hole"), "xyz"), recursive: true);
        Directory.Delete(Path.Combine(Defect("rope", "hole"), "rgb"), recursive: true);
        Directory.Delete(Path.Combine(Defect("rope", "hole"), "2d_gt"), recursive: true);
        Scan read = Single();
        Assert.Null(read.Views!.Truth);
        Assert.Null(read.Rgb);
        Assert.Equal(scan.Truth!.Ids, read.Truth!.Ids);
        Assert.Contains("stand for its coordinates", Assert.Single(read.Remarks), StringComparison.Ordinal);
        Assert.Equal(scan.Views!.Own, ScanViewing.OwnOf(read));
    }

    [Fact]
    public void Read_ElevenViewsInStringOrder_LabelsOfOneAndTenChangePlaces()
    {
        Scan scan = Grid(4, 11);
        RenderedViews.Write(Defect("tire", "hole"), "000", scan);
        PointViews numeric = Single().Views!, strings = Single(new() { ViewOrder = ViewOrder.Strings }).Views!;
        AssertSame(scan.Views!, numeric);
        // Pictures sort 0, 1, 10, 2 ...; labels and correspondences 0, 10, 1, 2 ...
        int[] pictures = [0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9], places = [0, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for (int view = 0; view < 11; view++)
        {
            Assert.Equal(numeric.Pictures[pictures[view]], strings.Pictures[view]);
            Assert.Equal(numeric.Pixel[places[view]], strings.Pixel[view]);
            Assert.Equal(numeric.Truth![places[view]], strings.Truth![view]);
        }
    }

    [Fact]
    public void Read_FlagsBeforeTheRule_FilledUnlessAsked()
    {
        Scan scan = Grid(5, 2);
        PointViews views = scan.Views!;
        bool[] first = new bool[views.Own.Length], none = new bool[views.Own.Length];
        (first[3], none[^1]) = (true, true);
        RenderedViews.Write(Defect("foam", "hole"), "000", scan with { Views = With(views, [first, none]) });
        Assert.Equal(NeverSeenRule.Fill([first, none], views.Own), Single().Views!.Visible);
        Assert.Equal([first, none], Single(new() { Fill = false }).Views!.Visible);
    }

    [Fact]
    public void Enumerate_BrokenSamples_FailWithEveryReasonOrAreLeftOut()
    {
        for (int i = 0; i < 7; i++)
            RenderedViews.Write(Defect("bagel", "hole"), Number(i), Grid(i, 3));
        RenderedViews.Write(Defect("dowel", "good"), "000", Grid(1, 3));
        Directory.Delete(Path.Combine(Defect("dowel", "good"), "2d_rendering"), recursive: true);
        Directory.Delete(Path.Combine(Defect("dowel", "good"), "2d_3d_cor"), recursive: true);
        string In(string kind, int sample, string file)
            => Path.Combine(Defect("bagel", "hole"), kind, Number(sample), file);
        File.Delete(In("2d_rendering", 0, "view_1.png"));
        File.Delete(In("2d_3d_cor", 1, "nonzero_indices.npy"));
        File.Delete(In("2d_gt", 2, "view_2_gt.png"));
        PngWriter.Write(In("2d_rendering", 3, "view_0.png"), 8, 8, 3, new byte[192]);
        NpyWriter.Write<long>(In("2d_3d_cor", 4, "view_0_cor.npy"), [1, 2], 1, 2);
        File.WriteAllText(In("2d_3d_cor", 5, "view_0_cor.npy"), "no array");

        string message = Assert.Throws<DatasetException>(() => Entries(new())).Message;
        foreach (string words in new[]
        {
            "bagel: 7 samples of 3 views", "6 not whole", "hole/000 has 2 of 3 views in 2d_rendering, without number 1",
            "hole/001 lacks nonzero_indices.npy", "hole/002 has 2 of 3 views in 2d_gt, without number 2",
            "hole/003 has pictures of 8 x 8 and 16 x 16", "hole/004 has correspondences of shape [1, 2]", "and 1 more",
            "dowel: 1 samples", "good/000 is not rendered", "on_broken: skip",
        })
            Assert.Contains(words, message, StringComparison.Ordinal);
        List<string> remarks = [];
        DatasetException left = Assert.Throws<DatasetException>(() => Entries(new() { OnBroken = BrokenRule.Skip },
            remarks.Add, "dowel"));
        Assert.Contains("no scan was found", left.Message, StringComparison.Ordinal);
        Assert.Equal("006", Assert.Single(Entries(new() { OnBroken = BrokenRule.Skip }, remarks.Add)).Id.Name);
        Assert.Contains(remarks, remark => remark.Contains("6 not whole", StringComparison.Ordinal)
            && remark.EndsWith("; left out", StringComparison.Ordinal));
        IReadOnlyList<RenderedClass> classes = new RenderedViewsLayout().Check(new DatasetQuery(Root, [], "test",
            FormatLimits.Default));
        Assert.Equal(["bagel", "dowel"], classes.Select(one => one.Category));
        Assert.Equal([(7, 3, 6), (1, 0, 1)], classes.Select(one => (one.Samples, one.Views, one.Broken.Count)));
        Assert.True(classes[0] is { HasFlags: true, HasLabels: true });
    }

    [Fact]
    public void Enumerate_WholeFolder_OneLinePerCategory()
    {
        RenderedViews.Write(Defect("bagel", "hole"), "000", Grid(1, 9));
        RenderedViews.Write(Defect("duck", "good"), "000", Cloud(1) with { Truth = null, IsAnomalous = false });
        List<string> remarks = [];
        Assert.Equal(2, Entries(new(), remarks.Add).Length);
        Assert.Equal(
        [
            "bagel: 1 samples of 9 views, 16 x 16, flags: yes, labels of views: yes, all whole",
            "duck: 1 samples of 9 views, 16 x 16, flags: yes, labels of views: yes, all whole",
        ], remarks);
        Assert.IsType<RenderedViewsLayout>(DatasetLayouts.Own.Find("rendered-views"));
        Assert.Throws<DatasetException>(() => Entries(new() { Views = 11 }));
    }

    [Fact]
    public void Load_WrongNumbers_RefusedInOwnWords()
    {
        Scan scan = Grid(1, 2);
        int points = scan.Views!.Own.Length;
        AssertRefused("column 16", cor => cor[0] = Size);
        AssertRefused("row -1", cor => cor[4] = -1);
        AssertRefused("a view that sees nothing", cor =>
        {
            for (int i = 2; i < cor.Length; i += 3)
                cor[i] = 0;
        });
        RenderedViews.Write(Defect("bagel", "hole"), "000", scan);
        NpyWriter.Write<long>(Path.Combine(Defect("bagel", "hole"), "2d_3d_cor", "000", "nonzero_indices.npy"),
            new long[points], points);
        Assert.Contains("must ascend", Assert.Throws<FormatException3D>(() => Single()).Message,
            StringComparison.Ordinal);

        void AssertRefused(string words, Action<long[]> spoil)
        {
            RenderedViews.Write(Defect("bagel", "hole"), "000", scan);
            string path = Path.Combine(Defect("bagel", "hole"), "2d_3d_cor", "000", "view_1_cor.npy");
            long[] cor = NpyReader.Read(path).To<long>();
            spoil(cor);
            NpyWriter.Write<long>(path, cor, points, 3);
            SourceEntry<Scan> entry = Entries(new() { OnBroken = BrokenRule.Skip })[0];
            Assert.Contains(words, Assert.Throws<FormatException3D>(() => Load(entry)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Write_WhatTheFoldersCannotHold_Refused()
    {
        Scan scan = Cloud(1);
        PointViews dense = PointViewer.Of(scan.Cloud, null, new PointViewOptions
        {
            Size = Size, Preset = "x1", Sample = 700, Densify = ViewDensify.Interpolate, NormalRadius = 0.5,
        });
        Assert.Contains("no place", RenderedViews.Obstacle(scan with { Views = dense }), StringComparison.Ordinal);
        Assert.Contains("squares", RenderedViews.Obstacle(scan with
        {
            Views = new PointViews(2, 1, 600, [new byte[6]], [0], [[0]], [[true]]),
        }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RenderedViews.Write(Root, "0", scan with { Views = null }));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertSame(PointViews expected, PointViews found)
    {
        Assert.Equal((expected.Size, expected.Cells, expected.Count), (found.Size, found.Cells, found.Count));
        Assert.Equal(expected.Own, found.Own);
        for (int view = 0; view < expected.Count; view++)
        {
            Assert.Equal(expected.Pictures[view], found.Pictures[view]);
            Assert.Equal(expected.Pixel[view], found.Pixel[view]);
            Assert.Equal(expected.Visible[view], found.Visible[view]);
            Assert.Equal(expected.Truth?[view], found.Truth?[view]);
        }
    }

    private static PointViews With(PointViews views, bool[][] visible)
        => new(views.Width, views.Height, views.Cells, views.Pictures, views.Own, views.Pixel, [.. visible],
            views.Truth);

    // A grid as large as the pictures with a hole in it, a fifth of it anomalous.
    private static Scan Grid(int seed, int views)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(Size * Size);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = i % 11 == 3 ? default
                : new((i % Size) - 7.25f, (i / Size) - 7.25f, 40 + random.NextSingle());
        Scan scan = new()
        {
            Id = new ItemId("made", "bagel", "test", "hole", "0"), Cloud = cloud,
            Grid = new OrganizedCloud(Size, Size, cloud), Unit = LengthUnit.Metre, IsAnomalous = true,
            Rgb = new RgbImage(Size, Size,
                [.. Enumerable.Range(0, 3 * cloud.Count).Select(_ => (byte)random.Next(256))]),
            Truth = new GroundTruth(Size, Size,
                [.. Enumerable.Range(0, cloud.Count).Select(i => (byte)(i % 5 == 0 ? 1 : 0))]),
        };
        return Viewed(scan, views);
    }

    private static Scan Cloud(int seed)
    {
        PointCloud cloud = TestClouds.Of("surface", 600, seed);
        return Viewed(new()
        {
            Id = new ItemId("made", "duck", "test", "anomaly", "0"), Cloud = cloud, Unit = LengthUnit.Millimetre,
            Truth = new GroundTruth(600, 1, [.. Enumerable.Range(0, 600).Select(i => (byte)(i < 100 ? 1 : 0))]),
            IsAnomalous = true,
        }, 9);
    }

    private static Scan Viewed(Scan scan, int views) => scan with
    {
        Views = PointViewer.Of(scan.Cloud, ScanViewing.OwnOf(scan), ScanViewing.LabelsOf(scan), new PointViewOptions
        {
            Size = Size, Angles = [.. Enumerable.Range(0, views).Select(i => string.Create(
                CultureInfo.InvariantCulture, $"{(7 * i) - 30},{i}"))],
            Supersample = false, NormalRadius = 3,
        }),
    };

    private SourceEntry<Scan>[] Entries(RenderedViewsOptions options, Action<string>? remark = null,
        string? category = null)
        => [.. new RenderedViewsLayout(options).Enumerate(new DatasetQuery(Root, category is null ? [] : [category],
            "test", FormatLimits.Default), remark ?? (_ => { }))];

    private Scan Single(RenderedViewsOptions? options = null) => Load(Assert.Single(Entries(options ?? new())));

    private static Scan Load(SourceEntry<Scan> entry)
    {
        Scan scan = entry.Load(TestContext.Current.CancellationToken);
        Assert.True(entry.DeclaredBytes >= scan.ByteSize, $"{entry.DeclaredBytes} declared, {scan.ByteSize} held");
        Assert.All(entry.Files, file => Assert.True(File.Exists(file)));
        return scan;
    }

    private static string Number(int sample) => sample.ToString("D3", CultureInfo.InvariantCulture);

    private string Defect(string category, string defect) => Path.Combine(Root, category, "test", defect);
}
