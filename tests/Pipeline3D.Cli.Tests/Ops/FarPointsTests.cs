using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDSt.Network;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>Points of float64 far from the origin, and scores of float64 that float32 cannot tell apart.</summary>
public sealed class FarPointsTests : CliTest
{
    private static readonly double[] Utm = [500_123, 5_400_456, 100];

    [Fact]
    public async Task Ops_PointsAtUtmCoordinates_GiveWhatTheSamePointsGiveAtTheOrigin()
    {
        var random = new Random(12);
        // Of 2^-20: the same to the bit at either place.
        double[] near = [.. Enumerable.Range(0, 1500).SelectMany(_ =>
        {
            double x = random.Next(1 << 20), y = random.Next(1 << 20);
            return new[] { x, y, Math.Round(x * y / (1 << 22)) };
        }).Select(value => value / (1 << 20))];
        string a = Array<double>("near.npy", near, 1500, 3), b = Array<double>("far.npy", Shifted(near), 1500, 3);
        string c = Array<double>("some.npy", near.AsSpan(0, 30), 10, 3),
            d = Array<double>("far-some.npy", Shifted(near).AsSpan(0, 30), 10, 3);
        await SameAsync([a, b], "knn", "--k", "5");
        await SameAsync([a, b], "radius", "--radius", "0.05");
        await SameAsync([a, b], "fps", "--count", "40");
        await SameAsync([a, b], "clusters", "--eps", "0.02", "--min-points", "3");
        await SameAsync([a, b], "normals", "--radius", "0.1", "--max-nn", "30");
        File.Copy(Folder["0.npy"], Folder["normals.npy"]);
        await SameAsync([a, b], "fpfh", "--radius", "0.2", "--max-nn", "60", "--normals", Folder["normals.npy"]);
        await OpAsync("knn", "--in", a, "--queries", c, "--k", "3", "--out", Folder["0.npy"]);
        await OpAsync("knn", "--in", b, "--queries", d, "--k", "3", "--out", Folder["1.npy"]);
        Assert.Equal(File.ReadAllBytes(Folder["0.npy"]), File.ReadAllBytes(Folder["1.npy"]));
        await OpAsync("normals", "--in", a, "--radius", "0.1", "--max-nn", "30", "--camera", "0,0,9", "--out",
            Folder["0.npy"]);
        await OpAsync("normals", "--in", b, "--radius", "0.1", "--max-nn", "30", "--camera",
            $"{Utm[0]},{Utm[1]},{Utm[2] + 9}", "--out", Folder["1.npy"]);
        Assert.Equal(File.ReadAllBytes(Folder["0.npy"]), File.ReadAllBytes(Folder["1.npy"]));
    }

    [Fact]
    public async Task Plane_FarFromTheOrigin_IsThatOfTheFileCoordinates()
    {
        var random = new Random(13);
        double[] points = Shifted([.. Enumerable.Range(0, 200).SelectMany(_ => new[] { random.NextDouble(),
            random.NextDouble(), 0 })]);
        JsonElement found = await OpAsync("plane", "--in", Array<double>("p.npy", points, 200, 3), "--threshold",
            "1e-4");
        double[] plane = [.. found.GetProperty("plane").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(200, found.GetProperty("inliers").GetInt32());
        for (int i = 0; i < points.Length; i += 3)
            Assert.Equal(0, plane[0] * points[i] + plane[1] * points[i + 1] + plane[2] * points[i + 2] + plane[3],
                1e-5);
    }

    [Fact]
    public async Task Fpfh_NormalsOfFloat64ThatAllPointOneWay_AreNoCloudFarFromTheOrigin()
    {
        double[] points = [.. Enumerable.Range(0, 100).SelectMany(i => new[] { i % 10 * 0.1, i / 10 * 0.1, 0 })];
        double[] normals = [.. Enumerable.Range(0, 100).SelectMany(_ => new[] { 0, 0, 0.9999999999 })];
        string cloud = Array<double>("p.npy", points, 100, 3);
        await OpAsync("fpfh", "--in", cloud, "--normals", Array<double>("n.npy", normals, 100, 3), "--radius", "0.3",
            "--max-nn", "30", "--out", Folder["0.npy"]);
        await OpAsync("fpfh", "--in", cloud, "--normals", Array<float>("m.npy",
            [.. normals.Select(value => (float)value)], 100, 3), "--radius", "0.3", "--max-nn", "30", "--out",
            Folder["1.npy"]);
        Assert.Equal(File.ReadAllBytes(Folder["0.npy"]), File.ReadAllBytes(Folder["1.npy"]));
    }

    [Fact]
    public async Task Read_CloudWithAnOffset_IsWrittenWhole()
    {
        double[] points = Shifted([0, 0, 0, 0.25, 0.5, 1]);
        string text = string.Join('\n', points.Chunk(3).Select(point => string.Join(' ', point)));
        File.WriteAllText(Folder["a.xyz"], text);
        JsonElement facts = await OpAsync("read", "--file", Folder["a.xyz"], "--out", Folder["a.npy"]);
        Assert.Equal("float32", facts.GetProperty("dtype").GetString());
        File.WriteAllText(Folder["b.xyz"], text + "\n500123.123456 5400456 100\n");
        facts = await OpAsync("read", "--file", Folder["b.xyz"], "--out", Folder["b.npy"]);
        Assert.Equal("float64", facts.GetProperty("dtype").GetString());
        double[] read = NpyReader.Read(Folder["b.npy"]).To<double>();
        Assert.All(points.Append(500_123.123456).Zip(read), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public async Task Ops_PointsThatFallTogether_EachOpRemarksIt()
    {
        // Two places that no offset serves, at each of them points 1 mm apart.
        double[] points = [8e5, 0, 0, 8e5 + 0.001, 0, 0, -8e5, 5, 0, -8e5 - 0.001, 5, 0, -8e5, 0, 0, 8e5, 5, 0];
        int count = new NetworkLayout(NetworkShape.Standard(8, 1)).Count;
        string file = Array<double>("far.npy", points, 6, 3), some = Array<float>("some.npy", [1, 2, 3, 4, 5, 6], 2, 3),
            normals = Array<float>("normals.npy", [.. Enumerable.Range(0, 18).Select(i => i % 3 / 2)], 6, 3),
            grid = Array<double>("grid.npy", [.. points.Select((value, i) => i % 3 == 2 ? 1 : value)], 2, 3, 3),
            index = Array<int>("index.npy", [1, 0, 3, 2, 5, 4], 6, 1),
            weights = Array<float>("weights.npy", new float[count], count);
        string[][] ops =
        [
            ["fps", "--in", file, "--count", "2"], ["knn", "--in", file, "--k", "1"],
            ["knn", "--in", some, "--queries", file, "--k", "1"], ["radius", "--in", file, "--radius", "1"],
            ["clusters", "--in", file, "--eps", "1", "--min-points", "1"],
            ["normals", "--in", file, "--radius", "1", "--max-nn", "3"], ["plane", "--in", file, "--threshold", "1"],
            ["fpfh", "--in", file, "--normals", normals, "--radius", "1", "--max-nn", "3"],
            ["views", "--in", file, "--views", "0,0"], ["views", "--in", grid, "--preset", "paper-x9"],
            ["3d-st", "--points", file, "--idx", index, "--teacher-weights", weights, "--student-weights", weights,
                "--d", "8", "--blocks", "1"],
            ["read", "--file", file],
        ];
        foreach (string[] op in ops)
            Assert.Contains("points moved by more than a tenth", Assert.Single((await OpAsync(op))
                .GetProperty("remarks").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.False((await OpAsync("fps", "--in", some, "--count", "1")).TryGetProperty("remarks", out _));
        Directory.CreateDirectory(Folder["all"]);
        foreach (string name in new[] { "a.npy", "._a.npy" })
            File.Copy(file, Folder[$"all/{name}"]);
        JsonElement read = await OpAsync("read", "--file", Folder["all"]);
        Assert.Equal(1, read.GetProperty("files").GetInt32());
        Assert.StartsWith("a.npy: ", Assert.Single(read.GetProperty("remarks").EnumerateArray()).GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_ScoresThatDifferInFloat64Only_AreRankedAsTheyAre()
    {
        const double Step = 1e-12;
        double[] scores = [.. Enumerable.Range(0, 8).Select(i => 1 + (i * Step)), .. Enumerable.Range(8, 8)
            .Select(i => 1 + (i * Step))];
        byte[] masks = [.. Enumerable.Repeat((byte)0, 8), .. Enumerable.Repeat((byte)1, 8)];
        JsonElement metrics = await OpAsync("metrics", "--scores", Array<double>("s.npy", scores, 4, 2, 2), "--masks",
            Array<byte>("m.npy", masks, 4, 2, 2), "--image-scores", Array<double>("i.npy", [1, 1 + Step, 1 + (2 * Step),
                1 + (3 * Step)], 4));
        foreach (string name in new[] { "pixel_auroc", "pixel_ap", "image_auroc", "image_ap" })
            Assert.Equal(1, metrics.GetProperty(name).GetDouble());
        // Ties of float64 stay ties, infinities the first and the last.
        metrics = await OpAsync("metrics", "--scores", Array<double>("t.npy", [1, 1 + Step, 1 + Step,
            double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.0, 2], 2, 2, 2), "--masks",
            Array<byte>("n.npy", [0, 0, 1, 1, 0, 0, 1, 0], 2, 2, 2));
        // Pairs of an anomalous and a normal score: 1 + Step wins 3 of 5 and ties 1, infinity wins 5, 0 wins 1, ties 1.
        Assert.Equal((3.5 + 5 + 1.5) / 15, metrics.GetProperty("pixel_auroc").GetDouble(), 12);
    }

    private async Task SameAsync(string[] inputs, string op, params string[] args)
    {
        for (int i = 0; i < 2; i++)
            await OpAsync([op, "--in", inputs[i], .. args, "--out", Folder[$"{i}.npy"]]);
        Assert.Equal(File.ReadAllBytes(Folder["0.npy"]), File.ReadAllBytes(Folder["1.npy"]));
    }

    private static double[] Shifted(double[] points) => [.. points.Select((value, i) => value + Utm[i % 3])];
}
