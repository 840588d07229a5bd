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

    /// <summary>Names of categories in prompts.</summary>
    internal PromptNaming Naming => new(Words, Vocabulary);

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        Naming.Validate(problems);
    }

    /// <summary>Looks for weights, and for the vocabulary that their text tower takes.</summary>
    /// <exception cref="IOException">One is not there.</exception>
    internal void CheckFiles() => PromptWords.Check(CheckWeights(ClipParts.Text), Vocabulary);
}
