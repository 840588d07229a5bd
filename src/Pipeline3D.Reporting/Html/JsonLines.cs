using System.Text.Json;

namespace Pipeline3D.Reporting.Html;

/// <summary>Reads files of one JSON object per line.</summary>
internal static class JsonLines
{
    /// <summary>The objects in the order of the file; empty lines are passed over.</summary>
    /// <exception cref="JsonException">A line is not what it should be; the message says which.</exception>
    public static IEnumerable<T> Read<T>(string path) where T : class
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.Length > 0)
                yield return Parse<T>(line, number);
        }
    }

    private static T Parse<T>(string line, int number) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, ReportData.Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException cause)
        {
            throw new JsonException($"line {number}: {cause.Message}", cause);
        }
    }
}
