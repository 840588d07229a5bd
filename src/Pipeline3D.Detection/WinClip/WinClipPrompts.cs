using System.Collections.Immutable;
using Pipeline3D.Detection.Clip.Prompts;

namespace Pipeline3D.Detection.WinClip;

/// <summary>WinCLIP's prompts: every state of an object in every template.</summary>
/// <remarks>Source: Jeong and others 2023, appendix, and the two re-implementations where they differ.</remarks>
internal static class WinClipPrompts
{
    private static readonly ImmutableArray<string> Normal =
    [
        "{}", "flawless {}", "perfect {}", "unblemished {}", "{} without flaw", "{} without defect",
        "{} without damage",
    ];

    private static readonly ImmutableArray<string> Anomalous =
        ["damaged {}", "{} with flaw", "{} with defect", "{} with damage"];

    // What the small vocabulary has words for: its towers learnt these captions and no other.
    private static readonly ImmutableArray<string> Small = ["a photo of a {}", "a photo of the {}"];

    /// <summary>All prompts of a name.</summary>
    /// <param name="words">The tower's words. States that the small vocabulary has no words for are left out.</param>
    /// <param name="name">The name.</param>
    /// <param name="variant">Whose templates.</param>
    public static (IReadOnlyList<string> Normal, IReadOnlyList<string> Anomalous) Of(PromptWords words, string name,
        WinClipVariant variant)
    {
        ImmutableArray<string> templates = words.IsSmall ? Small : Templates(variant);
        return (All(Normal), All(Anomalous));

        string[] All(ImmutableArray<string> states) => [.. states.Select(state => Fill(state, name))
            .Where(words.Knows).SelectMany(what => templates.Select(template => Fill(template, what)))];
    }

    /// <summary>The templates of a variant, in which {} stands for what is shown.</summary>
    public static ImmutableArray<string> Templates(WinClipVariant variant)
    {
        bool isAnomalib = variant == WinClipVariant.Anomalib;
        var all = new List<string>();
        Kinds("cropped", isAnomalib ? ["the"] : ["the", "a"]);
        Kinds("close-up", ["a", "the"]);
        Kinds("bright", ["a", "the"]);
        Kinds("dark", ["the", "a"]);
        // anomalib has one of them twice, which doubles its weight in the mean.
        Kinds("jpeg corrupted", isAnomalib ? ["the", "the"] : ["a", "the"]);
        Kinds("blurry", ["the", "a"]);
        Kinds("", ["a", "the"]);
        foreach (string size in new[] { "small", "large" })
            all.AddRange([$"a photo of a {size} {{}}", $"a photo of the {size} {{}}"]);
        foreach (string purpose in new[] { "visual inspection", "anomaly detection" })
            all.AddRange([$"a photo of the {{}} for {purpose}", $"a photo of a {{}} for {purpose}"]);
        return isAnomalib ? [.. all.Select(template => template + ".")] : [.. all];

        void Kinds(string kind, string[] articles) => all.AddRange(articles.Select(article
            => $"a {(kind.Length > 0 ? kind + " " : "")}photo of {article} {{}}"));
    }

    private static string Fill(string template, string what)
        => template.Replace("{}", what, StringComparison.Ordinal);
}
