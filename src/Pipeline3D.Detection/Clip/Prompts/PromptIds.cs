using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>Token ids of a normal and an anomalous prompt: begin, learnable places, words, end.</summary>
/// <param name="Normal">Of the normal prompt, without padding.</param>
/// <param name="Anomalous">Of the anomalous prompt.</param>
internal sealed record PromptIds(long[] Normal, long[] Anomalous)
{
    private const long Begin = 49406, End = 49407, Place = 343, Stop = 269, Object = 14115, Damaged = 13568;

    /// <summary>Tokens of the longer prompt; later tokens than the end cannot matter.</summary>
    public int Length => Math.Max(Normal.Length, Anomalous.Length);

    /// <summary>Places of the last tokens.</summary>
    public int[] Ends => [Normal.Length - 1, Anomalous.Length - 1];

    /// <summary>PointAD's prompts, "X ... X object." and "X ... X damaged object.", with the ids of CLIP's published
    /// vocabulary.</summary>
    /// <param name="context">Learnable places.</param>
    public static PromptIds OfObjects(int context) => Of(context, [Object]);

    /// <summary>PointAD-CoOp's prompts, with the name of a class in place of "object".</summary>
    /// <param name="context">Learnable places.</param>
    /// <param name="name">Token ids of the name.</param>
    /// <remarks>A reconstruction: the paper says no more, and there is no code of it.</remarks>
    public static PromptIds Of(int context, ReadOnlySpan<long> name)
    {
        long[] places = [.. Enumerable.Repeat(Place, context)];
        return new PromptIds([Begin, .. places, .. name, Stop, End], [Begin, .. places, Damaged, .. name, Stop, End]);
    }

    /// <summary>PointAD's prompts for a text tower.</summary>
    /// <param name="text">Its sizes: those of CLIP's published vocabulary, or of <see cref="SmallVocabulary"/>.</param>
    /// <param name="context">Learnable places.</param>
    /// <param name="name">Token ids of a name in place of "object", without begin and end; null for "object".</param>
    /// <exception cref="ArgumentException">The vocabulary is neither, or the prompts are too long for the
    /// tower.</exception>
    public static PromptIds For(ClipTextShape text, int context, long[]? name = null)
    {
        PromptIds ids = text.Vocabulary == SmallVocabulary.Count ? SmallVocabulary.Prompts(context, name)
            : text.Vocabulary == End + 1 ? Of(context, name ?? [Object]) : throw new ArgumentException(
                $"the text tower has {text.Vocabulary} words: prompts are known for CLIP's {End + 1} and for the small "
                + $"vocabulary of {SmallVocabulary.Count}");
        return ids.Length <= text.Context ? ids : throw new ArgumentException(
            $"prompts of {ids.Length} tokens do not fit the {text.Context} of the text tower; give fewer than "
            + $"{context - (ids.Length - text.Context) + 1} learnable ones (context)");
    }

    /// <summary>Both prompts, padded with 0 to the length of the longer; shape [2, Length].</summary>
    public long[] Padded()
    {
        var ids = new long[2 * Length];
        Normal.CopyTo(ids, 0);
        Anomalous.CopyTo(ids, Length);
        return ids;
    }
}
