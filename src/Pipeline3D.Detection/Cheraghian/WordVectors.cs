using System.Globalization;
using Pipeline3D.Detection.Artifacts;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>Vectors of words, such as word2vec's, that a user exported.</summary>
/// <remarks>All of them go into the model, so that names that were never learnt have vectors when they are
/// scored.</remarks>
internal sealed class WordVectors
{
    private const int Most = 20_000;
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);

    private WordVectors(int length) => Length = length;

    /// <summary>Numbers of a vector.</summary>
    public int Length { get; }

    /// <summary>Reads a file: a line for each word, the word and its numbers. A first line of two numbers, as
    /// word2vec writes it, is passed over.</summary>
    /// <exception cref="IOException">It is not there, or is no such file; the message says where.</exception>
    public static WordVectors Read(string path)
    {
        if (path.Length == 0)
            throw new FileNotFoundException("no file of word vectors is given (option vectors): this method compares "
                + "points with vectors of words, which are not shipped; export 'damaged' and the words of your "
                + "categories' names, for example from word2vec's GoogleNews-vectors-negative300, a line for each "
                + "word");
        WordVectors? found = null;
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0 || (number == 1 && parts.Length == 2))
                continue;
            string Where(string problem) => $"{path}:{number}: {problem}";
            found ??= parts.Length > 2 ? new WordVectors(parts.Length - 1) : throw new IOException(Where(
                "a word and its numbers are needed, with blanks between them"));
            if (parts.Length - 1 != found.Length)
                throw new IOException(Where($"{parts.Length - 1} numbers after '{parts[0]}', the words before have "
                    + $"{found.Length}"));
            if (found._vectors.Count == Most)
                throw new IOException(Where($"more than {Most} words: keep those of your categories' names"));
            var vector = new float[found.Length];
            for (int i = 0; i < vector.Length; i++)
                if (!float.TryParse(parts[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out vector[i])
                    || !float.IsFinite(vector[i]))
                    throw new IOException(Where($"'{parts[i + 1]}', number {i + 1} of '{parts[0]}', is no number"));
            if (!found._vectors.TryAdd(parts[0].ToLowerInvariant(), vector))
                throw new IOException(Where($"the word '{parts[0]}' comes a second time"));
        }
        return found ?? throw new IOException($"{path}: it has no word");
    }

    /// <summary>The mean of the vectors of a name's words.</summary>
    /// <exception cref="ArgumentException">There is none of a word.</exception>
    public float[] Of(string name)
    {
        string[] words = name.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var mean = new float[Length];
        foreach (string word in words)
        {
            float[] vector = _vectors.GetValueOrDefault(word) ?? throw new ArgumentException($"there is no vector of "
                + $"the word '{word}' of '{name}': add it to the file of vectors, or give another name with 'words'");
            for (int i = 0; i < mean.Length; i++)
                mean[i] += vector[i] / words.Length;
        }
        return mean;
    }

    /// <summary>The vector of a whole object, or of a damaged one: the mean of its name's and that of
    /// "damaged".</summary>
    public float[] Of(string name, bool isDamaged)
    {
        float[] whole = Of(name);
        if (!isDamaged)
            return whole;
        float[] damaged = Of("damaged");
        return [.. whole.Zip(damaged, (one, other) => (one + other) / 2)];
    }

    /// <summary>Writes all.</summary>
    public void Save(ArtifactWriter file)
    {
        string[] words = [.. _vectors.Keys.Order(StringComparer.Ordinal)];
        file.AddText("words", string.Join('\n', words));
        file.Add("vectors", words.SelectMany(word => _vectors[word]).ToArray(), words.Length, Length);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static WordVectors Load(ArtifactReader file)
    {
        string[] words = file.Text("words").Split('\n');
        float[] numbers = file.Floats("vectors", words.Length, -1);
        var loaded = new WordVectors(numbers.Length / words.Length);
        for (int i = 0; i < words.Length; i++)
            loaded._vectors[words[i]] = numbers[(i * loaded.Length)..((i + 1) * loaded.Length)];
        return loaded;
    }
}
