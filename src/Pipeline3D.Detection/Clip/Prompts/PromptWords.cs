using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>Texts into the tokens of one text tower: by CLIP's vocabulary, or by the small one of the towers that come
/// with the program.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PromptWords
{
    // Prompts through the tower at once: activations of 77 tokens stay below 100 MB.
    private const int Together = 32;
    private const string Table = "token_embedding.weight";
    private readonly ClipTokenizer? _tokenizer;
    private readonly ClipTextShape _text;

    private PromptWords(ClipTextShape text, ClipTokenizer? tokenizer) => (_text, _tokenizer) = (text, tokenizer);

    /// <summary>Whether only words of <see cref="SmallVocabulary"/> are known.</summary>
    public bool IsSmall => _tokenizer is null;

    /// <summary>Opens the vocabulary of a text tower.</summary>
    /// <param name="text">Its sizes.</param>
    /// <param name="vocabulary">CLIP's vocabulary or its folder; empty: it is looked for.</param>
    /// <exception cref="FileNotFoundException">It is needed and not there.</exception>
    /// <exception cref="ArgumentException">The tower has another number of words.</exception>
    public static PromptWords Open(ClipTextShape text, string vocabulary)
    {
        if (text.Vocabulary == SmallVocabulary.Count)
            return new PromptWords(text, null);
        var tokenizer = ClipTokenizer.Open(ClipSearch.FindVocabulary(vocabulary.Length == 0 ? null : vocabulary));
        return tokenizer.Count == text.Vocabulary ? new PromptWords(text, tokenizer) : throw new ArgumentException(
            $"the text tower has {text.Vocabulary} words: texts become tokens for CLIP's {tokenizer.Count} and for the "
            + $"small vocabulary of {SmallVocabulary.Count}");
    }

    /// <summary>Fails when weights need a vocabulary that is not there. Reads names and shapes alone.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="WeightFormatException">The weights are no file of weights.</exception>
    public static void Check(string weights, string vocabulary)
    {
        using WeightFile file = WeightFile.Open(weights);
        if (file.Entries.FirstOrDefault(entry => entry.Name.EndsWith(Table, StringComparison.Ordinal))
            is not { } table || table.Shape[0] != SmallVocabulary.Count)
            ClipSearch.FindVocabulary(vocabulary.Length == 0 ? null : vocabulary);
    }

    /// <summary>Whether every word of a text has tokens.</summary>
    public bool Knows(string text) => !IsSmall || Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(SmallVocabulary.Has);

    /// <summary>A name, or "object" where a word of it is not known.</summary>
    public string Known(string name) => Knows(name) ? name : "object";

    /// <summary>Tokens of a text, without begin and end.</summary>
    /// <exception cref="ArgumentException">It is too long for the tower, or has a word that is not known.</exception>
    public long[] IdsOf(string text) => Ids(text)[1..^1];

    /// <summary>Features of texts.</summary>
    /// <param name="model">The model; its text tower is needed, and the caller runs in its lane.</param>
    /// <param name="texts">One prompt each.</param>
    /// <param name="stop">Ends the work between parts.</param>
    /// <returns>Shape [n, e], not of length 1.</returns>
    /// <exception cref="ArgumentException">A prompt is too long for the tower, or has a word that is not known.
    /// </exception>
    public float[] Encode(ClipModel model, IReadOnlyList<string> texts, CancellationToken stop)
    {
        long[][] ids = [.. texts.Select(Ids)];
        var features = new List<float>();
        foreach (long[][] part in ids.Chunk(Together))
        {
            stop.ThrowIfCancellationRequested();
            int longest = part.Max(prompt => prompt.Length);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable frozen = no_grad();
            Tensor padded = Tensors.From([.. part.SelectMany(prompt => prompt.Concat(
                new long[longest - prompt.Length]))], part.Length, longest);
            features.AddRange(Tensors.ToFloats(model.Text.Encode(model.Text.Embed(padded),
                [.. part.Select(prompt => prompt.Length - 1)])));
        }
        return [.. features];
    }

    private long[] Ids(string text)
    {
        if (_tokenizer is not null)
        {
            (int[] ids, int end) = _tokenizer.Prompt(text, _text.Context);
            return Array.ConvertAll(ids[..(end + 1)], id => (long)id);
        }
        long[] small = SmallVocabulary.Ids(Clean(text));
        return small.Length <= _text.Context ? small : throw new ArgumentException(
            $"the prompt '{text}' has {small.Length} tokens, the text tower takes {_text.Context}: shorten it");
    }

    private static string Clean(string text) => text.ToLowerInvariant().Replace(".", " .", StringComparison.Ordinal);
}
