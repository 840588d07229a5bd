using System.Collections.Immutable;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>The words of the small towers that come with the program: enough for captions of synthetic scans and for
/// PointAD's prompts.</summary>
/// <remarks>Id 0 pads, then the words, then <c>begin</c> and <c>end</c>, which has the highest id as in CLIP's own
/// vocabulary. Adding a word makes another vocabulary: towers of before are refused by their size.</remarks>
internal static class SmallVocabulary
{
    private static readonly ImmutableArray<string> Words =
    [
        "x", ".", "a", "photo", "of", "the", "an", "object", "damaged", "normal", "anomalous", "with", "without",
        "defect", "flawless", "whole", "round", "long", "flat", "thin", "thick", "ring", "disc", "block", "tube",
        "shell", "dome", "plate", "knot", "screw", "bagel", "cable", "gland", "carrot", "cookie", "dowel", "foam",
        "peach", "potato", "rope", "tire", "hole", "bump", "dent", "cut", "crack", "bent", "rough", "contamination",
        "scratch", "thread", "open", "color", "combined", "seen", "from", "front", "left", "right", "above",
        "below", "and", "surface", "clean", "smooth", "on", "view", "side",
    ];

    /// <summary>Words and the three signs.</summary>
    public static int Count => Words.Length + 3;

    private static long Begin => Count - 2;

    private static long End => Count - 1;

    /// <summary>PointAD's prompts.</summary>
    /// <param name="context">Learnable places.</param>
    /// <param name="name">Ids of a name in place of "object"; null for "object".</param>
    public static PromptIds Prompts(int context, long[]? name = null)
    {
        long[] places = [Begin, .. Enumerable.Repeat(IdOf("x"), context)], end = [IdOf("."), End],
            named = name ?? [IdOf("object")];
        return new PromptIds([.. places, .. named, .. end], [.. places, IdOf("damaged"), .. named, .. end]);
    }

    /// <summary>Ids of a text: begin, its words, end.</summary>
    /// <param name="text">Words of the vocabulary with blanks between them.</param>
    /// <exception cref="ArgumentException">A word is none of the vocabulary.</exception>
    public static long[] Ids(string text)
        => [Begin, .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IdOf), End];

    /// <summary>Whether there is such a word.</summary>
    public static bool Has(string word) => Words.Contains(word);

    private static long IdOf(string word) => Words.IndexOf(word) is >= 0 and int i ? i + 1
        : throw new ArgumentException($"the small vocabulary has no word '{word}'; it has {string.Join(", ", Words)}");
}
