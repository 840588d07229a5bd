using System.Globalization;
using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Net;

/// <summary>The baselines of PointAD against numbers that others computed.</summary>
public sealed class BaselineNetTests : CliTest
{
    public BaselineNetTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Theory, InlineData("winclip", 13), InlineData("pointclip", 14)]
    public async Task Net_OfABaseline_GivesEveryOutputWithinItsTolerance(string group, int outputs)
    {
        JsonElement files = NetOracles.CopyInputs(Folder);
        string text = await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", group, "--json");
        using JsonDocument report = JsonDocument.Parse(text);
        Assert.Equal(0, report.RootElement.GetProperty("missing").GetArrayLength());
        int compared = 0;
        foreach (JsonProperty file in files.EnumerateObject().Where(file
            => file.Name.StartsWith(group + "_", StringComparison.Ordinal)
            && file.Value.GetProperty("kind").GetString() == "output"))
        {
            NpyArray found = NpyReader.Read(Folder[$"out/{file.Name}"]), wanted = NpyReader.Read(
                SharedFiles.Oracle(Path.Combine("pointad", file.Name)));
            Assert.Equal(wanted.Shape, found.Shape);
            double[] off = [.. wanted.To<double>().Zip(found.To<double>(), (a, b) => Math.Abs(a - b))];
            string tolerance = file.Value.GetProperty("tolerance").GetString()!;
            bool holds = tolerance.Split(' ') switch
            {
                ["exact", ..] => off.All(value => value == 0),
                ["abs", var most] => off.Max() <= Number(most),
                ["rel", var most] => wanted.To<double>().Zip(off).All(pair => pair.Second <= Number(most)
                    * Math.Abs(pair.First)),
                ["at", "most", var percent, ..] => off.Count(value => value != 0) * 100 <= Number(percent)
                    * off.Length,
                _ => false,
            };
            Assert.True(holds, $"{file.Name}: off by up to {off.Max()}, allowed {tolerance}");
            compared++;
        }
        Assert.Equal(outputs, compared);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
