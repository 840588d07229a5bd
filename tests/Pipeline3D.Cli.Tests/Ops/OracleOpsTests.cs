using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>Every op against the answers of established libraries, at one and at two threads.</summary>
public sealed class OracleOpsTests : CliTest
{
    [Theory, InlineData("1"), InlineData("2")]
    public async Task Fps_Oracle_SameOrder(string threads)
    {
        JsonElement facts = SharedFiles.OracleFacts("fps");
        await OpAsync("fps", "--in", SharedFiles.Oracle("fps_points.npy"), "--count", $"{facts.GetProperty("m")}",
            "--start", $"{facts.GetProperty("start")}",
            "--out", Folder["o.npy"], "--threads", threads);
        Assert.Equal(SharedFiles.OracleArray("fps_order.npy").To<int>(), Out("o.npy").To<int>());
    }

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Knn_Oracle_SameNeighboursAndDistances(string threads)
    {
        int[] expected = SharedFiles.OracleArray("knn_idx.npy").To<int>();
        double[] distances = SharedFiles.OracleArray("knn_dist.npy").To<double>();
        string points = SharedFiles.Oracle("knn_points.npy");
        await OpAsync("knn", "--in", points, "--k", "32", "--include-self", "--out", Folder["i.npy"], "--out-dist",
            Folder["d.npy"], "--threads", threads);
        Assert.Equal([5000, 32], Out("i.npy").Shape);
        Assert.Equal(expected, Out("i.npy").To<int>());
        AssertClose(distances, Out("d.npy").To<double>(), 1e-6);
        await OpAsync("knn", "--in", points, "--k", "31", "--out", Folder["s.npy"], "--threads", threads);
        Assert.Equal(expected.Where((_, i) => i % 32 > 0), Out("s.npy").To<int>());
        await OpAsync("knn", "--in", points, "--queries", points, "--k", "32", "--out", Folder["q.npy"], "--threads",
            threads);
        Assert.Equal(expected, Out("q.npy").To<int>());
    }

    [Fact]
    public async Task Radius_Oracle_SameCounts()
    {
        await OpAsync("radius", "--in", SharedFiles.Oracle("knn_points.npy"), "--radius",
            $"{SharedFiles.OracleFacts("knn").GetProperty("radius")}", "--out", Folder["o.npy"]);
        Assert.Equal(SharedFiles.OracleArray("knn_radius_count.npy").To<int>(), Out("o.npy").To<int>());
    }

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Coreset_Oracle_SameOrder(string threads)
    {
        await OpAsync("coreset", "--in", SharedFiles.Oracle("coreset_features.npy"), "--count", "100", "--out",
            Folder["o.npy"], "--threads", threads);
        Assert.Equal(SharedFiles.OracleArray("coreset_order.npy").To<int>(), Out("o.npy").To<int>());
    }

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Nearest_Oracle_SameRowsAndDistances(string threads)
    {
        NpyArray expected = SharedFiles.OracleArray("nn33_idx.npy");
        await OpAsync("nearest", "--bank", SharedFiles.Oracle("nn33_bank.npy"), "--queries",
            SharedFiles.Oracle("nn33_query.npy"),
            "--k", $"{expected.Shape[^1]}", "--out", Folder["i.npy"], "--out-dist", Folder["d.npy"], "--threads",
                threads);
        Assert.Equal(expected.To<int>(), Out("i.npy").To<int>());
        AssertClose(SharedFiles.OracleArray("nn33_dist.npy").To<double>(), Out("d.npy").To<double>(), 1e-5);
    }

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Plane_Oracle_WithinItsTolerance(string threads)
    {
        double[] least = [.. SharedFiles.OracleFacts("plane").GetProperty("least_squares_model").EnumerateArray()
            .Select(value => value.GetDouble())];
        JsonElement json = await OpAsync("plane", "--in", SharedFiles.Oracle("plane_points.npy"), "--threshold",
            "0.005", "--out", Folder["o.npy"], "--threads", threads);
        double[] plane = [.. json.GetProperty("plane").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(1, Math.Sqrt((plane[0] * plane[0]) + (plane[1] * plane[1]) + (plane[2] * plane[2])), 1e-9);
        double cosine = (plane[0] * least[0]) + (plane[1] * least[1]) + (plane[2] * least[2]);
        Assert.True(Math.Acos(Math.Min(1, Math.Abs(cosine))) * 180 / Math.PI < 0.5, $"{cosine}");
        Assert.Equal(Math.Abs(least[3]), Math.Abs(plane[3]), 1e-3);
        byte[] truth = SharedFiles.OracleArray("plane_inlier.npy").To<byte>(), found = Out("o.npy").To<byte>();
        Assert.True(truth.Where((value, i) => value != found[i]).Count() <= 0.005 * truth.Length);
        Assert.Equal(found.Count(value => value == 1), json.GetProperty("inliers").GetInt32());
    }

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Clusters_Oracle_SameCoreNoiseAndSizesInOrder(string threads)
    {
        JsonElement facts = SharedFiles.OracleFacts("dbscan");
        JsonElement json = await OpAsync("clusters", "--in", SharedFiles.Oracle("dbscan_points.npy"), "--eps",
            $"{facts.GetProperty("eps")}",
            "--min-points", $"{facts.GetProperty("min_points")}", "--out", Folder["o.npy"], "--threads", threads);
        int[] labels = Out("o.npy").To<int>(), theirs = SharedFiles.OracleArray("dbscan_labels_open3d.npy").To<int>();
        bool[] core = [.. SharedFiles.OracleArray("dbscan_core.npy").To<byte>().Select(value => value != 0)];
        Assert.Equal(theirs.Select(label => label < 0), labels.Select(label => label < 0));
        Assert.Equal((facts.GetProperty("clusters").GetInt32(), facts.GetProperty("noise").GetInt32()),
            (json.GetProperty("clusters").GetInt32(), json.GetProperty("noise").GetInt32()));
        var pairs = labels.Zip(theirs).Where((_, i) => core[i]).Distinct().ToList();
        Assert.Equal(facts.GetProperty("clusters").GetInt32(), pairs.Count);
        Assert.Equal(pairs.Count, pairs.Select(pair => pair.First).Distinct().Count());
        int[] sizes = [.. labels.Where(label => label >= 0).CountBy(label => label).OrderBy(pair => pair.Key)
            .Select(pair => pair.Value)];
        Assert.Equal(sizes.OrderDescending(), sizes);
    }

    [Theory, InlineData("radius", "1"), InlineData("radius", "2"), InlineData("hybrid", "2")]
    public async Task NormalsAndFpfh_Oracle_WithinItsTolerance(string kind, string threads)
    {
        JsonElement facts = SharedFiles.OracleFacts("fpfh").GetProperty(kind);
        string points = SharedFiles.Oracle("fpfh_points.npy");
        await OpAsync("normals", "--in", points, "--radius", $"{facts.GetProperty("radius_normal")}", "--max-nn",
            $"{facts.GetProperty("max_nn_normal")}",
            "--camera", "0,0,0", "--out", Folder["n.npy"], "--threads", threads);
        double[] theirs = SharedFiles.OracleArray($"fpfh_{kind}_normals.npy").To<double>(), normals = Out("n.npy")
            .To<double>();
        Assert.True(Enumerable.Range(0, 3000).All(i => Enumerable.Range(3 * i, 3)
            .Sum(j => theirs[j] * normals[j]) > 1 - 1e-5));
        await OpAsync("fpfh", "--in", points, "--normals", SharedFiles.Oracle($"fpfh_{kind}_normals.npy"), "--radius",
            $"{facts.GetProperty("radius_feature")}",
            "--max-nn", $"{facts.GetProperty("max_nn_feature")}", "--out", Folder["f.npy"], "--threads", threads);
        double[] expected = SharedFiles.OracleArray($"fpfh_{kind}.npy").To<double>(), found = Out("f.npy").To<double>();
        double[] off = [.. expected.Zip(found, (a, b) => Math.Abs(a - b))];
        bool[] near = [.. SharedFiles.OracleArray($"fpfh_{kind}_near_edge.npy").To<byte>().Select(value => value != 0)];
        int[] rows = [.. Enumerable.Range(0, 3000).Where(i => !near[i])];
        Assert.True(off.Average() < 0.01, $"{off.Average()}");
        Assert.True(rows.Count(i => off.AsSpan(33 * i, 33).ToArray().Max() < 1e-2) >= 0.99 * rows.Length);
    }

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Views_Oracle_SamePixelsVisibilityAndDepth(string threads)
    {
        JsonElement facts = SharedFiles.OracleFacts("proj");
        string views = string.Join(';', facts.GetProperty("views_deg_xy").EnumerateArray()
            .Select(view => $"{view[0]},{view[1]}"));
        await OpAsync("views", "--in", SharedFiles.Oracle("proj_points.npy"), "--views", views, "--height", "48",
            "--width", "64", "--out-pixels", Folder["p.npy"],
            "--out-visible", Folder["v.npy"], "--out-depth", Folder["d.npy"], "--out-images", Folder["images"],
                "--threads", threads);
        Assert.Equal(SharedFiles.OracleArray("proj_pixel.npy").To<int>(), Out("p.npy").To<int>());
        Assert.Equal(SharedFiles.OracleArray("proj_visible.npy").To<byte>(), Out("v.npy").To<byte>());
        AssertClose(SharedFiles.OracleArray("proj_depth.npy").To<double>(), Out("d.npy").To<double>(), 1e-5);
        Assert.Equal(9, Directory.GetFiles(Folder["images"], "view_*.png").Length);
        Assert.Equal((64, 48, 3), PngReader.Read(Folder["images/view_8.png"]) is var image ? (image.Width, image.Height,
            image.Channels) : default);
    }

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Interpolate_Oracle_Within1e6(string threads)
    {
        await OpAsync("interpolate", "--height", "64", "--width", "64", "--known", SharedFiles.Oracle("harm_idx.npy"),
            "--values", SharedFiles.Oracle("harm_val.npy"),
            "--out", Folder["o.npy"], "--threads", threads);
        AssertClose(SharedFiles.OracleArray("harm_solution.npy").To<double>(), Out("o.npy").To<double>(), 1e-6);
        await OpAsync("interpolate", "--height", "64", "--width", "64", "--known",
            SharedFiles.Oracle("harm_mask_idx.npy"), "--values", SharedFiles.Oracle("harm_mask_val.npy"),
            "--domain", SharedFiles.Oracle("harm_mask.npy"), "--out", Folder["m.npy"], "--threads", threads);
        AssertClose(SharedFiles.OracleArray("harm_mask_solution.npy").To<double>(), Out("m.npy").To<double>(), 1e-6);
    }

    [Fact]
    public async Task Metrics_Oracle_To1e9()
    {
        JsonElement facts = SharedFiles.OracleFacts("metrics"), json = await OpAsync("metrics", "--scores",
            SharedFiles.Oracle("metrics_scores.npy"),
            "--masks", SharedFiles.Oracle("metrics_gt.npy"), "--image-scores",
                SharedFiles.Oracle("metrics_image_scores.npy"), "--image-labels",
                SharedFiles.Oracle("metrics_image_labels.npy"));
        foreach (string name in new[] { "image_auroc", "image_ap", "pixel_auroc", "pixel_ap" })
            Assert.Equal(facts.GetProperty(name).GetDouble(), json.GetProperty(name).GetDouble(), 1e-9);
        foreach (string limit in new[] { "0.01", "0.05", "0.1", "0.2", "0.3" })
            Assert.Equal(facts.GetProperty("au_pro").GetProperty(limit).GetDouble(), json.GetProperty("au_pro")
                .GetProperty(limit).GetDouble(), 1e-9);
    }

    [Theory]
    [InlineData("tiff_lzw_pred3_tiled.tiff", "tiff_expected.npy")]
    [InlineData("tiff_bigtiff.tiff", "tiff_expected.npy")]
    [InlineData("tiff_depth1_lzw_pred3.tiff", "tiff_depth1_expected.npy")]
    [InlineData("pcd_pcl_xyz_binary_compressed.pcd", "pcd_pcl_xyz.npy")]
    [InlineData("pcd_pcl_xyz_ascii.pcd", "pcd_pcl_xyz.npy")]
    public async Task Read_Oracle_IsBitEqual(string file, string expected)
    {
        JsonElement json = await OpAsync("read", "--file", SharedFiles.Oracle(file), "--out", Folder["o.npy"],
            "--fields", Folder["fields"]);
        NpyArray theirs = SharedFiles.OracleArray(expected), found = Out("o.npy");
        Assert.Equal(theirs.Shape, found.Shape);
        Assert.Equal(theirs.To<float>().Select(BitConverter.SingleToInt32Bits), found.To<float>()
            .Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(theirs.Shape, json.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()));
        Assert.Equal("float32", json.GetProperty("dtype").GetString());
    }

    private NpyArray Out(string name) => NpyReader.Read(Folder[name]);

    private static void AssertClose(double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(double.IsNaN(expected[i]) ? double.IsNaN(found[i])
                : Math.Abs(expected[i] - found[i]) <= tolerance, $"element {i}: {found[i]} instead of {expected[i]}");
    }
}
