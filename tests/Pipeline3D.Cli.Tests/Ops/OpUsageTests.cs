using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>What ops print, and that wrong arguments and arrays are one clear sentence with exit code 2.</summary>
public sealed class OpUsageTests : CliTest
{
    private string Points => Array<float>("p.npy", [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 4], 4, 3);

    [Fact]
    public async Task Json_AnyOp_IsOneLineWithEveryKey()
    {
        JsonElement json = await OpAsync("fps", "--in", Points, "--count", "3", "--repeat", "3", "--warmup", "0",
            "--threads", "2", "--device", "cpu", "--out", Folder["o.npy"]);
        Assert.Equal(["op", "n", "wall_s_min", "wall_s_all", "cpu_s_min", "threads", "repeats", "warmup", "device",
            "peak_rss_mb"], json.EnumerateObject().Select(pair => pair.Name));
        Assert.Equal(("fps", 4, 2, 3, 0, "cpu"), (json.GetProperty("op").GetString(), json.GetProperty("n").GetInt32(),
            json.GetProperty("threads").GetInt32(),
            json.GetProperty("repeats").GetInt32(), json.GetProperty("warmup").GetInt32(), json.GetProperty("device")
                .GetString()));
        double[] times = [.. json.GetProperty("wall_s_all").EnumerateArray().Select(seconds => seconds.GetDouble())];
        Assert.Equal((3, times.Min()), (times.Length, json.GetProperty("wall_s_min").GetDouble()));
        Assert.True(json.GetProperty("peak_rss_mb").GetDouble() > 1);
        Assert.Equal([0, 3, 2], Pipeline3D.Data.Formats.NpyReader.Read(Folder["o.npy"]).To<int>());
    }

    [Fact]
    public async Task Points_Float64_AreAccepted()
    {
        string points = Array<double>("d.npy", [0, 0, 0, 3, 4, 0], 2, 3);
        await OpAsync("knn", "--in", points, "--k", "1", "--out", Folder["i.npy"], "--out-dist", Folder["d1.npy"]);
        Assert.Equal([1, 0], Pipeline3D.Data.Formats.NpyReader.Read(Folder["i.npy"]).To<int>());
        Assert.Equal([5f, 5f], Pipeline3D.Data.Formats.NpyReader.Read(Folder["d1.npy"]).To<float>());
    }

    [Fact]
    public async Task Results_OfEveryOpWithFloats_AreBitEqualAtOneAndTwoThreads()
    {
        var random = new Random(17);
        string cloud = Array<float>("cloud.npy",
            [.. Enumerable.Range(0, 3 * 2000).Select(i => i % 3 == 2 ? 0.05f * random.NextSingle()
            : random.NextSingle())], 2000, 3);
        string known = Array<int>("known.npy", [.. Enumerable.Range(0, 40).Select(i => 97 * i)], 40),
            values = Array<float>("values.npy", [.. Enumerable.Range(0, 40).Select(_ => random.NextSingle())], 40);
        await OpAsync("normals", "--in", cloud, "--radius", "0.1", "--max-nn", "30", "--camera", "0,0,9", "--out",
            Folder["normals.npy"]);
        await SameAsync("normals", "--in", cloud, "--radius", "0.1", "--max-nn", "30");
        await SameAsync("fpfh", "--in", cloud, "--normals", Folder["normals.npy"], "--radius", "0.2", "--max-nn", "60");
        await SameAsync("interpolate", "--height", "64", "--width", "64", "--known", known, "--values", values);
        await SameAsync("plane", "--in", cloud, "--threshold", "0.02");
        await SameAsync("clusters", "--in", cloud, "--eps", "0.03", "--min-points", "4");
        await SameAsync("coreset", "--in", cloud, "--count", "50");
        await SameAsync("radius", "--in", cloud, "--radius", "0.1");
        await SameAsync("knn", "--in", cloud, "--k", "7");
        await SameAsync("nearest", "--bank", cloud, "--queries", cloud, "--k", "3");
    }

    private async Task SameAsync(params string[] args)
    {
        foreach (string threads in new[] { "1", "2" })
            await OpAsync([.. args, "--threads", threads, "--out", Folder[$"t{threads}.npy"]]);
        Assert.True(File.ReadAllBytes(Folder["t1.npy"]).AsSpan().SequenceEqual(File.ReadAllBytes(Folder["t2.npy"])),
            args[0]);
    }

    [Fact]
    public async Task Arrays_ThatDoNotFit_AreOneSentence()
    {
        string flat = Array<float>("flat.npy", [1, 2, 3], 3), nan = Array<float>("nan.npy", [0, float.NaN, 0], 1, 3),
            ints = Array<int>("ints.npy", [1, 2, 3], 1, 3);
        string none = Array<float>("none.npy", [], 0, 3), maps = Array<float>("maps.npy", new float[8], 2, 2, 2),
            masks = Array<byte>("masks.npy", new byte[4], 1, 2, 2);
        File.WriteAllText(Folder["bad.npy"], "no array");
        await SaysAsync("has shape [3]; points have shape [n, 3]", "fps", "--in", flat, "--count", "1");
        await SaysAsync("element 1 is NaN", "fps", "--in", nan, "--count", "1");
        await SaysAsync("holds Int32; float32 or float64", "fps", "--in", ints, "--count", "1");
        await SaysAsync("holds no point", "fps", "--in", none, "--count", "1");
        await SaysAsync("there is no file", "fps", "--in", Folder["x.npy"], "--count", "1");
        await SaysAsync("bad.npy", "fps", "--in", Folder["bad.npy"], "--count", "1");
        await SaysAsync("a matrix [n, d]", "coreset", "--in", flat, "--count", "1");
        await SaysAsync("the scores have shape [2, 2, 2], the masks [1, 2, 2]", "metrics", "--scores", maps, "--masks",
            masks);
        await SaysAsync("4 normals for 1 points", "fpfh", "--in", Array<float>("one.npy", [1, 2, 3], 1, 3), "--normals",
            Points, "--radius", "1", "--max-nn", "3");
        await SaysAsync("1 known pixels but 3 values", "interpolate", "--height", "2", "--width", "2", "--known",
            Array<int>("k.npy", [1], 1), "--values", flat);
        await SaysAsync("outside the image", "interpolate", "--height", "2", "--width", "2", "--known",
            Array<int>("k.npy", [4], 1), "--values", Array<float>("v.npy", [1], 1));
        await SaysAsync("NaN", "metrics", "--scores", Array<float>("nanmap.npy", [1, float.NaN, 2, 3], 1, 2, 2),
            "--masks", masks);
    }

    [Fact]
    public async Task Numbers_OutOfRange_AreOneSentenceThatNamesThem()
    {
        await SaysAsync("--count is 5; it must lie between 1 and 4", "fps", "--in", Points, "--count", "5");
        await SaysAsync("--start is -1", "fps", "--in", Points, "--count", "1", "--start", "-1");
        await SaysAsync("--k is 4; with these points it must lie between 1 and 3", "knn", "--in", Points, "--k", "4");
        await SaysAsync("k is 9: it must be from 1 to 4", "nearest", "--bank", Points, "--queries", Points, "--k", "9");
        await SaysAsync("radius is -1: it must be", "radius", "--in", Points, "--radius", "-1");
        await SaysAsync("eps is 0: it must be", "clusters", "--in", Points, "--eps", "0", "--min-points", "1");
        await SaysAsync("0", "plane", "--in", Points, "--threshold", "0");
        await SaysAsync("--views is '3'", "views", "--in", Points, "--views", "1,2;3");
        await SaysAsync("either --views or --preset", "views", "--in", Points);
        await SaysAsync("--camera is '1,2'", "normals", "--in", Points, "--radius", "1", "--max-nn", "3", "--camera",
            "1,2");
        await SaysAsync("there is no device 'cuda' here", "fps", "--in", Points, "--count", "1",
            "--device", "cuda");
        await SaysAsync("--threads is 0", "fps", "--in", Points, "--count", "1", "--threads", "0");
        await SaysAsync("cannot be written", "fps", "--in", Points, "--count", "1", "--out", Folder["no/such/o.npy"]);
    }

    private static async Task SaysAsync(string part, params string[] args) => Assert.Contains(part,
        await WrongAsync(["op", .. args]), StringComparison.Ordinal);
}
