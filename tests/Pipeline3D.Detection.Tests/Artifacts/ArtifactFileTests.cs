using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Tests.Btf;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.Artifacts;

public sealed class ArtifactFileTests : IDisposable
{
    private static readonly TrainedModel Model = FittedDomes.Fit<BtfRaw>(new BtfRawOptions
    {
        GridSize = 24, PatchGrid = 6, PadMultiple = 1,
    });

    private readonly TempFolder _folder = new();

    private string Path => _folder["part.safetensors"];

    [Fact]
    public void Load_CutAnywhere_OneSentenceThatNamesTheFileAndWhatToDo()
    {
        byte[] bytes = Model.Bytes();
        for (int length = 0; length < bytes.Length; length += 1 + (length / 7))
        {
            File.WriteAllBytes(Path, bytes[..length]);
            string message = Assert.Throws<ModelFormatException>(() => Load()).Message;
            Assert.StartsWith(Path, message, StringComparison.Ordinal);
            Assert.Contains("learn the model anew", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void Load_AnyBitOfTheNumbersChanged_IsRefused()
    {
        byte[] bytes = Model.Bytes();
        int numbers = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        for (int i = numbers; i < bytes.Length; i += 13)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            File.WriteAllBytes(Path, changed);
            Assert.Throws<ModelFormatException>(() => Load());
        }
    }

    [Theory]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"2\"", "this program reads 1")]
    [InlineData("\"method_version\":\"1\"", "\"method_version\":\"7\"", "this program has version 1")]
    [InlineData("\"method\":\"btf-raw\"", "\"method\":\"btf-new\"", "--plugin")]
    [InlineData("\"bank\":{", "\"nank\":{", "'bank' is missing")]
    [InlineData("pipeline3d-model", "pipeline4d-model", "no model of Pipeline3D")]
    [InlineData("\\u0022coreset_fraction\\u0022:\\u00220.1\\u0022", "\\u0022coreset_fraction\\u0022:\\u00227.1\\u0022",
        "CoresetFraction is 7.1")]
    [InlineData("\\u0022coreset_fraction\\u0022", "\\u0022coreset_frattion\\u0022", "no option 'coreset_frattion'")]
    [InlineData("\\u0022patch_grid\\u0022:\\u00226\\u0022", "\\u0022patch_grid\\u0022:\\u00223\\u0022", "the options")]
    public void Load_SomethingElseInside_SaysWhatAndWhatToDo(string was, string now, string expected)
    {
        // The header keeps its length, so that only what is said changes.
        string text = Encoding.Latin1.GetString(Model.Bytes());
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes(text.Replace(was, now, StringComparison.Ordinal)));
        string message = Assert.Throws<ModelFormatException>(() => Load()).Message;
        Assert.StartsWith(Path, message, StringComparison.Ordinal);
        Assert.True(message.Contains(expected, StringComparison.Ordinal), message);
    }

    [Fact]
    public void Load_HeaderOrTextsInItChangedAtRandom_LoadsOrSaysWhyNot()
    {
        File.WriteAllBytes(Path, Model.Bytes());
        ArtifactFile.Note(Path, new Dictionary<string, string>
        {
            ["calibration"] = """{"threshold":1,"low":0.5,"high":2}""",
        });
        byte[] bytes = File.ReadAllBytes(Path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes), loaded = 0, times = Soak.Repetitions(3000);
        for (int seed = 0; seed < times; seed++)
        {
            var random = new Random(seed);
            JsonNode header = JsonNode.Parse(bytes.AsSpan(8, length))!;
            JsonObject texts = header["__metadata__"]!.AsObject();
            string[] inner = ["options", "recipe", "note.calibration"];
            string name = inner[random.Next(inner.Length)];
            if (random.Next(3) == 0)
                JsonMutation.Change(header, random);
            else if (texts[name] is { } text && JsonNode.Parse(text.GetValue<string>()) is { } json)
            {
                JsonMutation.Change(json, random);
                texts[name] = json.ToJsonString();
            }
            byte[] changed = Encoding.UTF8.GetBytes(header.ToJsonString());
            File.WriteAllBytes(Path, [.. BitConverter.GetBytes((long)changed.Length), .. changed,
                .. bytes[(8 + length)..]]);
            try
            {
                Load().Dispose();
                loaded++;
            }
            catch (ModelFormatException refused)
            {
                Assert.StartsWith(Path, refused.Message, StringComparison.Ordinal);
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}: {header.ToJsonString()}: {other}");
            }
        }
        Assert.InRange(loaded, 1, times - 1);
    }

    [Fact]
    public void Note_Calibration_NumbersStayAndTheNoteIsRead()
    {
        File.WriteAllBytes(Path, Model.Bytes());
        ArtifactFile.Note(Path, new Dictionary<string, string> { ["calibration"] = "{\"threshold\":1}" });
        ArtifactFile.Note(Path, new Dictionary<string, string> { ["health"] = "{}" });
        TrainedModel read = Load();
        Assert.Equal(["calibration", "health"], read.About.Notes.Keys);
        Assert.Equal("{\"threshold\":1}", read.About.Notes["calibration"]);
        Assert.Equal(((MemoryBank)Model.Model).Rows.Values, ((MemoryBank)read.Model).Rows.Values);
    }

    [Fact]
    public void Recipe_WithSteps_ComesBack()
    {
        var recipe = new Recipe([new RecipeStep("filter.x", 2, OptionRecord.Write(new BtfCloudOptions())),
            Model.Method.StepOf(Model.Options)]);
        using var file = new MemoryStream();
        (Model with { About = Model.About with { Recipe = recipe } }).Save(file);
        File.WriteAllBytes(Path, file.ToArray());
        Assert.Equal(recipe, Load().About.Recipe);
    }

    public void Dispose() => _folder.Dispose();

    private TrainedModel Load() => TrainedModel.Load(Path, id => id == "btf-raw" ? Model.Method : null);
}
