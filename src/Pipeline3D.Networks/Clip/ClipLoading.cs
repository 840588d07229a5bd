using System.Collections.Immutable;

namespace Pipeline3D.Networks.Clip;

/// <summary>What to load of a CLIP file, and what the file does not say.</summary>
public sealed record ClipLoading
{
    /// <summary>Which towers. Default: both, and a file that lacks one is refused.</summary>
    public ClipParts Parts { get; init; } = ClipParts.Both;

    /// <summary>Heads of the vision tower; null: what a configuration beside the file says, else width / 64.</summary>
    public int? Heads { get; init; }

    /// <summary>Heads of the text tower; null: likewise.</summary>
    public int? TextHeads { get; init; }

    /// <summary>Activation; null: by the rule that the report names.</summary>
    public ClipActivation? Activation { get; init; }

    /// <summary>How positions are brought to pictures of another size. Default: bilinear.</summary>
    public ClipPositions Positions { get; init; } = ClipPositions.Bilinear;

    /// <summary>Where the model runs: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";
}

/// <summary>Towers of a model.</summary>
public enum ClipParts
{
    /// <summary>Pictures and prompts.</summary>
    Both,

    /// <summary>Pictures alone.</summary>
    Vision,

    /// <summary>Prompts alone.</summary>
    Text,

    /// <summary>Whatever of the two the file has.</summary>
    Present,
}

/// <summary>Ways in which CLIP files name their tensors.</summary>
public enum ClipLayout
{
    /// <summary>OpenAI's names in an archive with the three numbers of OpenAI's files.</summary>
    OpenAi,

    /// <summary>OpenAI's names, as open_clip and this project write them.</summary>
    OpenClip,

    /// <summary>The same with the text tower under <c>text.</c>.</summary>
    OpenClipCustomText,

    /// <summary>Names of Hugging Face's transformers.</summary>
    HuggingFace,
}

/// <summary>What a model was loaded from, for reports and cache keys.</summary>
/// <param name="FilePath">The file.</param>
/// <param name="Layout">Its names.</param>
/// <param name="Sha256">Of the whole file, lower-case hexadecimal.</param>
/// <param name="KnownAs">Name of the published file with this hash; empty when it is none of the known.</param>
/// <param name="ActivationRule">Which rule gave the activation, for example <c>config.json (hidden_act)</c>.</param>
/// <param name="ActivationIsSure">Nothing had to be guessed for it.</param>
/// <param name="HeadsRule">Which rule gave the heads.</param>
/// <param name="Surplus">Names of the file that no tower needs.</param>
/// <param name="Warnings">What to look at before trusting results; may be empty.</param>
public sealed record ClipReport(string FilePath, ClipLayout Layout, string Sha256, string KnownAs,
    string ActivationRule, bool ActivationIsSure, string HeadsRule,
    ImmutableArray<string> Surplus, ImmutableArray<string> Warnings);
