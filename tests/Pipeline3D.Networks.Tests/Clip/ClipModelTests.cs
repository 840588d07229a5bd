using System.IO.Compression;
using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks.Clip;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Tests.Clip;

public sealed class ClipModelTests : NeedsTorch
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("clip_tiny_openai_torchscript.pt", ClipLayout.OpenAi)]
    [InlineData("clip_tiny_openai_fp16.pt", ClipLayout.OpenAi)]
    [InlineData("clip_tiny_hf.safetensors", ClipLayout.HuggingFace)]
    [InlineData("clip_tiny_open_clip.safetensors", ClipLayout.OpenClip)]
    [InlineData("clip_tiny_open_clip_custom_text.safetensors", ClipLayout.OpenClipCustomText)]
    [InlineData("clip_tiny_open_clip_training.pt", ClipLayout.OpenClip)]
    public void Load_OfEveryLayout_GivesTheSameTensorsBitByBit(string file, ClipLayout layout)
    {
        using ClipModel model = ClipModel.Load(ClipOracle.Path(file), ClipOracle.Loading);
        Assert.Equal(layout, model.Report.Layout);
        Assert.Equal(new ClipShape(new ClipVisionShape(32, 8, 32, 4, 4), new ClipTextShape(40, 3, 5, 16, 320), 24,
            ClipActivation.QuickGelu), model.Shape);
        int compared = 0;
        foreach (string table in new[] { "clip_weights_vision", "clip_weights_text" })
        {
            float[] flat = NpyReader.Read(ClipOracle.Path(table + ".npy")).To<float>();
            foreach (JsonElement row in ClipOracle.Description().GetProperty("weight_layout")
                .GetProperty(table + ".npy").EnumerateArray())
            {
                Tensor tensor = model.Tensors[row[0].GetString()!];
                long[] shape = [.. row[1].EnumerateArray().Select(size => size.GetInt64())];
                Assert.Equal(row[0].GetString() == "logit_scale" ? [] : shape, tensor.shape);
                Assert.Equal(flat[row[2].GetInt32()..][..(int)tensor.NumberOfElements], Tensors.ToFloats(tensor));
                compared++;
            }
        }
        Assert.Equal(model.Tensors.Names.Count(), compared);
    }

    [Theory, InlineData(WeightType.Float32), InlineData(WeightType.Float16)]
    public void Save_ThenLoad_IsTheSameModelWithoutBeingToldAgain(WeightType type)
    {
        using ClipModel first = ClipOracle.Load(ClipOracle.Loading with { Activation = ClipActivation.Gelu });
        string path = Saved(first, type);
        using ClipModel second = ClipModel.Load(path);
        Assert.Equal(first.Shape, second.Shape);
        Assert.Equal("the file's header", second.Report.ActivationRule);
        foreach (string name in first.Tensors.Names)
        {
            float[] wanted = Tensors.ToFloats(first.Tensors[name]);
            Assert.Equal(type == WeightType.Float32 ? wanted : [.. wanted.Select(number => (float)(Half)number)],
                Tensors.ToFloats(second.Tensors[name]));
        }
        // Every number of the tiny model was a float16 once, so that either file is the same model.
        Assert.Equal(first.ContentHash(), second.ContentHash());
    }

    [Theory, InlineData(ClipParts.Vision), InlineData(ClipParts.Text)]
    public void Load_OfOneTower_TakesItAloneAndSaysSoOfTheOther(ClipParts part)
    {
        using ClipModel one = ClipOracle.Load(ClipOracle.Loading with { Parts = part });
        string path = Saved(one);
        Assert.Equal(part == ClipParts.Vision, one.Shape.Text is null);
        Assert.Contains("was not loaded", Assert.Throws<InvalidOperationException>(
            () => part == ClipParts.Vision ? (object)one.Text : one.Vision).Message, StringComparison.Ordinal);
        Assert.Contains(part == ClipParts.Vision ? "no text tower (vision only)" : "no vision tower (text only)",
            Refused(path), StringComparison.Ordinal);
        using ClipModel present = ClipModel.Load(path, new ClipLoading { Parts = ClipParts.Present });
        Assert.Equal(one.Shape, present.Shape);
    }

    [Theory]
    [InlineData("{\"vision_config\": {\"hidden_act\": \"gelu\", \"num_attention_heads\": 2}}", "config.json",
        ClipActivation.Gelu, 2)]
    [InlineData("{\"hidden_act\": \"quick_gelu\", \"num_attention_heads\": 8}", "config.json",
        ClipActivation.QuickGelu, 8)]
    [InlineData("{\"model_cfg\": {\"quick_gelu\": true, \"vision_cfg\": {\"width\": 32, \"head_width\": 16}}}",
        "open_clip_config.json", ClipActivation.QuickGelu, 2)]
    [InlineData("{\"model_cfg\": {\"vision_cfg\": {\"width\": 32, \"head_width\": 8}}}", "open_clip_config.json",
        ClipActivation.Gelu, 4)]
    public void Load_BesideAConfiguration_DoesWhatItSays(string json, string name, ClipActivation activation, int heads)
    {
        File.Copy(ClipOracle.Path("clip_tiny_open_clip.safetensors"), _folder["model.safetensors"]);
        File.WriteAllText(_folder[name], json);
        using ClipModel model = ClipModel.Load(_folder["model.safetensors"], new ClipLoading
        {
            Parts = ClipParts.Vision,
        });
        Assert.Equal((activation, heads), (model.Shape.Activation, model.Shape.Vision!.Heads));
        Assert.Equal((name, name), (model.Report.ActivationRule, model.Report.HeadsRule));
    }

    [Theory]
    [InlineData("clip_tiny_openai_fp16.pt", "a.pt", ClipActivation.QuickGelu, "layout of OpenAI's files", true)]
    [InlineData("clip_tiny_hf.safetensors", "a.safetensors", ClipActivation.QuickGelu,
        "default of Hugging Face's CLIP", false)]
    [InlineData("clip_tiny_hf.safetensors", "models--openai--x.safetensors", ClipActivation.QuickGelu,
        "name of the file", true)]
    [InlineData("clip_tiny_open_clip.safetensors", "a.safetensors", ClipActivation.Gelu, "default of open_clip", false)]
    [InlineData("clip_tiny_open_clip.safetensors", "vit-quickgelu.safetensors", ClipActivation.QuickGelu,
        "name of the file", true)]
    [InlineData("clip_tiny_open_clip.safetensors", "b16-laion400m_e31.safetensors", ClipActivation.Gelu,
        "name of the file", true)]
    public void Load_WithoutAConfiguration_TakesTheActivationOfTheKindAndSaysHowSure(string source, string name,
        ClipActivation activation, string rule, bool sure)
    {
        File.Copy(ClipOracle.Path(source), _folder[name]);
        using ClipModel model = ClipModel.Load(_folder[name], ClipOracle.Loading with { Activation = null });
        Assert.Equal((activation, rule), (model.Shape.Activation, model.Report.ActivationRule));
        Assert.Equal(sure, model.Report.Warnings.IsEmpty);
        Assert.Equal(sure, model.Report.ActivationIsSure);
    }

    [Fact]
    public void Load_WithAnActivationAgainstTheFile_Warns()
    {
        using ClipModel model = ClipOracle.Load(ClipOracle.Loading with { Activation = ClipActivation.Gelu });
        Assert.Contains("made for quick-gelu", Assert.Single(model.Report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAFileCalledAsAKnownOne_WarnsOfItsHash()
    {
        File.Copy(ClipOracle.Path(ClipOracle.File), _folder["ViT-L-14-336px.pt"]);
        using ClipModel model = ClipModel.Load(_folder["ViT-L-14-336px.pt"], ClipOracle.Loading);
        Assert.Contains("not 3035c92b", Assert.Single(model.Report.Warnings), StringComparison.Ordinal);
        Assert.Equal("", model.Report.KnownAs);
        Assert.Equal(["context_length", "input_resolution", "vocab_size"], model.Report.Surplus.Order());
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "grid", "has 16 rows: one for the class and a square of patches" },
        { "block", "lacks block 2 of 0 to 3: visual.transformer.resblocks.2.* is missing" },
        { "tensor", "1 missing: visual.ln_post.bias" },
        { "core", "visual.conv1.weight is missing" },
        { "unknown", "1 unexpected: visual.transformer.resblocks.0.ls_1.gamma" },
        { "misshapen", "visual.ln_pre.bias is [31], the model wants [32]" },
        { "towers", "the towers give features of 24 and 25 numbers" },
        { "nan", "visual.proj holds a number that is NaN or infinite" },
        { "resnet", "its vision tower is a ResNet" },
        { "nothing", "no CLIP model" },
    };

    [Theory, MemberData(nameof(Damages))]
    public void Load_OfWhatIsNoWholeModel_SaysWhatIsWrong(string damage, string words)
    {
        Dictionary<string, (long[] Shape, float[] Numbers)> tensors = Read(
            ClipOracle.Path("clip_tiny_open_clip.safetensors"));
        switch (damage)
        {
            case "grid":
                tensors["visual.positional_embedding"] = ([16, 32], new float[16 * 32]);
                break;
            case "block":
                foreach (string name in tensors.Keys.Where(name => name.StartsWith("visual.transformer.resblocks.2.",
                    StringComparison.Ordinal)).ToArray())
                    tensors.Remove(name);
                break;
            case "tensor":
                tensors.Remove("visual.ln_post.bias");
                break;
            case "core":
                tensors.Remove("visual.conv1.weight");
                break;
            case "unknown":
                tensors["visual.transformer.resblocks.0.ls_1.gamma"] = ([32], new float[32]);
                break;
            case "misshapen":
                tensors["visual.ln_pre.bias"] = ([31], new float[31]);
                break;
            case "towers":
                tensors["text_projection"] = ([40, 25], new float[1000]);
                break;
            case "nan":
                tensors["visual.proj"].Numbers[^1] = float.NaN;
                break;
            case "resnet":
                tensors["visual.layer1.0.conv1.weight"] = ([1], [0]);
                break;
            case "nothing":
                tensors = new() { ["teacher.weight"] = ([1], [0]) };
                break;
        }
        string message = Refused(Written(tensors), ClipOracle.Loading);
        Assert.StartsWith(_folder["damaged.safetensors"], message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAHuggingFaceBlockWithoutKeys_NamesWhatIsMissing()
    {
        Dictionary<string, (long[] Shape, float[] Numbers)> tensors = Read(ClipOracle.Path("clip_tiny_hf.safetensors"));
        tensors.Remove("vision_model.encoder.layers.1.self_attn.k_proj.weight");
        Assert.Contains("missing: visual.transformer.resblocks.1.attn.in_proj_weight",
            Refused(Written(tensors), ClipOracle.Loading), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clip_tiny_hf.safetensors", .5)]
    [InlineData("clip_tiny_hf.safetensors", .001)]
    [InlineData("clip_tiny_openai_fp16.pt", .5)]
    public void Load_OfAFileCutOff_IsRefusedByItsName(string file, double share)
    {
        byte[] bytes = File.ReadAllBytes(ClipOracle.Path(file));
        File.WriteAllBytes(_folder["cut"], bytes[..(int)(bytes.Length * share)]);
        Assert.Contains(_folder["cut"], Refused(_folder["cut"], ClipOracle.Loading), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAPickleThatWouldExecute_IsRefusedByName()
    {
        using (ZipArchive archive = ZipFile.Open(_folder["hostile.pt"], ZipArchiveMode.Create))
        using (Stream pickle = archive.CreateEntry("x/data.pkl").Open())
            pickle.Write([0x80, 2, .. "cos\nsystem\nX\u0004\0\0\0true"u8, 0x85, .. "R."u8]);
        Assert.Contains("os system", Refused(_folder["hostile.pt"]).Replace('.', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutHeadsWhereTheWidthTellsNone_AsksForThem()
        => Assert.Contains("a vision width of 32 is no multiple of 64", Refused(ClipOracle.Path(ClipOracle.File)),
            StringComparison.Ordinal);

    [Fact]
    public void Load_ThenDispose_KeepsNoTensor()
    {
        long before = NeedsTorch.SettledTensors();
        using (ClipModel model = ClipOracle.Load())
            model.Vision.Encode(ClipOracle.Floats("clip_posresize_image"), ClipPath.Plain, 0, []).Dispose();
        Assert.InRange(TorchRuntime.LiveTensors - before, 0, 1); // the picture belongs to the test
    }

    [Fact]
    public void Random_OfOneSeed_IsOneModelThatCanBeSaved()
    {
        var shape = new ClipShape(new ClipVisionShape(28, 14, 64, 2, 1), new ClipTextShape(64, 2, 1, 9, 50), 16,
            ClipActivation.QuickGelu);
        using ClipModel first = ClipModel.Random(shape, 7), again = ClipModel.Random(shape, 7),
            other = ClipModel.Random(shape, 8);
        Assert.Equal(first.ContentHash(), again.ContentHash());
        Assert.NotEqual(first.ContentHash(), other.ContentHash());
        using ClipModel loaded = ClipModel.Load(Saved(first));
        Assert.Equal(first.Shape, loaded.Shape);
        Assert.Equal(first.ContentHash(), loaded.ContentHash());
    }

    [Fact]
    public void Inspect_OfThePublishedSizes_NamesTheModel()
    {
        Assert.Equal("clip-vit-l-14", ClipSizes.Nearest(new ClipShape(new ClipVisionShape(224, 14, 1024, 24, 16), null,
            768, ClipActivation.QuickGelu)));
        Assert.Equal("clip-vit-b-16, but picture 256 for 224", ClipSizes.Nearest(new ClipShape(
            new ClipVisionShape(256, 16, 768, 12, 12), null, 512, ClipActivation.QuickGelu)));
    }

    private string Saved(ClipModel model, WeightType type = WeightType.Float32)
    {
        using FileStream stream = File.Create(_folder["saved.safetensors"]);
        model.Save(stream, type);
        return _folder["saved.safetensors"];
    }

    private string Written(Dictionary<string, (long[] Shape, float[] Numbers)> tensors)
    {
        using FileStream stream = File.Create(_folder["damaged.safetensors"]);
        SafetensorsWriter.Write(stream, [.. tensors.Select(item => (item.Key, item.Value.Shape,
            (ReadOnlyMemory<float>)item.Value.Numbers))]);
        return _folder["damaged.safetensors"];
    }

    private static Dictionary<string, (long[] Shape, float[] Numbers)> Read(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        return file.Entries.ToDictionary(entry => entry.Name,
            entry => (entry.Shape.ToArray(), file.ReadFloats(entry.Name)));
    }

    private static string Refused(string path, ClipLoading? loading = null)
        => Assert.Throws<WeightFormatException>(() => ClipModel.Load(path, loading)).Message;
}
