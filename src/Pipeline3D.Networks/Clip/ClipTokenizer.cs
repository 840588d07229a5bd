using System.IO.Compression;
using System.Net;
using System.Text;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Clip;

/// <summary>Texts into CLIP's token ids: lower-cased words split into pairs of bytes that were often beside each other,
/// most frequent pair first.</summary>
/// <remarks>The vocabulary is a file of its own (<see cref="FileName"/>, 1.4 MB). Equal to OpenAI's tokenizer on clean
/// text; what that one mends first (text decoded with a wrong code page) is left as it is. Safe for concurrent
/// use.</remarks>
public sealed class ClipTokenizer
{
    /// <summary>Name of the published vocabulary.</summary>
    public const string FileName = "bpe_simple_vocab_16e6.txt.gz";

    // The published vocabulary has 49,408 entries; the file lists more pairs than are used.
    private const int Pairs = 48_894, ExpandedLimit = 16 << 20;
    private const string StartText = "<|startoftext|>", EndText = "<|endoftext|>", WordEnd = "</w>";
    private static readonly string[] Endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), int> _ranks = [];
    private readonly char[] _bytes = new char[256];

    private ClipTokenizer(string path)
    {
        string[] lines = Read(path).Split('\n');
        if (lines.Length <= Pairs)
            throw new WeightFormatException(path, $"{lines.Length} lines are no vocabulary of CLIP: at least "
                + $"{Pairs + 1} are needed; {ClipSearch.VocabularyAdvice}");
        string[] symbols = [.. ByteSymbols()];
        foreach (string symbol in symbols)
            _ids.Add(symbol, _ids.Count);
        foreach (string symbol in symbols)
            _ids.Add(symbol + WordEnd, _ids.Count);
        for (int line = 1; line <= Pairs; line++)
        {
            string[] pair = lines[line].TrimEnd('\r').Split(' ');
            if (pair.Length != 2 || !_ranks.TryAdd((pair[0], pair[1]), line)
                || !_ids.TryAdd(pair[0] + pair[1], _ids.Count))
                throw new WeightFormatException(path, $"line {line + 1} is no new pair of symbols; "
                    + ClipSearch.VocabularyAdvice);
        }
        _ids.Add(StartText, _ids.Count);
        _ids.Add(EndText, _ids.Count);
    }

    /// <summary>Opens a vocabulary.</summary>
    /// <param name="path">The published file, packed (.gz) or not.</param>
    /// <exception cref="WeightFormatException">It is no such vocabulary.</exception>
    public static ClipTokenizer Open(string path) => new(path);

    /// <summary>Entries of the vocabulary.</summary>
    public int Count => _ids.Count;

    /// <summary>Ids of a text, without start and end.</summary>
    /// <param name="text">Any text; empty gives none.</param>
    public int[] Encode(string text)
    {
        // Unpacked twice, since what was meant to be shown on pages is often packed twice.
        string clean = WebUtility.HtmlDecode(WebUtility.HtmlDecode(text)).Trim();
        clean = string.Join(' ', clean.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        var ids = new List<int>();
        for (int at = 0; at < clean.Length;)
        {
            int length = Word(clean.AsSpan(at));
            if (length == 0)
                at++;
            else
            {
                AddWord(clean.Substring(at, length), ids);
                at += length;
            }
        }
        return [.. ids];
    }

    /// <summary>A prompt: start, text, end, and zeros after it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="context">Tokens in all.</param>
    /// <returns>The ids and the place of the end among them.</returns>
    /// <exception cref="ArgumentException">The text has more tokens than the context holds.</exception>
    public (int[] Ids, int End) Prompt(string text, int context = 77)
    {
        int[] words = Encode(text);
        if (words.Length + 2 > context)
            throw new ArgumentException($"the prompt '{text}' has {words.Length + 2} tokens, start and end included; "
                + $"the model takes {context}: shorten it", nameof(text));
        var ids = new int[context];
        (ids[0], ids[words.Length + 1]) = (_ids[StartText], _ids[EndText]);
        words.CopyTo(ids, 1);
        return (ids, words.Length + 1);
    }

    // Length of the word that a text begins with; 0: it begins with a space.
    private static int Word(ReadOnlySpan<char> text)
    {
        foreach (string special in (ReadOnlySpan<string>)[StartText, EndText, .. Endings])
            if (text.StartsWith(special, StringComparison.Ordinal))
                return special.Length;
        Rune first = RuneAt(text);
        if (Rune.IsWhiteSpace(first))
            return 0;
        if (IsNumber(first))
            return first.Utf16SequenceLength;
        bool letters = Rune.IsLetter(first);
        int length = 0;
        while (length < text.Length && RuneAt(text[length..]) is var next && Rune.IsLetter(next) == letters
            && (letters || (!IsNumber(next) && !Rune.IsWhiteSpace(next))))
            length += next.Utf16SequenceLength;
        return length;
    }

    private static Rune RuneAt(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out int _);
        return rune;
    }

    private static bool IsNumber(Rune rune) => Rune.GetUnicodeCategory(rune)
        is System.Globalization.UnicodeCategory.DecimalDigitNumber
        or System.Globalization.UnicodeCategory.LetterNumber or System.Globalization.UnicodeCategory.OtherNumber;

    private void AddWord(string word, List<int> ids)
    {
        if (word is StartText or EndText)
        {
            ids.Add(_ids[word]);
            return;
        }
        List<string> parts = [.. Encoding.UTF8.GetBytes(word).Select(value => _bytes[value].ToString())];
        parts[^1] += WordEnd;
        while (Lowest(parts) is { } pair)
        {
            for (int i = 0; i + 1 < parts.Count; i++)
                if (parts[i] == pair.First && parts[i + 1] == pair.Second)
                {
                    parts[i] += parts[i + 1];
                    parts.RemoveAt(i + 1);
                }
        }
        ids.AddRange(parts.Select(part => _ids[part]));
    }

    private (string First, string Second)? Lowest(List<string> parts)
    {
        (string, string)? best = null;
        int lowest = int.MaxValue;
        for (int i = 0; i + 1 < parts.Count; i++)
            if (_ranks.TryGetValue((parts[i], parts[i + 1]), out int rank) && rank < lowest)
                (best, lowest) = ((parts[i], parts[i + 1]), rank);
        return best;
    }

    // Bytes that print stand for themselves, the others for the letters from U+0100 on, in this order.
    private List<string> ByteSymbols()
    {
        int[] printed = [.. Enumerable.Range('!', '~' - '!' + 1), .. Enumerable.Range(0xA1, 0xAC - 0xA1 + 1),
            .. Enumerable.Range(0xAE, 0xFF - 0xAE + 1)];
        foreach (int value in printed)
            _bytes[value] = (char)value;
        int next = 256;
        var symbols = new List<string>(printed.Select(value => ((char)value).ToString()));
        foreach (int value in Enumerable.Range(0, 256).Except(printed))
        {
            _bytes[value] = (char)next++;
            symbols.Add(_bytes[value].ToString());
        }
        return symbols;
    }

    private static string Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes is not [0x1F, 0x8B, ..])
            return Encoding.UTF8.GetString(bytes);
        try
        {
            using var packed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var part = new byte[1 << 16];
            for (int read; (read = packed.Read(part)) > 0;)
            {
                if (plain.Length + read > ExpandedLimit)
                    throw new WeightFormatException(path, $"it unpacks to more than {ExpandedLimit} bytes");
                plain.Write(part, 0, read);
            }
            return Encoding.UTF8.GetString(plain.GetBuffer(), 0, (int)plain.Length);
        }
        catch (InvalidDataException cause)
        {
            throw new WeightFormatException(path, $"a broken .gz: {cause.Message}", cause);
        }
    }
}
