using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Networks;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class PointAdBenchTests : CliTest
{
    public PointAdBenchTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public async Task Bench_OfSmallTowers_LearnsAndTellsTimes()
    {
        using JsonDocument report = JsonDocument.Parse(await OkAsync("bench", "pointad", "--model", "tiny", "--objects",
            "5", "--batch", "2", "--repeat", "3", "--json"));
        Assert.Equal(5, report.RootElement.GetProperty("objects").GetInt32());
        Assert.Equal(3, report.RootElement.GetProperty("seconds_all").GetArrayLength());
        Assert.True(report.RootElement.GetProperty("loss_last").GetDouble()
            < report.RootElement.GetProperty("loss_first").GetDouble());
    }
}
