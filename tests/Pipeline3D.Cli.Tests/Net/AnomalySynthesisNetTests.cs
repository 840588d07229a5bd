using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Net;

/// <summary>Synthetic anomalies against numbers that others computed.</summary>
public sealed class AnomalySynthesisNetTests : CliTest
{
    private const string Group = "anomaly_synthesis";

    public AnomalySynthesisNetTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public async Task Net_OfTheSynthesis_GivesEveryOutputWithinItsTolerance()
    {
        JsonElement outputs = CopyInputs(_ => { });
        string text = await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", Group, "--json");
        using JsonDocument report = JsonDocument.Parse(text);
        Assert.Equal(0, report.RootElement.GetProperty("missing").GetArrayLength());
        int compared = 0;
        foreach (JsonProperty output in outputs.EnumerateObject())
        {
            string file = output.Value.GetProperty("file").GetString()!;
            NpyArray found = NpyReader.Read(Folder[$"out/{file}"]),
                wanted = NpyReader.Read(SharedFiles.Oracle(Path.Combine("methods", file)));
            Assert.Equal(wanted.Shape, found.Shape);
            double allowed = output.Value.TryGetProperty("abs_tolerance", out JsonElement most) ? most.GetDouble() : 0;
            double off = wanted.To<double>().Zip(found.To<double>(), (a, b) => Math.Abs(a - b)).Max();
            Assert.True(off <= allowed, $"{output.Name}: off by up to {off}, allowed {allowed}");
            compared++;
        }
        Assert.Equal(19, compared);
    }

    [Fact]
    public async Task Net_OtherSizes_ComeFromTheDescription()
    {
        // Half of the points and another lattice: the outputs' shapes are not told, and nothing of the sizes is built
        // in.
        const int Count = 700;
        CopyInputs(group =>
        {
            group["options"]!["hole_wall"] = "10 x 3 lattice";
            foreach ((_, JsonNode? output) in group["outputs"]!.AsObject())
                output!.AsObject().Remove("shape");
            foreach (string key in new[] { "points", "normals", "break_noise", "crack_jag" })
            {
                JsonNode input = group["inputs"]![key]!;
                input["shape"]![0] = Count;
                string path = Folder[$"in/{input["file"]}"];
                NpyArray all = NpyReader.Read(path);
                int[] shape = [Count, .. all.Shape.Skip(1)];
                int numbers = shape.Aggregate(1, (product, size) => product * size);
                NpyWriter.Write(path, all.To<float>().AsSpan(0, numbers), shape);
            }
            string seed = Folder[$"in/{group["inputs"]!["seed_index"]!["file"]}"];
            NpyWriter.Write(seed, [12], [1]);
        });
        await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", Group);
        Assert.Equal([Count, 3], NpyReader.Read(Folder[$"out/{Group}.out.bulge_points.npy"]).Shape);
        Assert.Equal([30, 3], NpyReader.Read(Folder[$"out/{Group}.out.hole_wall.npy"]).Shape);
        Assert.Equal([11], NpyReader.Read(Folder[$"out/{Group}.out.po3ad_region.npy"]).Shape);
        Assert.Equal(12, NpyReader.Read(Folder[$"out/{Group}.out.po3ad_region.npy"]).To<int>()[0]);
    }

    [Fact]
    public async Task Net_UnknownOption_IsToldByName()
    {
        CopyInputs(group => group["options"]!["spiral"] = 3);
        CliResult result = await CliAsync("net", Folder["in"], "--out", Folder["out"], "--group", Group);
        Assert.Equal(2, result.Exit);
        Assert.Contains("'spiral' is not understood", result.Error, StringComparison.Ordinal);
    }

    private JsonElement CopyInputs(Action<JsonNode> change)
    {
        string oracles = SharedFiles.Oracle("methods");
        Directory.CreateDirectory(Folder["in"]);
        JsonNode group = JsonNode.Parse(File.ReadAllText(Path.Combine(oracles, "methods_oracles.json")))!["groups"]![
            Group]!;
        foreach ((_, JsonNode? input) in group["inputs"]!.AsObject())
        {
            string file = (string)input!["file"]!;
            File.WriteAllBytes(Folder[$"in/{file}"], File.ReadAllBytes(Path.Combine(oracles, file)));
        }
        change(group);
        File.WriteAllText(Folder["in/methods_oracles.json"], new JsonObject
        {
            ["groups"] = new JsonObject { [Group] = group.DeepClone() },
        }.ToJsonString());
        return JsonSerializer.SerializeToElement(group["outputs"]);
    }
}
