using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Pictures;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>CLIP: both towers, all layouts of weight files, resizing of pictures, and tokens.</summary>
[NetGroup("clip", Summary = "CLIP's towers, weight files, pictures and tokens.")]
internal sealed class ClipNet : NetGroup
{
    private const string LayerPrefix = "clip_dpam_layer", BicubicPrefix = "clip_pil_bicubic_",
        NormalisedPrefix = "clip_pil_normalised_", MaskPrefix = "clip_pil_mask_", BpeFile = "clip_bpe_tests.json";

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("clip_*.pt, clip_*.safetensors", "containers: weights in any layout; the first one computes the outputs"),
        new("options vision_heads, text_heads, dpam_last", "heads of the towers, and how many last layers have a local "
            + "path"),
        new("clip_image.npy", "input [n, 3, side, side]: normalised pictures"),
        new("clip_vision_cls.npy, clip_vision_tokens.npy", "output [n, embedding], [n, patches, embedding]: plain"),
        new("clip_vision_tokens_unprojected.npy", "output [m, patches, width]: of the first m pictures"),
        new("clip_vision_cls_gelu.npy", "output [n, embedding]: the same weights with exact GELU"),
        new("clip_dpam_cls.npy, clip_dpam_cls_no_ln_post.npy", "output [n, embedding]: dual path"),
        new("clip_dpam_layerN.npy", "output [n, 1 + patches, embedding]: tokens of layer N, dual path"),
        new("clip_posresize_image.npy", "input [n, 3, other, other]"),
        new("clip_posresize_cls.npy, clip_posresize_tokens.npy", "output: of the pictures of another size, last layer"),
        new("clip_text_ids.npy", "input [p, context]: token ids; the highest id of a row ends it"),
        new("clip_text_features.npy, clip_logits.npy", "output [p, embedding], [n, p]"),
        new("clip_pil_rgb.npy, clip_pil_mask.npy", "input uint8 [h, w, 3], [h, w]"),
        new("clip_pil_bicubic_N.npy, clip_pil_normalised_N.npy, clip_pil_mask_N.npy", "output: brought to N x N"),
        new(BpeFile, "texts and their ids; the texts alone are read"),
        new("containers.json", "output: SHA-256 of all tensors in order of their names, for each container"),
    ];

    public override void Compute(NetTask task)
    {
        var loading = new ClipLoading
        {
            Heads = task.Whole("vision_heads", 1, 1024), TextHeads = task.Whole("text_heads", 1, 1024),
            Activation = ClipActivation.QuickGelu, Device = task.Device.ToString(),
        };
        NetFile[] containers = [.. task.Files.Where(file => file.Kind == NetKind.Container)];
        foreach (NetFile container in containers)
        {
            using ClipModel each = ClipModel.Load(task.PathOf(container), loading);
            task.Container(container.File, each.ContentHash());
        }
        if (containers.Length > 0)
        {
            using ClipModel model = ClipModel.Load(task.PathOf(containers[0]), loading);
            using (NewDisposeScope())
                Towers(task, model);
            if (task.Wants("clip_vision_cls_gelu"))
            {
                using ClipModel exact = ClipModel.Load(task.PathOf(containers[0]),
                    loading with { Activation = ClipActivation.Gelu, Parts = ClipParts.Vision });
                using DisposeScope scope = NewDisposeScope();
                task.Write("clip_vision_cls_gelu",
                    exact.Vision.Encode(task.Floats("clip_image"), ClipPath.Plain, 0, []).Class);
            }
        }
        Pictures(task);
        Masks(task);
        if (task.Wants(BpeFile))
            Texts(task);
    }

    private static void Towers(NetTask task, ClipModel model)
    {
        int layers = model.Vision.Shape.Layers, from = layers - task.Whole("dpam_last", 1, layers) + 1;
        Tensor images = task.Floats("clip_image");
        ClipPictures plain = model.Vision.Encode(images, ClipPath.Plain, 0, [layers]);
        task.Write("clip_vision_cls", plain.Class);
        task.Write("clip_vision_tokens", Patches(plain.Tokens[0]));
        if (task.Wants("clip_vision_tokens_unprojected"))
        {
            int count = task.Output("clip_vision_tokens_unprojected").Shape?[0] ?? (int)images.shape[0];
            task.Write("clip_vision_tokens_unprojected", Patches(model.Vision.Encode(images.narrow(0, 0, count),
                ClipPath.Plain, 0, [layers], project: false).Tokens[0]));
        }
        int[] listed = Numbers(task, LayerPrefix);
        ClipPictures dual = model.Vision.Encode(images, ClipPath.Dual, from, listed);
        task.Write("clip_dpam_cls", dual.Class);
        task.Write("clip_dpam_cls_no_ln_post", dual.ClassWithoutNorm);
        for (int i = 0; i < listed.Length; i++)
            task.Write(LayerPrefix + listed[i], dual.Tokens[i]);
        if (task.Wants("clip_posresize_cls") || task.Wants("clip_posresize_tokens"))
        {
            ClipPictures other = model.Vision.Encode(task.Floats("clip_posresize_image"), ClipPath.Dual, from,
                [layers]);
            task.Write("clip_posresize_cls", other.Class);
            task.Write("clip_posresize_tokens", other.Tokens[0]);
        }
        if (!task.Wants("clip_text_features") && !task.Wants("clip_logits"))
            return;
        Tensor ids = task.Integers("clip_text_ids");
        long[] ends = [.. ids.argmax(1).cpu().data<long>()];
        Tensor texts = model.Text.Encode(model.Text.Embed(ids), [.. ends.Select(end => (int)end)]);
        task.Write("clip_text_features", texts);
        task.Write("clip_logits", Unit(plain.Class).mm(Unit(texts).t())
            * Tensors.From([(float)Math.Exp(model.LogitScale)], 1));
    }

    private static void Pictures(NetTask task)
    {
        foreach (int size in Numbers(task, BicubicPrefix).Union(Numbers(task, NormalisedPrefix)))
        {
            NpyArray picture = task.Array("clip_pil_rgb");
            byte[] resized = PilResize.Resize(picture.To<byte>(), (picture.Shape[1], picture.Shape[0]), (size, size), 3,
                PilFilter.Bicubic);
            task.Write(BicubicPrefix + size, [.. resized.Select(value => (float)value)], size, size, 3);
            var planes = new float[resized.Length];
            ClipPicture.Normalise(resized, planes);
            task.Write(NormalisedPrefix + size, planes, 3, size, size);
        }
    }

    private static void Masks(NetTask task)
    {
        foreach (int size in Numbers(task, MaskPrefix))
        {
            NpyArray mask = task.Array("clip_pil_mask");
            byte[] resized = PilResize.Resize(mask.To<byte>(), (mask.Shape[1], mask.Shape[0]), (size, size), 1,
                PilFilter.Bilinear);
            task.Write(MaskPrefix + size, [.. resized.Select(value => value > 127 ? 1f : 0f)], size, size);
        }
    }

    private static void Texts(NetTask task)
    {
        ClipTokenizer tokenizer = ClipTokenizer.Open(VocabularyOf(task));
        task.WriteJson(BpeFile, new JsonArray([.. Questions(task).Select(text => (JsonNode)new JsonObject
        {
            ["text"] = text,
            ["ids"] = new JsonArray([.. tokenizer.Encode(text).Select(id => (JsonNode)id)]),
        })]));
    }

    // The one file that holds question and answer: its texts are read, its ids are not looked at.
    private static IReadOnlyList<string> Questions(NetTask task)
    {
        string path = Path.Combine(task.Folder, BpeFile);
        if (!File.Exists(path))
            return ClipNetTexts.All;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateArray().Select(test => test.GetProperty("text").GetString()!)];
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UsageException($"{path} is no list of objects with a 'text': {cause.Message}", cause);
        }
    }

    // Beside the description, or where the data lie that it belongs to.
    private static string VocabularyOf(NetTask task)
    {
        if (task.Vocabulary is { } given)
            return ClipSearch.FindVocabulary(given);
        string[] near = [task.Folder, Path.Combine(task.Folder, "..", "..", "data", "clip")];
        return near.Select(folder => Path.Combine(folder, ClipTokenizer.FileName)).FirstOrDefault(File.Exists)
            ?? ClipSearch.FindVocabulary();
    }

    // N of every output that is called as the prefix and a number.
    private static int[] Numbers(NetTask task, string prefix) => [.. task.Files
        .Where(file => file.Kind == NetKind.Output && file.Key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(file => int.TryParse(file.Key[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture,
            out int number) && number is > 0 and <= 1 << 14 ? number
                : throw task.Error($"'{file.File}' ends in no number of 1 to {1 << 14}"))];

    private static Tensor Patches(Tensor tokens) => tokens.narrow(1, 1, tokens.shape[1] - 1);

    private static Tensor Unit(Tensor rows) => rows / rows.norm(1, keepdim: true);
}
