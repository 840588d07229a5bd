using System.Globalization;
using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Net;

public sealed class PointAdNetTests : CliTest
{
    private static string Oracles => SharedFiles.Oracle("pointad");

    public PointAdNetTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Theory, InlineData(1), InlineData(2)]
    public async Task Net_OfTheGroupPointAd_GivesEveryOutputAndValueWithoutSeeingOne(int threads)
    {
        JsonElement description = CopyInputs();
        string text = await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", "pointad", "--threads",
            threads.ToString(CultureInfo.InvariantCulture), "--json");
        using JsonDocument report = JsonDocument.Parse(text);
        Assert.Equal(0, report.RootElement.GetProperty("missing").GetArrayLength());
        int compared = 0;
        foreach (JsonProperty file in description.GetProperty("files").EnumerateObject().Where(file
            => file.Name.StartsWith("pointad_", StringComparison.Ordinal)
            && file.Value.GetProperty("kind").GetString() == "output"))
        {
            Compare(file.Name, file.Value.GetProperty("tolerance").GetString()!);
            compared++;
        }
        Assert.Equal(35, compared);
        using JsonDocument values = JsonDocument.Parse(File.ReadAllText(Folder["out/values.json"]));
        foreach (string path in new[] { "losses.total", "losses_group_chunk.total", "losses_half_deep.d2_pixel",
            "inference.score_3d", "inference.score_both_paper", "anomalyclip_two.local_times_4", "pro_pointad.value" })
            Assert.Equal(Number(description.GetProperty("values"), path), Number(values.RootElement, path), 2e-5);
        double[] curve = [.. values.RootElement.GetProperty("total_loss_30_steps").EnumerateArray()
            .Select(item => item.GetDouble())], wanted = [.. description.GetProperty("values")
            .GetProperty("total_loss_30_steps").EnumerateArray().Select(item => item.GetDouble())];
        // A run in single precision leaves the curve in double by as much.
        Assert.All(wanted.Zip(curve), pair => Assert.Equal(pair.First, pair.Second, 2e-4));
    }

    private static double Number(JsonElement from, string path)
        => path.Split('.').Aggregate(from, (at, key) => at.GetProperty(key)).GetDouble();

    private void Compare(string name, string tolerance)
    {
        NpyArray found = NpyReader.Read(Folder[$"out/{name}"]), wanted = NpyReader.Read(Path.Combine(Oracles, name));
        Assert.Equal(wanted.Shape, found.Shape);
        string[] words = tolerance.Split(' ');
        double absolute = words[0] == "exact" ? 0 : double.Parse(words[1], CultureInfo.InvariantCulture),
            relative = words is [_, _, "+", "rel", var rel, ..] ? double.Parse(rel, CultureInfo.InvariantCulture) : 0;
        float[] a = wanted.To<float>(), b = found.To<float>();
        for (int i = 0; i < a.Length; i++)
            Assert.True(Math.Abs((double)a[i] - b[i]) <= absolute + (relative * Math.Abs(a[i])),
                $"{name}[{i}] is {b[i]}, wanted {a[i]} within {tolerance}");
    }

    private JsonElement CopyInputs()
    {
        Directory.CreateDirectory(Folder["in"]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Oracles,
            "pointad_oracles.json")));
        File.Copy(Path.Combine(Oracles, "pointad_oracles.json"), Folder["in/pointad_oracles.json"]);
        foreach (JsonProperty file in document.RootElement.GetProperty("files").EnumerateObject())
            if (file.Value.GetProperty("kind").GetString() != "output")
                File.Copy(Path.Combine(Oracles, file.Name), Folder[$"in/{file.Name}"]);
        return document.RootElement.Clone();
    }
}
