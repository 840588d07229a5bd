using System.Text;

namespace Pipeline3D.Definitions.Files;

/// <summary>Puts values where <c>${name}</c> stands, within bounds: a few lines that name each other ten times each
/// would fill any memory.</summary>
internal sealed class Expansion(List<DefinitionProblem> problems)
{
    /// <summary>Most characters of one value, and most parts of a list.</summary>
    public const int MaxValue = 64 << 10;

    /// <summary>Most characters that are put in for names in all of a file.</summary>
    public const int MaxTotal = 1 << 20;

    /// <summary>Deepest that lists and mappings may contain each other.</summary>
    public const int MaxDepth = 100;

    private const string Code = "P3D2024";

    private int _total;
    private bool _isOver;

    /// <summary>The name when a text is one reference and nothing else; null otherwise.</summary>
    public static string? NameOf(string text) => text.StartsWith("${", StringComparison.Ordinal)
        && text.IndexOf('}', StringComparison.Ordinal) == text.Length - 1 ? text[2..^1] : null;

    /// <summary>A text with every reference replaced; empty, with the problem noted, when it gets too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="valueOf">What stands for a name; null leaves the reference as it is.</param>
    /// <param name="way">The names that lead on from a name, for the message.</param>
    public string Fill(string text, Place place, Func<string, string?> valueOf, Func<string, IEnumerable<string>> way)
    {
        int start = text.IndexOf("${", StringComparison.Ordinal);
        if (start < 0)
            return text;
        var filled = new StringBuilder();
        int done = 0;
        for (; start >= 0; start = text.IndexOf("${", done, StringComparison.Ordinal))
        {
            int end = text.IndexOf('}', start);
            if (end < 0)
                break;
            string name = text[(start + 2)..end];
            string? value = valueOf(name);
            filled.Append(text, done, start - done).Append(value ?? text[start..(end + 1)]);
            done = end + 1;
            if (filled.Length > MaxValue)
                return TooLong(place, name, way, $"a value of more than {MaxValue >> 10} KiB");
            if (value is not null && !Take(value.Length, place, name, way))
                return "";
        }
        filled.Append(text, done, text.Length - done);
        return filled.Length <= MaxValue ? filled.ToString()
            : TooLong(place, "", way, $"a value of more than {MaxValue >> 10} KiB");
    }

    /// <summary>Whether a list that stands for a name is neither too long nor too deep; the problem is noted
    /// otherwise.</summary>
    public bool Allows(Part list, Place place, string name, Func<string, IEnumerable<string>> way)
    {
        int left = MaxValue;
        if (Fits(list, MaxDepth, ref left))
            return Take(MaxValue - left, place, name, way);
        TooLong(place, name, way, $"a list of more than {MaxValue >> 10} KiB, or deeper than {MaxDepth}");
        return false;
    }

    private static bool Fits(Part part, int depth, ref int left)
    {
        left -= 1 + (part is TextPart text ? text.Text.Length : 0);
        if (left < 0 || depth == 0)
            return false;
        if (part is ListPart list)
            foreach (Part item in list.Items)
                if (!Fits(item, depth - 1, ref left))
                    return false;
        if (part is MapPart map)
            foreach (MapEntry entry in map.Entries)
                if (!Fits(entry.Value, depth - 1, ref left))
                    return false;
        return true;
    }

    private bool Take(int length, Place place, string name, Func<string, IEnumerable<string>> way)
    {
        _total += length;
        if (_total <= MaxTotal)
            return true;
        _total = MaxTotal;
        // Once: everything after it is over the bound too.
        if (!_isOver)
            TooLong(place, name, way, $"more than {MaxTotal >> 20} MiB in all");
        _isOver = true;
        return false;
    }

    private string TooLong(Place place, string name, Func<string, IEnumerable<string>> way, string what)
    {
        string names = name.Length == 0 ? "" : $": {string.Join(" -> ", way(name).Prepend(name).Take(20))}";
        problems.Add(new DefinitionProblem(place, Code, $"what stands for its names makes {what}{names}",
            "name parameters fewer times, or give them shorter values"));
        return "";
    }
}
