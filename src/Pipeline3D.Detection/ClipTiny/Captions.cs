using Pipeline3D.Detection.Clip.Prompts;

namespace Pipeline3D.Detection.ClipTiny;

/// <summary>Captions of views: what they are of, and which defect they show.</summary>
internal sealed class Captions
{
    /// <summary>Captions of patches: those of a whole surface and of a damaged one.</summary>
    public const string Whole = "a photo of a clean surface", Damaged = "a photo of a damaged surface";

    private readonly List<string> _texts = [Whole, Damaged];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    /// <summary>The captions met so far, the two of patches first.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Number of the caption of a view.</summary>
    /// <param name="category">What the scan is of.</param>
    /// <param name="defect">Kind of the defect that the view shows; empty for none.</param>
    public int Of(string category, string defect)
    {
        string what = Words(category, "object"), text = defect.Length == 0
            ? $"a photo of a normal {what} without defect"
            : $"a photo of a damaged {what} with a {Words(defect, "defect")}";
        if (_index.TryGetValue(text, out int known))
            return known;
        _texts.Add(text);
        return _index[text] = _texts.Count - 1;
    }

    /// <summary>Token ids of all captions, padded with 0 to the longest, and the place of the last token of
    /// each.</summary>
    public (long[] Ids, int[] Ends) Tokens()
    {
        long[][] ids = [.. _texts.Select(SmallVocabulary.Ids)];
        int longest = ids.Max(text => text.Length);
        return ([.. ids.SelectMany(text => text.Concat(new long[longest - text.Length]))],
            [.. ids.Select(text => text.Length - 1)]);
    }

    // A name of which a word is not known is called by the general one.
    private static string Words(string name, string otherwise)
    {
        string words = name.Replace('_', ' ');
        return words.Split(' ').All(SmallVocabulary.Has) ? words : otherwise;
    }
}
