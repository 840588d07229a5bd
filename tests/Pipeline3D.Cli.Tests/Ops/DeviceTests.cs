using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>Ops give on ILGPU's CPU accelerator what they give on the cores.</summary>
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
            await OpAsync("fpfh", "--in", _points, "--normals", Folder["n-cpu.npy"], "--radius", "0.2", "--max-nn", "40",
                "--device", device, "--out", Folder[$"f-{device}.npy"]);
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
            Assert.Equal(File.ReadAllBytes(Folder[$"{kind}-cpu.npy"]), File.ReadAllBytes(Folder[$"{kind}-emulator.npy"]));
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
