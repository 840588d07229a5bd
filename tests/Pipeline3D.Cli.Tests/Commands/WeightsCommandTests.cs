using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.EfficientNet;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class WeightsCommandTests : CliTest
{
    private static readonly string[] Heads = ["--heads", "4", "--text-heads", "5"];

    private static string Tiny(string name) => SharedFiles.Oracle($"pointad/clip_tiny_{name}");

    [Theory]
    [InlineData("openai_torchscript.pt", "OpenAI", "quick-gelu")]
    [InlineData("openai_fp16.pt", "OpenAI", "quick-gelu")]
    [InlineData("hf.safetensors", "Hugging Face", "quick-gelu")]
    [InlineData("open_clip.safetensors", "open_clip (OpenAI's names)", "gelu")]
    [InlineData("open_clip_custom_text.safetensors", "open_clip (text tower under text.)", "gelu")]
    [InlineData("open_clip_training.pt", "open_clip (OpenAI's names)", "gelu")]
    public async Task Inspect_OfEveryLayout_TellsTowersRulesAndTypes(string file, string layout, string activation)
    {
        using JsonDocument json = JsonDocument.Parse(
            await OkAsync(["weights", "inspect", Tiny(file), .. Heads, "--json"]));
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
        Assert.Equal(layout, Text("layout"));
        Assert.Equal("picture 32, patch 8, grid 4 x 4, width 32, 4 layers, 4 heads", Text("vision"));
        Assert.Equal("width 40, 3 layers, 5 heads, context 16, vocabulary 320", Text("text"));
        Assert.Equal(activation, Text("activation"));
        Assert.Equal("option", Text("heads_rule"));
        Assert.Matches("^[0-9a-f]{64}$", Text("sha256"));
        Assert.Contains("Float16", Text("types"), StringComparison.Ordinal);
        Assert.Equal(0, json.RootElement.GetProperty("missing").GetArrayLength());
    }

    [Fact]
    public async Task InspectAndConvert_OfAResidualNetwork_TellItsBlocksAndKeepItsNumbers()
    {
        ResNetWeights weights = ResNetWeights.Random(new ResNetShape { Blocks = [1, 2], Widths = [4, 6], Stem = 4 }, 1);
        using (FileStream file = File.Create(Folder["net.safetensors"]))
            weights.Save(file);
        using JsonDocument json = JsonDocument.Parse(await OkAsync("weights", "inspect", Folder["net.safetensors"],
            "--json"));
        Assert.Equal("residual network", json.RootElement.GetProperty("model").GetString());
        Assert.Equal("basic blocks 1-2, widths 4-6, 1 groups of 64", json.RootElement.GetProperty("network").GetString());
        Assert.Contains("ImageNet", json.RootElement.GetProperty("pictures").GetString(), StringComparison.Ordinal);
        await OkAsync("weights", "convert", Folder["net.safetensors"], Folder["half.safetensors"], "--dtype", "f16");
        Assert.All(ResNetWeights.Load(Folder["half.safetensors"]).Numbers.ToArray().Zip(weights.Numbers.ToArray()), pair =>
            Assert.Equal((float)(Half)pair.Second, pair.First));
    }

    [Fact]
    public async Task InspectAndConvert_OfAnEfficientNet_TellItsBlocksAndKeepItsNumbers()
    {
        EfficientNetWeights weights = EfficientNetWeights.Random(new EfficientNetShape
        {
            Stem = 4, Stages = [new(1, 3, 1, 1, 4), new(2, 3, 2, 6, 6)], Head = 8, Classes = 2,
        }, 1);
        using (FileStream file = File.Create(Folder["net.safetensors"]))
            weights.Save(file);
        using JsonDocument json = JsonDocument.Parse(await OkAsync("weights", "inspect", Folder["net.safetensors"],
            "--json"));
        Assert.Equal("EfficientNet", json.RootElement.GetProperty("model").GetString());
        Assert.StartsWith("3 blocks, ", json.RootElement.GetProperty("network").GetString(), StringComparison.Ordinal);
        await OkAsync("weights", "convert", Folder["net.safetensors"], Folder["half.safetensors"], "--dtype", "f16");
        Assert.All(EfficientNetWeights.Load(Folder["half.safetensors"]).Numbers.ToArray().Zip(weights.Numbers.ToArray()),
            pair => Assert.Equal((float)(Half)pair.Second, pair.First));
    }

    [Fact]
    public async Task Convert_OnnxFileWithoutItsMeanPicture_SaysWhereItShouldLie()
    {
        Directory.CreateDirectory(Folder["a/b"]);
        await File.WriteAllBytesAsync(Folder["a/b/ResNet18.onnx"], [], TestContext.Current.CancellationToken);
        Assert.Contains("ResNetPrepOnnx", await WrongAsync(["weights", "convert", Folder["a/b/ResNet18.onnx"],
            Folder["x.safetensors"]]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InspectAndConvert_OfPointMae_TellItsSizesAndKeepItsNumbers()
    {
        string shipped = Path.Combine(SharedFiles.RepositoryRoot, "pipelines/models/point-mae-small.safetensors");
        using JsonDocument json = JsonDocument.Parse(await OkAsync("weights", "inspect", shipped, "--json"));
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
        Assert.Equal("Point-MAE", Text("model"));
        Assert.Equal("width 96, 6 layers, 4 heads", Text("encoder"));
        Assert.Equal("2 layers, groups of 32 points", Text("decoder"));
        // The manifest is of this file, which is small enough to be one of the repository.
        using JsonDocument said = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(shipped, ".json")));
        Assert.Equal(Text("sha256"), said.RootElement.GetProperty("sha256").GetString());
        Assert.InRange(new FileInfo(shipped).Length, 1, 4_000_000);

        Assert.Contains("4 heads", await OkAsync("weights", "convert", shipped, Folder["whole.safetensors"], "--dtype",
            "f32"), StringComparison.Ordinal);
        using WeightFile half = WeightFile.Open(shipped), whole = WeightFile.Open(Folder["whole.safetensors"]);
        Assert.All(whole.Entries, entry => Assert.Equal(WeightType.Float32, entry.Type));
        Assert.All(half.Entries, entry => Assert.Equal(half.ReadFloats(entry.Name), whole.ReadFloats(entry.Name)));
        Assert.Equal(half.Entries.Count, whole.Entries.Count);
    }

    [Fact]
    public async Task Inspect_OfTheShippedAutoencoderOf3Dsr_SaysItsSizesAndThatTheManifestIsOfIt()
    {
        string shipped = Path.Combine(SharedFiles.RepositoryRoot, "pipelines/models/dsr-small.safetensors");
        using JsonDocument json = JsonDocument.Parse(await OkAsync("weights", "inspect", shipped, "--json"));
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
        Assert.Equal("discrete autoencoder of 3DSR", Text("model"));
        Assert.Equal("32, 16 in residual units", Text("hidden"));
        Assert.Equal("two times 64 of 32 numbers", Text("codes"));
        using JsonDocument said = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(shipped, ".json")));
        Assert.Equal(Text("sha256"), said.RootElement.GetProperty("sha256").GetString());
        Assert.InRange(new FileInfo(shipped).Length, 1, 1_500_000);

        Assert.Contains("64 codes", await OkAsync("weights", "convert", shipped, Folder["whole.safetensors"], "--dtype",
            "f32"), StringComparison.Ordinal);
        using WeightFile half = WeightFile.Open(shipped), whole = WeightFile.Open(Folder["whole.safetensors"]);
        Assert.All(half.Entries, entry => Assert.Equal(half.ReadFloats(entry.Name), whole.ReadFloats(entry.Name)));
        Assert.Equal(half.Entries.Count, whole.Entries.Count);
    }

    [Fact]
    public async Task Inspect_OfWeightsOfSomethingElse_SaysWhatTheyAreAndWhatIsMissing()
    {
        CliResult result = await CliAsync("weights", "inspect", SharedFiles.Data("weights/3dst_teacher_test_pretrain1.pt"));
        Assert.True(result.Exit == 1, result.All);
        Assert.Matches("(?m)^tensors +[0-9]+$", result.Output);
        Assert.Matches("(?m)^problem +no CLIP model", result.Output);
    }

    [Fact]
    public async Task Inspect_OfAModelWithoutOneTensor_NamesIt()
    {
        using (WeightFile whole = WeightFile.Open(Tiny("open_clip.safetensors")))
        using (FileStream stream = File.Create(Folder["x.safetensors"]))
            SafetensorsWriter.Write(stream, [.. whole.Entries.Where(entry => entry.Name != "ln_final.bias")
                .Select(entry => (entry.Name, entry.Shape.ToArray(),
                    (ReadOnlyMemory<float>)whole.ReadFloats(entry.Name)))]);
        CliResult result = await CliAsync(["weights", "inspect", Folder["x.safetensors"], .. Heads]);
        Assert.True(result.Exit == 1, result.All);
        Assert.Matches("(?m)^missing +ln_final.bias$", result.Output);
        Assert.Contains("1 missing: ln_final.bias", await WrongAsync(["weights", "convert", Folder["x.safetensors"],
            Folder["y.safetensors"], .. Heads]), StringComparison.Ordinal);
        Assert.False(File.Exists(Folder["y.safetensors"]));
    }

    [Theory, InlineData("f32", "vision"), InlineData("f16", "vision"), InlineData("f16", "text"),
        InlineData("f32", "all")]
    public async Task Convert_OfATower_IsTheSameNumbersInOneSafetensorsFile(string type, string only)
    {
        NeedsTorch();
        await OkAsync(["weights", "convert", Tiny("openai_torchscript.pt"), Folder["a.safetensors"], "--dtype", type,
            "--only", only, .. Heads]);
        using WeightFile file = WeightFile.Open(Folder["a.safetensors"]);
        Assert.All(file.Entries, entry
            => Assert.Equal(type == "f16" ? WeightType.Float16 : WeightType.Float32, entry.Type));
        Assert.Equal(only != "text", file.Entries.Any(entry => entry.Name == "visual.proj"));
        Assert.Equal(only != "vision", file.Entries.Any(entry => entry.Name == "text_projection"));
        using WeightFile source = WeightFile.Open(Tiny("openai_torchscript.pt"));
        Assert.All(file.Entries, entry => Assert.Equal(source.ReadFloats(entry.Name), file.ReadFloats(entry.Name)));
        // Heads and activation stand in the file now.
        await OkAsync("weights", "verify", Folder["a.safetensors"]);
        Assert.Contains("exists; say --overwrite", await WrongAsync(["weights", "convert",
            Tiny("openai_torchscript.pt"), Folder["a.safetensors"], .. Heads]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_OfAGuessedActivation_WarnsAndDoesNotMakeItAFact()
    {
        NeedsTorch();
        CliResult result = await CliAsync(["weights", "convert", Tiny("open_clip.safetensors"),
            Folder["a.safetensors"], .. Heads]);
        Assert.True(result.Exit == 0, result.All);
        Assert.Contains("warning: nothing says which activation", result.Error, StringComparison.Ordinal);
        CliResult again = await CliAsync("weights", "verify", Folder["a.safetensors"]);
        Assert.Contains("warning: nothing says which activation", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OfTwoLayoutsOfOneModel_PrintsTheSameNumbers()
    {
        NeedsTorch();
        string[] texts = await Task.WhenAll(new[] { "hf.safetensors", "open_clip_training.pt" }.Select(file
            => OkAsync(["weights", "verify", Tiny(file), "--activation", "quick-gelu", "--json", .. Heads])));
        using JsonDocument first = JsonDocument.Parse(texts[0]), second = JsonDocument.Parse(texts[1]);
        foreach (string name in new[] { "content_sha256", "picture_feature_begins", "lengths" })
            Assert.Equal(first.RootElement.GetProperty(name).GetRawText(),
                second.RootElement.GetProperty(name).GetRawText());
        Assert.Equal(98, first.RootElement.GetProperty("lengths").EnumerateObject().Count());
    }

    [Fact]
    public void Verify_ItsTwoTexts_AreThoseOfTheVocabulary()
    {
        ClipTokenizer tokenizer = ClipTokenizer.Open(SharedFiles.Data($"clip/{ClipTokenizer.FileName}"));
        Assert.Equal([320, 1125, 539, 320, 2368], tokenizer.Encode("a photo of a cat"));
        Assert.Equal([320, 1125, 539, 320, 1929], tokenizer.Encode("a photo of a dog"));
    }

    [Theory, InlineData("inspect"), InlineData("convert"), InlineData("verify")]
    public async Task Weights_OfWhatIsNotThere_NamesFilesThatWouldDo(string verb)
    {
        Assert.Contains("known by name: clip-vit-l-14-336", await WrongAsync("weights", verb, Folder["none.pt"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_OfADamagedFile_AreRefusedInOneSentence()
    {
        byte[] bytes = File.ReadAllBytes(Tiny("hf.safetensors"));
        File.WriteAllBytes(Folder["cut.safetensors"], bytes[..(bytes.Length / 2)]);
        foreach (string verb in new[] { "inspect", "convert", "verify" })
            Assert.Contains("cut.safetensors", await WrongAsync("weights", verb, Folder["cut.safetensors"]),
                StringComparison.Ordinal);
        File.Copy(Tiny("open_clip.safetensors"), Folder["text.safetensors"]);
        Assert.Contains("would replace the file that is read", await WrongAsync("weights", "convert",
            Folder["text.safetensors"]), StringComparison.Ordinal);
    }

    private static void NeedsTorch()
        => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
}
