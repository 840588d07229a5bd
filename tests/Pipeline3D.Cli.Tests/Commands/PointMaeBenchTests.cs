using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Networks;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class PointMaeBenchTests : CliTest
{
    public PointMaeBenchTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public async Task Bench_OfASmallNetwork_BothFormsGiveTheSameFeatures()
    {
        using JsonDocument json = JsonDocument.Parse(await OkAsync("bench", "point-mae", "--groups", "40", "--size",
            "16", "--width", "64", "--layers", "3", "--repeat", "1", "--json"));
        Assert.InRange(json.RootElement.GetProperty("largest_difference").GetDouble(), 0, 1e-4);
        Assert.True(json.RootElement.GetProperty("ratio").GetDouble() > 0);
    }

    [Fact]
    public async Task Bench_WrongSizes_SaysWhich() => Assert.Contains("--width a multiple of 64",
        await WrongAsync("bench", "point-mae", "--width", "70"), StringComparison.Ordinal);
}
