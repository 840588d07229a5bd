using System.Globalization;
using System.Text;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>The little YAML of Eyecandies: <c>key: value</c> lines, one level of nesting as a block or as <c>{a: 1, b:
/// 2}</c>.</summary>
internal static class FlatYaml
{
    /// <summary>Reads all numbers; those of a nested mapping by <c>outer.inner</c>.</summary>
    /// <exception cref="FormatException3D">The file is missing or a line is neither of these.</exception>
    internal static Dictionary<string, double> Numbers(string path)
        => FileBytes.Parse(path, null, static (file, name, limits) =>
    {
        if (file.Length > limits.MaxHeaderBytes)
            throw new FormatException3D(name, -1L, $"a settings file of {file.Length} bytes is not expected",
                "is it another file?");
        return Parse(file, name);
    });

    internal static Dictionary<string, double> Parse(ReadOnlySpan<byte> file, string path)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        string outer = "";
        var lines = new LineCursor(file, path);
        while (lines.Next(out ReadOnlySpan<byte> raw))
        {
            string line = Encoding.UTF8.GetString(raw).Split('#')[0].TrimEnd();
            if (line.Trim().Length == 0 || line.Trim() == "---")
                continue;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                throw lines.Error($"'{line.Trim()}' is no 'key: value'");
            string key = line[..colon].Trim(), value = line[(colon + 1)..].Trim();
            bool nested = char.IsWhiteSpace(line[0]);
            if (!nested)
                outer = key;
            if (value.StartsWith('{') && value.EndsWith('}'))
                foreach (string part in value[1..^1].Split(',', StringSplitOptions.RemoveEmptyEntries))
                    Add($"{key}.{part.Split(':')[0].Trim()}", part.Split(':')[^1].Trim());
            else if (value.Length > 0)
                Add(nested ? $"{outer}.{key}" : key, value);
        }
        return numbers;

        // Keys with words as values are of no use here.
        void Add(string key, string value)
        {
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed))
                numbers[key] = parsed;
        }
    }
}
