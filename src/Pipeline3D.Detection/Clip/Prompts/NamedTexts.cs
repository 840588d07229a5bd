using System.Collections.Concurrent;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>Features of learnt prompts that name a category, each made once.</summary>
/// <remarks>Safe for concurrent use; two threads that ask for a new name at once make the same numbers.</remarks>
internal sealed class NamedTexts
{
    private readonly ConcurrentDictionary<string, float[]> _texts = new(StringComparer.Ordinal);

    /// <summary>Features of the normal and the anomalous prompt with a name; shape [2, e].</summary>
    /// <param name="name">What the category is called.</param>
    /// <param name="make">Makes them.</param>
    public float[] Of(string name, Func<string, float[]> make) => _texts.GetOrAdd(name, make);
}

/// <summary>The prompts of a method: the same for every category, or with its name in place of "object".</summary>
/// <param name="text">Sizes of the text tower.</param>
/// <param name="options">Learnable places.</param>
/// <param name="naming">Names, and the words that they become; null when prompts name nothing.</param>
internal sealed class PromptNames(ClipTextShape text, PromptOptions options, PromptNaming? naming)
{
    private readonly PromptWords? _words = naming is null ? null : PromptWords.Open(text, naming.Vocabulary);

    /// <summary>What a category is called in prompts; empty for an object without a name.</summary>
    public string NameOf(string category) => _words?.Known(naming!.WordsOf(category)) ?? "";

    /// <summary>The prompts of a name.</summary>
    /// <exception cref="ArgumentException">They do not fit the tower.</exception>
    public PromptIds Ids(string name) => _words is null || name.Length == 0 ? PromptIds.For(text, options.Context)
        : PromptIds.For(text, options.Context, _words.IdsOf(name));
}
