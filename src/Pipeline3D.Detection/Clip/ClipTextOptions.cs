using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip;

/// <summary>What methods share that learn nothing: fixed prompts with the name of a category tell normal from
/// anomalous.</summary>
public abstract record ClipTextOptions : ClipTowerOptions
{
    /// <summary>What categories are called in prompts where that is not their name with blanks for underscores:
    /// <c>category=words</c>, for example <c>cable_gland=cable gland</c>.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>CLIP's vocabulary or its folder; empty: it is looked for in the folders of weights. Towers of the small
    /// vocabulary need none.</summary>
    public string Vocabulary { get; init; } = "";

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        foreach (string word in Words.IsDefault ? [] : Words)
            problems.Require(word.IndexOf('=', StringComparison.Ordinal) is > 0 and int at && at < word.Length - 1,
                nameof(Words), word, "must be category=words");
    }

    /// <summary>What a category is called in prompts.</summary>
    internal string WordsOf(string category)
        => (Words.IsDefault ? [] : Words).FirstOrDefault(word => word.StartsWith(category + '=',
            StringComparison.Ordinal)) is { } found ? found[(category.Length + 1)..]
            : category.Length == 0 ? "object" : category.Replace('_', ' ');

    /// <summary>Looks for weights, and for the vocabulary that their text tower takes.</summary>
    /// <exception cref="IOException">One is not there.</exception>
    internal void CheckFiles()
        => PromptWords.Check(ClipSearch.Find(OpenClip.NameOf(Weights)), Vocabulary);
}
