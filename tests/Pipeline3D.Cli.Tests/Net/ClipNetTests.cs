using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Net;

public sealed class ClipNetTests : CliTest
{
    private static string Oracles => SharedFiles.Oracle("pointad");

    public ClipNetTests()
        => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Theory, InlineData(1), InlineData(2)]
    public async Task Net_OfTheGroupClip_GivesEveryOutputWithinItsToleranceWithoutSeeingOne(int threads)
    {
        JsonElement files = CopyInputs();
        string text = await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", "clip", "--threads",
            threads.ToString(CultureInfo.InvariantCulture), "--vocabulary", SharedFiles.Data("clip"), "--json");
        using JsonDocument report = JsonDocument.Parse(text);
        Assert.Equal(0, report.RootElement.GetProperty("missing").GetArrayLength());
        int compared = 0;
        foreach (JsonProperty file in files.EnumerateObject().Where(file
            => file.Name.StartsWith("clip_", StringComparison.Ordinal)
            && file.Value.GetProperty("kind").GetString() == "output"
            && file.Name.EndsWith(".npy", StringComparison.Ordinal)))
        {
            NpyArray found = NpyReader.Read(Folder[$"out/{file.Name}"]), wanted = NpyReader.Read(
                Path.Combine(Oracles, file.Name));
            Assert.Equal(typeof(float), found.ElementType);
            Assert.Equal(wanted.Shape, found.Shape);
            string tolerance = file.Value.GetProperty("tolerance").GetString()!;
            double most = tolerance.StartsWith("exact", StringComparison.Ordinal) ? 0
                : double.Parse(tolerance["abs ".Length..], CultureInfo.InvariantCulture);
            double worst = wanted.To<float>().Zip(found.To<float>(), (a, b) => Math.Abs((double)a - b)).Max();
            Assert.True(worst <= most, $"{file.Name}: off by {worst}, allowed {most}, at {threads} threads");
            compared++;
        }
        Assert.Equal(18, compared);
        Assert.Equal(19, report.RootElement.GetProperty("groups").GetProperty("clip").GetProperty("outputs")
            .GetInt32());
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(File.ReadAllText(Path.Combine(Oracles, "clip_bpe_tests.json"))),
            JsonNode.Parse(File.ReadAllText(Folder["out/clip_bpe_tests.json"]))));
    }

    [Fact]
    public async Task Net_OfSixContainers_GivesOneHash()
    {
        CopyInputs();
        await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", "clip", "--vocabulary",
            SharedFiles.Data("clip"));
        using JsonDocument hashes = JsonDocument.Parse(File.ReadAllText(Folder["out/containers.json"]));
        string[] found = [.. hashes.RootElement.EnumerateObject().Select(item => item.Value.GetString()!)];
        Assert.Equal(6, found.Length);
        Assert.Single(found.Distinct());
        Assert.Matches("^[0-9a-f]{64}$", found[0]);
    }

    [Fact]
    public async Task Net_OfTextsThatAreThere_ReadsTheseAndNotTheirIds()
    {
        CopyInputs();
        File.WriteAllText(Folder["in/clip_bpe_tests.json"], """[{"text": "object", "ids": [1, 2]}]""");
        await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", "clip", "--vocabulary",
            SharedFiles.Data("clip"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""[{"text": "object", "ids": [14115]}]"""),
            JsonNode.Parse(File.ReadAllText(Folder["out/clip_bpe_tests.json"]))));
    }

    [Fact]
    public async Task Net_OfAnInputOfAnotherShape_SaysBothShapes()
    {
        CopyInputs();
        Array<float>("in/clip_image.npy", new float[12], 1, 3, 2, 2);
        Assert.Contains("has shape [1, 3, 2, 2], the description says [6, 3, 32, 32]",
            await WrongAsync("net", Folder["in"], "--out", Folder["out"], "--group", "clip"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Net_OfOptionsThatDoNotFit_NamesTheOption()
    {
        CopyInputs();
        Edit(root => root["config"]!["vision_heads"] = 0);
        Assert.Contains("group 'clip': option 'vision_heads' must be a whole number of 1 to 1024",
            await WrongAsync("net", Folder["in"], "--out", Folder["out"], "--group", "clip"), StringComparison.Ordinal);
        Edit(root => root["config"]!["vision_heads"] = 5);
        Assert.Contains("5 heads (option) do not divide a width of 32",
            await WrongAsync("net", Folder["in"], "--out", Folder["out"], "--group", "clip"), StringComparison.Ordinal);
    }

    private JsonElement CopyInputs() => NetOracles.CopyInputs(Folder);

    private void Edit(Action<JsonNode> edit)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Folder["in/pointad_oracles.json"]))!;
        edit(root);
        File.Delete(Folder["in/pointad_oracles.json"]); // a copy of what may be read only
        File.WriteAllText(Folder["in/pointad_oracles.json"], root.ToJsonString());
    }
}
