using System.Text.Json;
using Pipeline3D.Cli.Commands;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class ClipBenchTests : CliTest
{
    // By hand from the layers' shapes; some of these leave the first and last layer out, less than 1.2 % of it.
    [Theory]
    [InlineData(336, 14, 1024, 24, 768, ClipPath.Plain, 382.8)]
    [InlineData(336, 14, 1024, 24, 768, ClipPath.Dual, 431.7)]
    [InlineData(224, 14, 1024, 24, 768, ClipPath.Dual, 177.1)]
    [InlineData(224, 16, 768, 12, 512, ClipPath.Plain, 34.9)]
    [InlineData(224, 16, 768, 12, 512, ClipPath.Dual, 38.1)]
    public void Operations_OfAPublishedTower_AreTheSumOverItsLayers(int image, int patch, int width, int layers,
        int embedding, ClipPath path, double gflop)
        => Assert.InRange(ClipBench.Operations(new ClipVisionShape(image, patch, width, layers, width / 64), embedding,
            path) / 1e9, gflop * .999, gflop * 1.012);

    [Fact]
    public async Task Bench_OfATinyTower_ReportsOneLine()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        using JsonDocument json = JsonDocument.Parse(await OkAsync("bench", "clip", "--model", "tiny", "--views", "3",
            "--batch", "2", "--threads", "1", "--repeat", "2", "--json"));
        double Number(string name) => json.RootElement.GetProperty(name).GetDouble();
        Assert.Equal(2, json.RootElement.GetProperty("seconds_all").GetArrayLength());
        Assert.Equal(Number("gflop") / Number("seconds"), Number("gflop_per_s"), 1e-6);
        Assert.Equal(3 * ClipBench.Operations(new ClipVisionShape(32, 8, 64, 4, 1), 32, ClipPath.Dual) / 1e9,
            Number("gflop"), 1e-9);
        foreach (string path in new[] { "dual", "plain" })
        {
            using JsonDocument both = JsonDocument.Parse(await OkAsync("bench", "clip", "--model", "tiny", "--views",
                "2", "--path", path, "--repeat", "1", "--plain", "--json"));
            Assert.InRange(both.RootElement.GetProperty("largest_difference").GetDouble(), 0, 1e-4);
            Assert.True(both.RootElement.GetProperty("ratio").GetDouble() > 0);
        }
        Assert.Contains("each must be at least 1", await WrongAsync("bench", "clip", "--model", "tiny", "--batch", "0"),
            StringComparison.Ordinal);
    }
}
