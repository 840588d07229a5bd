using System.Globalization;
using System.Text.Json;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Clip;

/// <summary>What no tensor tells: activation and heads, from the caller, the file's own text, a configuration beside
/// it, or the kind of file, in this order; and which of these it was.</summary>
internal sealed class ClipRules
{
    /// <summary>Keys of what this project writes into a safetensors header.</summary>
    public const string ActivationKey = "clip.activation", HeadsKey = "clip.heads", TextHeadsKey = "clip.text_heads";
    private const int ConfigurationLimit = 1 << 20;
    private readonly WeightFile _file;
    private readonly ClipLoading _loading;
    private readonly Dictionary<string, (ClipActivation Activation, int? Heads, int? TextHeads)> _beside = [];
    private readonly List<string> _heads = [], _warnings = [];

    public ClipRules(WeightFile file, ClipNames names, ClipLoading loading, ClipPublished? known)
    {
        (_file, _loading) = (file, loading);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file.FilePath)) ?? ".";
        Look(Path.Combine(folder, "config.json"), Transformers);
        Look(Path.Combine(folder, "open_clip_config.json"), OpenClip);
        (Activation, ActivationRule, IsSure) = Decide(names, known);
    }

    public ClipActivation Activation { get; }

    public string ActivationRule { get; }

    public bool IsSure { get; }

    public string HeadsRule => string.Join(", ", _heads.Distinct());

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Heads of a tower.</summary>
    /// <exception cref="WeightFormatException">Nothing says how many, or they do not divide the width.</exception>
    public int Heads(int width, bool vision)
    {
        (int heads, string rule) = FindHeads(width, vision);
        _heads.Add(rule);
        return heads > 0 && width % heads == 0 ? heads
            : throw _file.Error($"{heads} heads ({rule}) do not divide a width of {width}");
    }

    private (int Heads, string Rule) FindHeads(int width, bool vision)
    {
        if ((vision ? _loading.Heads : _loading.TextHeads) is { } asked)
            return (asked, "option");
        if (Header(vision ? HeadsKey : TextHeadsKey) is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int written))
            return (written, "the file's header");
        foreach ((string name, (ClipActivation _, int? heads, int? textHeads)) in _beside)
            if ((vision ? heads : textHeads) is { } configured)
                return (configured, name);
        return width % 64 == 0 ? (width / 64, "width / 64") : throw _file.Error(
            $"a {(vision ? "vision" : "text")} width of {width} is no multiple of 64, so the number of heads has to be "
            + $"said: option {(vision ? "heads" : "text_heads")}, or a config.json beside the file");
    }

    private (ClipActivation Activation, string Rule, bool Sure) Decide(ClipNames names, ClipPublished? known)
    {
        (ClipActivation natural, string rule, bool sure) = ByKind(names, known);
        if (_loading.Activation is { } asked)
        {
            if (asked != natural && sure)
                _warnings.Add($"activation {Word(asked)} was asked for, but the file is made for {Word(natural)} "
                    + $"({rule}): scores lose quality without any other sign");
            return (asked, "option", true);
        }
        if (!sure)
            _warnings.Add($"nothing says which activation the weights were trained with: {Word(natural)} is taken; "
                + "give the option activation (quick-gelu for weights of OpenAI, gelu for LAION and DataComp)");
        return (natural, rule, sure);
    }

    private (ClipActivation Activation, string Rule, bool Sure) ByKind(ClipNames names, ClipPublished? known)
    {
        if (Parse(Header(ActivationKey)) is { } written)
            return (written, "the file's header", true);
        foreach ((string name, (ClipActivation activation, int? _, int? _)) in _beside)
            return (activation, name, true);
        if (known is not null)
            return (known.Activation, $"known file {known.FileName}", true);
        string path = Path.GetFullPath(_file.FilePath);
        if (names.Layout == ClipLayout.OpenAi)
            return (ClipActivation.QuickGelu, "layout of OpenAI's files", true);
        if (path.Contains("-quickgelu", StringComparison.OrdinalIgnoreCase)
            || path.Contains(".openai", StringComparison.OrdinalIgnoreCase)
            || path.Contains("models--openai--", StringComparison.OrdinalIgnoreCase))
            return (ClipActivation.QuickGelu, "name of the file", true);
        if (names.Layout == ClipLayout.HuggingFace)
            return (ClipActivation.QuickGelu, "default of Hugging Face's CLIP", false);
        bool named = path.Contains("laion", StringComparison.OrdinalIgnoreCase)
            || path.Contains("datacomp", StringComparison.OrdinalIgnoreCase);
        return (ClipActivation.Gelu, named ? "name of the file" : "default of open_clip", named);
    }

    // A model artifact has its facts below "model.".
    private string? Header(string key) => _file.Metadata.GetValueOrDefault(key)
        ?? _file.Metadata.GetValueOrDefault($"model.{key}");

    public static string Word(ClipActivation activation)
        => activation == ClipActivation.QuickGelu ? "quick-gelu" : "gelu";

    private static ClipActivation? Parse(string? text) => text switch
    {
        "quick_gelu" or "quick-gelu" => ClipActivation.QuickGelu,
        "gelu" => ClipActivation.Gelu,
        _ => null,
    };

    private void Look(string path, Func<JsonElement, (ClipActivation, int?, int?)?> read)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > ConfigurationLimit)
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object && read(document.RootElement) is { } said)
                _beside.Add(Path.GetFileName(path), said);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException)
        {
            throw _file.Error($"{path} beside it cannot be read: {cause.Message}");
        }
    }

    // {"text_config": {...}, "vision_config": {"hidden_act": ..., "num_attention_heads": ...}}, or one tower flat.
    private (ClipActivation, int?, int?)? Transformers(JsonElement root)
    {
        JsonElement? vision = Part(root, "vision_config"), text = Part(root, "text_config");
        if ((vision ?? text) is null && !root.TryGetProperty("hidden_act", out _))
            return null;
        // The class's own default where a configuration leaves it out.
        string word = Word(vision, "hidden_act") ?? Word(text, "hidden_act") ?? Word(root, "hidden_act")
            ?? "quick_gelu";
        return (Parse(word) ?? throw _file.Error($"config.json beside it asks for the activation '{word}': "
            + "quick_gelu and gelu are computed"), Number(vision ?? root, "num_attention_heads"),
            Number(text ?? root, "num_attention_heads"));
    }

    // {"model_cfg": {"quick_gelu": true, "vision_cfg": {"width": .., "head_width": 64}, "text_cfg": {"heads": ..}}}
    private static (ClipActivation, int?, int?)? OpenClip(JsonElement root)
    {
        if (Part(root, "model_cfg") is not { } model)
            return null;
        bool quick = model.TryGetProperty("quick_gelu", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        JsonElement? vision = Part(model, "vision_cfg");
        int? heads = Number(vision, "width") is { } width && Number(vision, "head_width") is > 0 and var share
            ? width / share : null;
        return (quick ? ClipActivation.QuickGelu : ClipActivation.Gelu, heads,
            Number(Part(model, "text_cfg"), "heads"));
    }

    private static JsonElement? Part(JsonElement? parent, string name) => parent is { } given
        && given.TryGetProperty(name, out JsonElement part) && part.ValueKind == JsonValueKind.Object ? part : null;

    private static string? Word(JsonElement? parent, string name) => parent is { } given
        && given.TryGetProperty(name, out JsonElement part) && part.ValueKind == JsonValueKind.String
            ? part.GetString() : null;

    private static int? Number(JsonElement? parent, string name) => parent is { } given
        && given.TryGetProperty(name, out JsonElement part) && part.ValueKind == JsonValueKind.Number
            ? part.GetInt32() : null;
}
