using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Blocks;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Engine.Runs;

namespace EndToEnd.Tests.Streaming;

/// <summary>A service tells a scan that is no good from a part that is no good, and scores the others as
/// before.</summary>
public sealed class HealthGateTests(SmallDatasets datasets, ScoredDataset scored) : CliTest,
    IClassFixture<ScoredDataset>
{
    private static readonly (string Fault, string Code, string Said)[] Faults =
    [
        ("millimetres", "wrong_unit", "look like millimetres, not metres"),
        ("inches", "wrong_unit", "look like inches"),
        ("half-missing", "too_few_readings", "pixels with a reading: 4"),
        ("half-resolution", "wrong_density", "distance from point to point"),
        ("cut-off", "wrong_extent", "size along x"),
        ("noisy", "unlike_surface", "noise of the surface"),
    ];

    private string[] Scans => [.. Directory.EnumerateFiles(Path.Combine(datasets.Of(SyntheticLayout.Mvtec3d), "bagel",
        "test"), "*.tiff", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Serve_BadScansBetweenGoodOnes_AreRefusedByNameAndTheOthersScoredAsInTheBatch()
    {
        string[] scans = Scans;
        await using ServedPipeline served = await scored.ServeAsync(Folder["live"],
            "stream/serve-saved-models.yaml", "--scans", $"{scans.Length + Faults.Length}");
        var scores = new List<string>();
        for (int i = 0; i < Math.Max(scans.Length, Faults.Length); i++)
        {
            if (i < Faults.Length)
                await RefuseAsync(served, scans[i % scans.Length], Faults[i]);
            if (i < scans.Length)
            {
                (int status, string body) = await served.PostFileAsync(scans[i]);
                Assert.True(status == 200, body);
                scores.Add(Member(body, "score"));
            }
        }
        CliResult end = await served.EndAsync();

        Assert.True(end.Exit is 0 or 3, end.All);
        Assert.Equal(scored.Verdicts.Select(line => Member(line, "score")), scores);
        Assert.Equal(scans.Length, File.ReadAllLines(Folder["live/verdicts.jsonl"]).Length);
        IReadOnlyList<DeadLetter> letters = DeadLetterLog.Read(Folder["live/dead-letters.jsonl"]);
        Assert.Equal(Faults.Select(fault => fault.Code).Order(), letters.Select(letter
            => JsonNamingPolicy.SnakeCaseLower.ConvertName(letter.Reason.ToString())).Order());
        Assert.All(letters, letter => Assert.Equal("healthy", letter.Block));
    }

    [Fact]
    public async Task Serve_ModelsWithoutHealth_SaysWhatToDoAndTheOtherPipelineServesThem()
    {
        Directory.CreateDirectory(Folder["models"]);
        File.Copy(Path.Combine(scored.Models, "thresholds.json"), Folder["models/thresholds.json"]);
        // The model as it was before its run knew a profile.
        var methods = new MethodCatalogue([.. BlockCatalogue.Assemblies]);
        using (TrainedModel model = TrainedModel.Load(Path.Combine(scored.Models, "bagel.safetensors"),
            id => methods.Find(id)?.Open()))
        using (FileStream file = File.Create(Folder["models/bagel.safetensors"]))
            (model with { About = model.About with { Notes = model.About.Notes.Remove("health") } }).Save(file);
        CliResult refused = await CliAsync("serve", Path.Combine(Pipelines, "stream/serve-saved-models.yaml"), "--set",
            $"models={Folder["models"]}", "--set", "port=0", "--out", Folder["refused"]);
        await using ServedPipeline served = await ServedPipeline.StartAsync(Folder["models"], Folder["live"],
            "stream/serve-without-health.yaml", "--scans", "2");
        (int status, string body) = await served.PostFileAsync(Scans[0]);
        (int bad, string answer) = await served.PostFileAsync(Spoilt(Scans[0], "noisy"));
        CliResult end = await served.EndAsync();

        Assert.Equal(4, refused.Exit);
        Assert.Contains("serve-without-health.yaml", refused.All, StringComparison.Ordinal);
        Assert.True(status == 200, body);
        Assert.Equal(Member(scored.Verdicts[0], "score"), Member(body, "score"));
        Assert.True(bad == 200, answer);
        Assert.True(end.Exit == 0, end.All);
    }

    [Fact]
    public async Task Run_DamagedHealthFile_IsRefusedByName()
    {
        foreach (string file in Directory.EnumerateFiles(scored.Models))
            File.Copy(file, Path.Combine(Directory.CreateDirectory(Folder["models"]).FullName, Path.GetFileName(file)));
        File.WriteAllText(Folder["models/health.json"], File.ReadAllText(Folder["models/health.json"])
            .Replace("\"spacing\"", "\"spaces\"", StringComparison.Ordinal));
        string pipeline = Folder["gated.yaml"];
        File.WriteAllText(pipeline, """
            blocks:
              - { id: health, use: source.health, with: { folder: "${models}" } }
              - { id: scans, use: source.mvtec3d, with: { root: "${data}", split: test, categories: [bagel] } }
              - { id: healthy, use: filter.check-health, side: health }
              - { id: clean, use: filter.remove-plane }
              - { id: profiles, use: filter.fit-health }
              - { id: saved, use: sink.health, with: { name: part-health } }
            parameters: { models: , data: }
            """);
        string[] sets = ["--set", $"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "--set"];
        CliResult damaged = await CliAsync(["run", pipeline, .. sets, $"models={Folder["models"]}", "--out",
            Folder["damaged"]]);
        CliResult whole = await CliAsync(["run", pipeline, .. sets, $"models={scored.Models}", "--out",
            Folder["whole"]]);

        Assert.NotEqual(0, damaged.Exit);
        Assert.Contains("health.json: the range 'spacing' of 'bagel'", damaged.All, StringComparison.Ordinal);
        // Defective scans teach nothing; all scans passed the gate before that.
        Assert.Equal(3, whole.Exit);
        Assert.All(DeadLetterLog.Read(Folder["whole/dead-letters.jsonl"]), letter
            => Assert.Equal(("profiles", RejectReason.AnomalousTrainingScan), (letter.Block, letter.Reason)));
        Assert.True(File.Exists(Folder["whole/models/part-health.json"]));
    }

    private async Task RefuseAsync(ServedPipeline served, string scan,
        (string Fault, string Code, string Said) expected)
    {
        (int status, string body) = await served.PostFileAsync(Spoilt(scan, expected.Fault));
        Assert.True(status == 422, $"{expected.Fault}: {status} {body}");
        Assert.Equal(expected.Code, Member(body, "reason"));
        Assert.Equal("healthy", Member(body, "block"));
        Assert.Contains(expected.Said, Member(body, "message"), StringComparison.Ordinal);
        Assert.Contains("8 training scans", Member(body, "message"), StringComparison.Ordinal);
    }

    private string Spoilt(string scan, string fault)
    {
        RasterImage image = TiffReader.Read(scan);
        var random = new Random(7);
        int step = fault == "half-resolution" ? 2 : 1,
            width = fault == "cut-off" ? image.Width / 2 : image.Width / step, height = image.Height / step;
        var xyz = new float[3 * width * height];
        for (int pixel = 0; pixel < width * height; pixel++)
        {
            int from = 3 * ((pixel / width * step * image.Width) + (pixel % width * step));
            float factor = fault switch
            {
                "millimetres" => 1000, "inches" => 39.3701f, "half-missing" => random.Next(2), _ => 1,
            };
            for (int axis = 0; axis < 3; axis++)
                xyz[(3 * pixel) + axis] = factor * image.Floats[from + axis];
            if (fault == "noisy" && xyz[(3 * pixel) + 2] != 0)
                xyz[(3 * pixel) + 2] += 0.002f * (random.NextSingle() - 0.5f);
        }
        string path = Folder[$"{fault}.tiff"];
        TiffWriter.WriteFloat(path, width, height, 3, xyz);
        return path;
    }

    private static string Member(string json, string name)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement member = document.RootElement.GetProperty(name);
        return member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText();
    }
}
