using System.Collections.Immutable;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>What categories are called in prompts, and where the vocabulary lies.</summary>
/// <param name="Words"><c>category=words</c> where that is not the category's name with blanks for
/// underscores.</param>
/// <param name="Vocabulary">CLIP's vocabulary or its folder; empty: it is looked for.</param>
internal sealed record PromptNaming(ImmutableArray<string> Words, string Vocabulary)
{
    private IEnumerable<string> Given => Words.IsDefault ? [] : Words;

    /// <summary>Tells which of the words are none.</summary>
    public void Validate(Problems problems)
    {
        foreach (string word in Given)
            problems.Require(word.IndexOf('=', StringComparison.Ordinal) is > 0 and int at && at < word.Length - 1,
                nameof(Words), word, "must be category=words");
    }

    /// <summary>What a category is called in prompts.</summary>
    public string WordsOf(string category)
        => Given.FirstOrDefault(word => word.StartsWith(category + '=', StringComparison.Ordinal)) is { } found
            ? found[(category.Length + 1)..]
            : category.Length == 0 ? "object" : category.Replace('_', ' ');
}
