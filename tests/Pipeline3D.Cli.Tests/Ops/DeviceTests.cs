using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>Ops on the portable kernels give what they give on the cores.</summary>
public sealed class DeviceTests : CliTest
{
    private readonly string _points;

    public DeviceTests()
    {
        var random = new Random(11);
        var xyz = new float[3 * 700];
        for (int i = 0; i < xyz.Length; i += 3)
        {
            (double u, double v) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            (xyz[i], xyz[i + 1], xyz[i + 2]) = ((float)u, (float)v, (float)(2 + (0.3 * Math.Sin(5 * u) * v)));
        }
        _points = Array<float>("p.npy", xyz, 700, 3);
    }

    [Theory]
    [InlineData("fps", "--out", "--count", "60", "--start", "3")]
    [InlineData("knn", "--out", "--k", "9")]
    [InlineData("radius", "--out", "--radius", "0.1")]
    [InlineData("coreset", "--out", "--count", "40")]
    [InlineData("views", "--out-pixels", "--views", "0,0;15,0", "--height", "64", "--width", "64")]
    public async Task Op_OnTheHostDevice_EqualsTheCores(string op, string outOption, params string[] arguments)
    {
        foreach (string device in new[] { "cpu", "host", "auto" })
        {
            JsonElement json = await OpAsync([op, "--in", _points, .. arguments, "--device", device, outOption,
                Folder[$"{device}.npy"]]);
            Assert.Equal(device == "auto" ? "cpu" : device, json.GetProperty("device").GetString());
        }
        int[] expected = NpyReader.Read(Folder["cpu.npy"]).To<int>();
        Assert.Equal(expected, NpyReader.Read(Folder["host.npy"]).To<int>());
        Assert.Equal(expected, NpyReader.Read(Folder["auto.npy"]).To<int>());
    }

    [Fact]
    public async Task Normals_OnTheHostDevice_PointTheSameWay()
    {
        foreach (string device in new[] { "cpu", "host" })
            await OpAsync("normals", "--in", _points, "--radius", "0.2", "--max-nn", "30", "--camera", "0,0,0",
                "--device", device, "--out", Folder[$"{device}.npy"]);
        float[] cpu = NpyReader.Read(Folder["cpu.npy"]).To<float>(), host = NpyReader.Read(Folder["host.npy"]).To<float>();
        for (int i = 0; i < cpu.Length; i += 3)
        {
            double cosine = (cpu[i] * host[i]) + (cpu[i + 1] * host[i + 1]) + (cpu[i + 2] * host[i + 2]);
            Assert.True(cosine > 0.999998, $"point {i / 3}: cosine {cosine}"); // 0.1 degrees: the device is float32
        }
    }

    [Fact]
    public async Task Op_WithoutSuchADevice_SaysWhatThereIs()
    {
        Assert.StartsWith("there is no device 'cuda:0' here; there are auto, cpu, host",
            await WrongAsync("op", "fps", "--in", _points, "--count", "1", "--device", "cuda:0"),
            StringComparison.Ordinal);
        Assert.StartsWith("clusters computes on the cores only",
            await WrongAsync("op", "clusters", "--in", _points, "--eps", "1", "--min-points", "1", "--device", "host"),
            StringComparison.Ordinal);
    }
}
