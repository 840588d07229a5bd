using System.Globalization;
using System.Text.Json;

namespace Pipeline3D.Core.Runs;

/// <summary>Reads the JSON files of a run's folder, which a user may have cut, edited or mixed up: whatever is wrong
/// with one is a <see cref="JsonException"/> that names file, line and column.</summary>
public static class JsonFile
{
    /// <summary>Reads a file as one value.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static T Read<T>(string path, JsonSerializerOptions options) where T : class
        => Guarded(path, 1, () => JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), options));

    /// <summary>Reads a file by its elements; <paramref name="read"/> may ask for properties that are not there, or are
    /// of another kind.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static T Read<T>(string path, Func<JsonElement, T> read) where T : class => Guarded(path, 1, () =>
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return read(document.RootElement);
    });

    /// <summary>Reads a file of one JSON object per line, one by one in the order of the file; empty lines are passed
    /// over.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">A line is damaged.</exception>
    public static IEnumerable<T> Lines<T>(string path, JsonSerializerOptions options) where T : class
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.Length > 0)
                yield return Guarded(path, number, () => JsonSerializer.Deserialize<T>(line, options));
        }
    }

    private static T Guarded<T>(string path, int line, Func<T?> read) where T : class
    {
        try
        {
            return read() ?? throw new JsonException("there is nothing in it");
        }
        catch (JsonException cause)
        {
            string place = string.Create(CultureInfo.InvariantCulture,
                $"{path}:{line + (cause.LineNumber ?? 0)}:{1 + (cause.BytePositionInLine ?? 0)}");
            // The runtime adds the place in its own words.
            string what = cause.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
            throw new JsonException($"{place}: the file is damaged: {what} Restore it, or run again to have it "
                + "written anew", cause);
        }
        // What is asked of an element that is of another kind, or not there.
        catch (Exception cause) when (cause is InvalidOperationException or KeyNotFoundException or FormatException
            or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new JsonException($"{path}:{line}:1: the file is damaged: {cause.Message} Restore it, or run again "
                + "to have it written anew", cause);
        }
    }
}
