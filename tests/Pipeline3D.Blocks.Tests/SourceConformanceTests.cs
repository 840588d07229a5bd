using System.Buffers.Binary;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Sources;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Testing.Conformance;
using SamplePlugin;

namespace Pipeline3D.Blocks.Tests;

/// <summary>Our own sources of many entries, and a stranger's layout, locate what they list and nothing else.</summary>
public sealed class SourceConformanceTests : BlockTest
{
    private static readonly BlockRegistry Registry = new(null, BlockCatalogue.Derivations(),
        [.. BlockCatalogue.Assemblies, typeof(ShiftLayout).Assembly]);

    /// <summary>Addresses of all sources that locate entries.</summary>
    public static TheoryData<string> Addresses => [.. Registry.Types.Where(type => type.Shape.Kind == BlockKind.Source
        && type.Type.GetInterfaces().Any(promise => promise.IsGenericType
            && promise.GetGenericTypeDefinition() == typeof(ILocates<>))).Select(type => type.Id)];

    [Theory, MemberData(nameof(Addresses))]
    public async Task Check_EverySourceThatLocates_FindsWhatItLists(string address)
    {
        if (address == "source.scenes")
        {
            await CheckAsync(() => new ScenesSource(new ScenesSourceOptions
            {
                Count = 3, Validation = 2, Points = 64, Objects = 2,
            }));
            return;
        }
        string root = address switch
        {
            "source.mvtec3d" => Made(SyntheticLayout.Mvtec3d, "bagel", "potato"),
            "source.eyecandies" => Made(SyntheticLayout.Eyecandies, "CandyCane"),
            "source.real3d" => Made(SyntheticLayout.Real3d, "airplane", "car"),
            "source.anomaly-shapenet" => Made(SyntheticLayout.AnomalyShapeNet, "ashtray0"),
            "source.modelnet10" => Meshes(),
            "source.folder" => Clouds(),
            "source.rendered-views" => await RenderedAsync(),
            "source.shift" => Shifts(),
            _ => throw new ArgumentException($"{address} has no dataset to be checked with: add one here"),
        };
        foreach (DatasetSourceOptions narrow in new DatasetSourceOptions[]
        {
            new() { Split = "" }, new() { Split = "test" }, new() { Split = "test", Limit = 1 },
        })
            await CheckAsync(() => Registry.Types.Single(type => type.Id == address).Create(
                OptionsOf(address, narrow with { Root = root }), new NoServices()));
    }

    [Fact]
    public void Locate_LeftOutCategoryAndOtherSplit_AreNotFound()
    {
        string root = Made(SyntheticLayout.Mvtec3d, "bagel", "potato");
        var all = new DatasetSourceOptions { Root = root, Split = "" };
        SourceEntry<Scan>[] listed = [.. new Mvtec3dLayout().Enumerate(new DatasetQuery(root, [], "",
            FormatLimits.Default), _ => { })];
        foreach ((DatasetSourceOptions narrow, Func<SourceEntry<Scan>, bool> isIn) in
            new (DatasetSourceOptions, Func<SourceEntry<Scan>, bool>)[]
            {
                (all with { Without = ["potato"] }, entry => entry.Id.Category == "bagel"),
                (all with { Categories = ["potato"] }, entry => entry.Id.Category == "potato"),
                (all with { Split = "train" }, entry => entry.Id.Split == "train"),
            })
        {
            var source = new DatasetSource(narrow, new Mvtec3dLayout());
            Assert.All(listed, entry => Assert.Equal(isIn(entry),
                source.Locate(entry.Id, entry.Input, Run) is not null));
        }
    }

    private static Task CheckAsync(Func<IBlock> make)
        => new ConformanceSuite<Scan, Scan>(make).CheckAsync(TestContext.Current.CancellationToken);

    private static DatasetSourceOptions OptionsOf(string address, DatasetSourceOptions given) => address switch
    {
        "source.eyecandies" => new EyecandiesSourceOptions
        {
            Root = given.Root, Split = given.Split, Limit = given.Limit,
        },
        "source.folder" => new FolderSourceOptions { Root = given.Root, Split = given.Split, Limit = given.Limit },
        "source.rendered-views" => new RenderedViewsOptions
        {
            Root = given.Root, Split = given.Split, Limit = given.Limit,
        },
        "source.shift" => new ShiftOptions { Root = given.Root, Split = given.Split, Limit = given.Limit },
        _ => given,
    };

    private string Made(SyntheticLayout layout, params string[] categories)
    {
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = Folder["made"], Layout = layout, Categories = [.. categories], LongestSide = 64, Points = 2000,
            Train = 2, Validation = 1, TestGood = 1, TestDefective = 3,
        }, stop: TestContext.Current.CancellationToken);
        return Folder["made"];
    }

    private string In(params string[] parts)
    {
        string path = Path.Combine([Folder["made"], .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private string Meshes()
    {
        foreach (string name in (string[])["train/chair_1.off", "test/chair_2.off", "test/chair_3.off"])
            File.WriteAllText(In("chair", name), "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n");
        return Folder["made"];
    }

    // Scans in and outside of split folders, of two kinds, with a mask, a text of labels, a lost one and a double.
    private string Clouds()
    {
        foreach (string name in (string[])["nut/test/good/1.ply", "nut/test/dent/1.ply", "nut/test/dent/3.ply",
            "nut/train/4.ply", "bolt/5.ply", "6.ply", "bolt/5.pcd"])
        {
            string path = In(name);
            var cloud = new CloudFile
            {
                Points = PointCloud.FromInterleaved([1, 2, 3, 4, 5, 6]), Width = 2, Height = 1,
            };
            if (path.EndsWith(".ply", StringComparison.Ordinal))
                PlyWriter.Write(path, cloud);
            else
                PcdWriter.Write(path, cloud);
        }
        File.WriteAllText(In("nut/test/dent/gt/1.txt"), "1 2 3 1\n4 5 6 0\n");
        File.WriteAllText(In("nut/test/dent/GT.txt"), "x y\n1 2\n");
        File.WriteAllText(In("nut/test/good/gt/lost.txt"), "1 2 3 1\n");
        File.WriteAllText(In("bolt/table.csv"), "x,y,z\n1,2,3\n");
        return Folder["made"];
    }

    private async Task<string> RenderedAsync()
    {
        var sink = new ViewsSink(new ViewsSinkOptions { Layout = ViewFiles.Authors });
        foreach ((string name, string split) in new[] { ("0", "test"), ("1", "test"), ("2", "train") })
        {
            Scan scan = TestScans.Dome(4, 24, 24);
            await sink.ConsumeAsync(scan with
            {
                Views = PointViewer.Of(scan.Cloud, ScanViewing.OwnOf(scan), ScanViewing.LabelsOf(scan),
                    new PointViewOptions { Size = 24, Supersample = false, Preset = "x3" }),
            }, ContextOf(name, split: split));
        }
        return Path.Combine(Run.Folder.Path, "views");
    }

    private string Shifts()
    {
        foreach (string name in (string[])["train/early_1.hmap", "test/early_2.hmap", "test/late_3.hmap"])
        {
            var bytes = new byte[16 + (4 * 6)];
            "HMAP"u8.CopyTo(bytes);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 3);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 2);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(12), 0.001f);
            File.WriteAllBytes(In("gear", name), bytes);
        }
        PngWriter.Write(In("gear/faults/late_3.png"), 3, 2, 1, [0, 1, 0, 0, 0, 0]);
        return Folder["made"];
    }
}
