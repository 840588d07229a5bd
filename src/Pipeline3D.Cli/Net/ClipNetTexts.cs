namespace Pipeline3D.Cli.Net;

/// <summary>Texts that try every rule of the tokenizer, for a folder that does not bring its own: prompts of the
/// methods, contractions, digits, accents, other scripts, packed characters, special tokens.</summary>
internal static class ClipNetTexts
{
    /// <summary>The texts, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "object",
        "damaged object",
        "X X X X X X X X X X X X object.",
        "X X X X X X X X X X X X damaged object.",
        "A photo of a normal cable gland",
        "A photo of an anomalous cable gland",
        "point cloud of a big bagel",
        "point cloud of a big damaged bagel",
        "a cropped photo of the unblemished carrot.",
        "a jpeg corrupted photo of the dowel with flaw.",
        "a photo of the rope for visual inspection.",
        "a close-up photo of a tire without defect.",
        "Hello, World!",
        "it's we'll they've I'm don't",
        "1234 12,34.5",
        "caf\u00E9 na\u00EFve",
        "\u70B9\u4E91 3D",
        "&lt;b&gt; &amp;amp; &quot;x&quot;",
        "   many   spaces\tand\nlines  ",
        "",
        "LicoriceSandwich PeppermintCandy Confetto",
        "anti-aliased_under_score",
        "\U0001F600 ok",
        "<|startoftext|>a<|endoftext|>",
        "O'Reilly's 'tis",
        "\u2160\u00BD\u00B2",
        "ABCabc",
        "supercalifragilisticexpialidocious",
    ];
}
