using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>Ops give on ILGPU's CPU accelerator what they give on the cores.</summary>
[OnTheEmulator]
public sealed class DeviceTests : CliTest
{
    private readonly string _points;

    public DeviceTests()
    {
        var random = new Random(11);
        var xyz = new float[3 * 300];
        for (int i = 0; i < xyz.Length; i += 3)
        {
            (double u, double v) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            (xyz[i], xyz[i + 1], xyz[i + 2]) = ((float)u, (float)v, (float)(2 + (0.3 * Math.Sin(5 * u) * v)));
        }
        _points = Array<float>("p.npy", xyz, 300, 3);
    }

    [Theory]
    [InlineData("fps", "--out", "--count", "60", "--start", "3")]
    [InlineData("knn", "--out", "--k", "9")]
    [InlineData("radius", "--out", "--radius", "0.1")]
    [InlineData("coreset", "--out", "--count", "40")]
    public async Task Op_OnTheEmulator_EqualsTheCores(string op, string outOption, params string[] arguments)
    {
        foreach (string device in new[] { "cpu", "emulator", "auto" })
        {
            JsonElement json = await OpAsync([op, "--in", _points, .. arguments, "--device", device, outOption,
                Folder[$"{device}.npy"]]);
            string used = json.GetProperty("device").GetString()!;
            if (device == "auto")
                Assert.True(used == "cpu" || used.Contains(':', StringComparison.Ordinal), used);
            else
                Assert.Equal(device, used);
        }
        int[] expected = NpyReader.Read(Folder["cpu.npy"]).To<int>();
        Assert.Equal(expected, NpyReader.Read(Folder["emulator.npy"]).To<int>());
        Assert.Equal(expected.Length, NpyReader.Read(Folder["auto.npy"]).To<int>().Length);
    }

    [Fact]
    public async Task NormalsAndFpfh_OnTheEmulator_EqualTheCores()
    {
        foreach (string device in new[] { "cpu", "emulator" })
        {
            await OpAsync("normals", "--in", _points, "--radius", "0.2", "--max-nn", "30", "--camera", "0,0,0",
                "--device", device, "--out", Folder[$"n-{device}.npy"]);
            await OpAsync("fpfh", "--in", _points, "--normals", Folder["n-cpu.npy"], "--radius", "0.2", "--max-nn",
                "40", "--device", device, "--out", Folder[$"f-{device}.npy"]);
        }
        foreach (string kind in new[] { "n", "f" })
        {
            float[] cpu = NpyReader.Read(Folder[$"{kind}-cpu.npy"]).To<float>(),
                emulator = NpyReader.Read(Folder[$"{kind}-emulator.npy"]).To<float>();
            for (int i = 0; i < cpu.Length; i++)
                Assert.True(Math.Abs(cpu[i] - emulator[i]) < 1e-5, $"{kind}: value {i} is {emulator[i]} for {cpu[i]}");
        }
    }

    [Fact]
    public async Task NearestAndPlane_OnTheEmulator_EqualTheCores()
    {
        foreach (string device in new[] { "cpu", "emulator" })
        {
            await OpAsync("nearest", "--bank", _points, "--queries", _points, "--k", "3", "--device", device,
                "--out", Folder[$"r-{device}.npy"]);
            await OpAsync("plane", "--in", _points, "--threshold", "0.02", "--device", device,
                "--out", Folder[$"p-{device}.npy"]);
        }
        foreach (string kind in new[] { "r", "p" })
            Assert.Equal(File.ReadAllBytes(Folder[$"{kind}-cpu.npy"]),
                File.ReadAllBytes(Folder[$"{kind}-emulator.npy"]));
    }

    [Fact]
    public async Task ViewsAndTheirScores_OnTheEmulator_EqualTheCores()
    {
        float[] scores = [.. Enumerable.Range(0, 300).Select(i => i / 16f)];
        string given = Array<float>("s.npy", scores, 300);
        foreach (string device in new[] { "cpu", "emulator" })
        {
            string at = Folder[$"at-{device}.npy"], seen = Folder[$"seen-{device}.npy"],
                map = Folder[$"m-{device}.npy"];
            await OpAsync("views", "--in", _points, "--views", "0,0;20,10", "--height", "30", "--width", "40",
                "--device", device, "--out-pixels", at, "--out-visible", seen, "--out-depth",
                Folder[$"d-{device}.npy"], "--out-images", Folder[$"i-{device}"]);
            await OpAsync("view-scores", "--pixels", at, "--visible", seen, "--scores", given, "--height", "30",
                "--width", "40", "--background", "-1", "--device", device, "--out", map);
            await OpAsync("view-scores", "--pixels", at, "--visible", seen, "--maps", map, "--device", device,
                "--out", Folder[$"b-{device}.npy"]);
        }
        foreach (string file in new[] { "at-?.npy", "seen-?.npy", "d-?.npy", "m-?.npy", "b-?.npy", "i-?/view_0.png",
            "i-?/view_1.png" })
            Assert.Equal(File.ReadAllBytes(Folder[file.Replace("?", "cpu", StringComparison.Ordinal)]),
                File.ReadAllBytes(Folder[file.Replace("?", "emulator", StringComparison.Ordinal)]));
        NpyArray maps = NpyReader.Read(Folder["m-cpu.npy"]), back = NpyReader.Read(Folder["b-cpu.npy"]);
        bool[] visible = [.. NpyReader.Read(Folder["seen-cpu.npy"]).To<byte>().Select(flag => flag != 0)];
        Assert.Equal([2, 30, 40], maps.Shape);
        Assert.Contains(-1, maps.To<float>());
        Assert.Equal([300], back.Shape);
        for (int i = 0; i < 300; i++)
            Assert.Equal(visible[i] || visible[300 + i] ? scores[i] : 0, back.To<float>()[i]);
    }

    [Fact]
    public async Task InterpolateAnd3dSt_OnTheEmulator_WithinTheToleranceOfTheCores()
    {
        string known = Array<int>("k.npy", [0, 17, 95], 3), values = Array<float>("v.npy", [1, 3, -2], 3);
        float[] teacher = StudentTeacher.RandomWeights(NetworkShape.Standard(8, 1), 3),
            student = StudentTeacher.RandomWeights(NetworkShape.Standard(8, 1), 4);
        string weights = Array<float>("w.npy", teacher, teacher.Length),
            other = Array<float>("o.npy", student, student.Length);
        string neighbours = Folder["n.npy"];
        await OpAsync("knn", "--in", _points, "--k", "5", "--out", neighbours);
        foreach (string device in new[] { "cpu", "emulator" })
        {
            await OpAsync("interpolate", "--height", "12", "--width", "10", "--known", known, "--values", values,
                "--device", device, "--out", Folder[$"{device}-map.npy"]);
            await OpAsync("3d-st", "--points", _points, "--idx", neighbours, "--teacher-weights", weights,
                "--student-weights", other, "--d", "8", "--blocks", "1", "--device", device, "--out-prefix",
                Folder[device]);
        }
        foreach (string kind in new[] { "map", "teacher-out", "student-out", "score" })
        {
            float[] cpu = NpyReader.Read(Folder[$"cpu-{kind}.npy"]).To<float>(),
                emulator = NpyReader.Read(Folder[$"emulator-{kind}.npy"]).To<float>();
            float largest = cpu.Max(MathF.Abs);
            for (int i = 0; i < cpu.Length; i++)
                Assert.True(Math.Abs(cpu[i] - emulator[i]) <= 1e-4 * largest,
                    $"{kind}: value {i} is {emulator[i]} for {cpu[i]}");
        }
    }

    [Fact]
    public async Task ViewScores_InputThatDoesNotFit_SaysWhat()
    {
        string at = Array<int>("at.npy", [0, 5, 6, 1], 2, 2), seen = Array<byte>("seen.npy", [1, 1, 1, 1], 2, 2),
            fewer = Array<byte>("fewer.npy", [1, 1], 1, 2), maps = Array<float>("maps.npy", new float[12], 2, 2, 3),
            one = Array<float>("one.npy", new float[6], 1, 2, 3), scores = Array<float>("sc.npy", [1, 2, 3], 3);
        await SaysAsync("point 0 of view 1 is at pixel 6", "--visible", seen, "--maps", maps);
        await SaysAsync("either --maps or --scores", "--visible", seen);
        await SaysAsync("the visibility [1, 2]", "--visible", fewer, "--maps", maps);
        await SaysAsync("there are 2 views", "--visible", seen, "--maps", one);
        await SaysAsync("3 scores for 2 points", "--visible", seen, "--scores", scores);
        await SaysAsync("cannot be made", "--visible", seen, "--scores", scores, "--height", "0");

        async Task SaysAsync(string expected, params string[] arguments) => Assert.Contains(expected,
            await WrongAsync(["op", "view-scores", "--pixels", at, .. arguments]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Op_WithoutSuchADevice_SaysWhatThereIs()
    {
        string message = await WrongAsync("op", "fps", "--in", _points, "--count", "1", "--device", "cuda:99");
        Assert.StartsWith("there is no device 'cuda:99' here", message, StringComparison.Ordinal);
        Assert.Contains("there are auto, cpu", message, StringComparison.Ordinal);
        Assert.StartsWith("clusters computes on the cores only",
            await WrongAsync("op", "clusters", "--in", _points, "--eps", "1", "--min-points", "1",
                "--device", "emulator"),
            StringComparison.Ordinal);
    }
}
