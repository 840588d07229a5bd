using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Networks;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class ResNetBenchTests : CliTest
{
    [Fact]
    public async Task Bench_ResNet_BothFormsAgree()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        using JsonDocument json = JsonDocument.Parse(await OkAsync("bench", "resnet", "--size", "32", "--pictures", "2",
            "--repeat", "1", "--json"));
        Assert.InRange(json.RootElement.GetProperty("largest_difference").GetDouble(), 0, 1e-4);
        Assert.True(json.RootElement.GetProperty("ms_per_picture").GetDouble() > 0);
    }

    [Fact]
    public async Task Bench_PicturesTooSmall_AreRefused()
        => Assert.Contains("--size at least 32", await WrongAsync("bench", "resnet", "--size", "31"),
            StringComparison.Ordinal);
}
