using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Clip;

/// <summary>Sizes of a model from the shapes of its tensors, and what is wrong with them.</summary>
internal sealed class ClipMeasure(WeightFile file, ClipNames names, ClipRules rules)
{
    private const string VisionBlocks = "visual.transformer.resblocks.", TextBlocks = "transformer.resblocks.";

    public bool HasVision => names.Sources.Keys.Any(name => name.StartsWith("visual.", StringComparison.Ordinal));

    public bool HasText => names.Sources.Keys.Any(name => name is "positional_embedding" or "token_embedding.weight"
        || name.StartsWith(TextBlocks, StringComparison.Ordinal));

    /// <summary>The sizes of the towers asked for.</summary>
    /// <exception cref="WeightFormatException">A tower is not there, or is none that is computed here.</exception>
    public ClipShape Measure(ClipLoading loading)
    {
        bool vision = loading.Parts is ClipParts.Both or ClipParts.Vision
            || (loading.Parts == ClipParts.Present && HasVision);
        bool text = loading.Parts is ClipParts.Both or ClipParts.Text
            || (loading.Parts == ClipParts.Present && HasText);
        if (!HasVision && !HasText)
            throw file.Error("no CLIP model: none of its tensors has a name of OpenAI, open_clip or Hugging Face, for "
                + "example visual.conv1.weight");
        if (vision && !HasVision)
            throw file.Error("it has no vision tower (text only): pictures need a file with visual.* or "
                + "vision_model.* tensors");
        if (text && !HasText)
            throw file.Error("it has no text tower (vision only): prompts need a file with token_embedding.weight and "
                + "the text transformer; features of pictures alone need none");
        ClipVisionShape? pictures = vision ? Vision() : null;
        ClipTextShape? prompts = text ? Text() : null;
        long embedding = vision ? Shape("visual.proj", 2)[1] : Shape("text_projection", 2)[1];
        if (vision && text && Shape("text_projection", 2)[1] is var other && other != embedding)
            throw file.Error($"the towers give features of {embedding} and {other} numbers: they are parts of two "
                + "models");
        return new ClipShape(pictures, prompts, (int)embedding, rules.Activation);
    }

    /// <summary>Every tensor that a model of these sizes has, with its shape.</summary>
    public IEnumerable<(string Name, long[] Shape)> Expected(ClipShape shape)
    {
        if (shape.Vision is { } vision)
        {
            long width = vision.Width;
            yield return ("visual.class_embedding", [width]);
            yield return ("visual.positional_embedding", [1 + ((long)vision.Grid * vision.Grid), width]);
            yield return ("visual.proj", [width, shape.Embedding]);
            yield return ("visual.conv1.weight", [width, 3, vision.Patch, vision.Patch]);
            foreach (string norm in new[] { "visual.ln_pre.", "visual.ln_post." })
                foreach (string part in new[] { "weight", "bias" })
                    yield return (norm + part, [width]);
            foreach ((string, long[]) tensor in Blocks(VisionBlocks, vision.Layers, width, Inner(VisionBlocks, width)))
                yield return tensor;
        }
        if (shape.Text is { } text)
        {
            long width = text.Width;
            yield return ("token_embedding.weight", [text.Vocabulary, width]);
            yield return ("positional_embedding", [text.Context, width]);
            yield return ("text_projection", [width, shape.Embedding]);
            yield return ("ln_final.weight", [width]);
            yield return ("ln_final.bias", [width]);
            foreach ((string, long[]) tensor in Blocks(TextBlocks, text.Layers, width, Inner(TextBlocks, width)))
                yield return tensor;
        }
    }

    /// <summary>Tensors of a tower's blocks.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Blocks(string prefix, int layers, long width, long inner)
    {
        for (int i = 0; i < layers; i++)
        {
            string block = $"{prefix}{i}.";
            foreach (string norm in new[] { "ln_1.", "ln_2." })
                foreach (string part in new[] { "weight", "bias" })
                    yield return (block + norm + part, [width]);
            yield return ($"{block}attn.in_proj_weight", [3 * width, width]);
            yield return ($"{block}attn.in_proj_bias", [3 * width]);
            yield return ($"{block}attn.out_proj.weight", [width, width]);
            yield return ($"{block}attn.out_proj.bias", [width]);
            yield return ($"{block}mlp.c_fc.weight", [inner, width]);
            yield return ($"{block}mlp.c_fc.bias", [inner]);
            yield return ($"{block}mlp.c_proj.weight", [width, inner]);
            yield return ($"{block}mlp.c_proj.bias", [width]);
        }
    }

    private long Inner(string prefix, long width) => names.Sources.TryGetValue($"{prefix}0.mlp.c_fc.weight",
        out ClipSource? source) && source.Shape(file) is [var inner, _] ? inner : 4 * width;

    private ClipVisionShape Vision()
    {
        if (names.Sources.Keys.Any(name => name.StartsWith("visual.layer1.", StringComparison.Ordinal)))
            throw file.Error("its vision tower is a ResNet; only vision transformers (ViT) have patch tokens");
        long[] patches = Shape("visual.conv1.weight", 4), positions = Shape("visual.positional_embedding", 2);
        long grid = (long)Math.Round(Math.Sqrt(Math.Max(0, positions[0] - 1)));
        if (grid < 1 || (grid * grid) + 1 != positions[0])
            throw file.Error($"visual.positional_embedding has {positions[0]} rows: one for the class and a square of "
                + "patches are needed, so the grid of patches is not square");
        if (patches[2] != patches[3])
            throw file.Error($"patches of {patches[2]} x {patches[3]} pixels are not square");
        int width = checked((int)patches[0]);
        return new ClipVisionShape(checked((int)(grid * patches[2])), (int)patches[2], width,
            Layers(VisionBlocks, "vision"), rules.Heads(width, vision: true));
    }

    private ClipTextShape Text()
    {
        long[] table = Shape("token_embedding.weight", 2), positions = Shape("positional_embedding", 2);
        int width = checked((int)table[1]);
        return new ClipTextShape(width, Layers(TextBlocks, "text"), rules.Heads(width, vision: false),
            checked((int)positions[0]), checked((int)table[0]));
    }

    private int Layers(string prefix, string tower)
    {
        int[] found = [.. names.Sources.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => int.TryParse(name[prefix.Length..].Split('.')[0], out int index) ? index : -1)
            .Where(index => index >= 0).Distinct().Order()];
        if (found.Length == 0)
            throw file.Error($"the {tower} tower has no block: {prefix}0.* is missing");
        for (int i = 0; i < found.Length; i++)
            if (found[i] != i)
                throw file.Error($"the {tower} tower lacks block {i} of 0 to {found[^1]}: {prefix}{i}.* is missing");
        return found.Length;
    }

    private long[] Shape(string name, int axes)
    {
        if (!names.Sources.TryGetValue(name, out ClipSource? source))
            throw file.Error($"the model is not whole: {name} is missing");
        long[] shape = source.Shape(file);
        return shape.Length == axes && shape.All(size => size is > 0 and <= 1 << 24) ? shape : throw file.Error(
            $"{name} has shape [{string.Join(", ", shape)}]; {axes} axes are needed");
    }
}
