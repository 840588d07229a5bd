using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline3D.Weights;

/// <summary>A field of the records of a structured .npy array.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Code">Type as the file states it, for example <c>&lt;f4</c>.</param>
/// <param name="Count">Numbers of the field in a record; more than 1 for a field with a shape of its own.</param>
/// <param name="Offset">Its first byte in a record.</param>
/// <param name="Bytes">Its bytes in a record.</param>
public sealed partial record NpyField(string Name, string Code, int Count, int Offset, int Bytes)
{
    private const int MaxFields = 1000;

    /// <summary>Whether a header says that the array is structured.</summary>
    internal static bool IsStructured(string header) => Start().IsMatch(header);

    /// <summary>Reads the fields; those of a type that is not read need only have a size.</summary>
    internal static ImmutableArray<NpyField> Read(string header, string path, int at)
    {
        ImmutableArray<NpyField>.Builder fields = ImmutableArray.CreateBuilder<NpyField>();
        string rest = header[(Start().Match(header) is var start ? start.Index + start.Length : 0)..];
        int offset = 0;
        while (Item().Match(rest) is { Success: true } item)
        {
            long count = 1;
            foreach (string size in item.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries
                | StringSplitOptions.RemoveEmptyEntries))
                count *= int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                    ? Math.Min(length, 1 << 20) : throw Wrong(path, at, $"'{item.Value}'");
            string code = item.Groups["code"].Value;
            long bytes = count * int.Parse(item.Groups["size"].Value, CultureInfo.InvariantCulture)
                * (item.Groups["kind"].Value == "U" ? 4 : 1);
            if (count > 1 << 20 || offset + bytes > 1 << 20 || fields.Count == MaxFields)
                throw Wrong(path, at, $"a record of more than 1 MiB or {MaxFields} fields");
            fields.Add(new NpyField(item.Groups["name"].Value, code, (int)count, offset, (int)bytes));
            offset += (int)bytes;
            rest = rest[item.Length..];
        }
        return fields.Count > 0 && offset > 0 && rest.StartsWith(']') ? fields.ToImmutable()
            : throw Wrong(path, at, $"at '{rest[..Math.Min(rest.Length, 40)].TrimEnd()}'");
    }

    private static WeightFormatException Wrong(string path, int at, string what) => new(path, at, "the array is "
        + $"structured, and its fields are not read ({what}); store its columns as plain arrays, "
        + "for example np.stack([a['x'], a['y'], a['z']], 1)");

    [GeneratedRegex(@"'descr'\s*:\s*\[\s*")]
    private static partial Regex Start();

    [GeneratedRegex(@"\A\(\s*'(?<name>[^']*)'\s*,\s*'(?<code>[<>|=]?(?<kind>[a-zA-Z])(?<size>[0-9]{1,6}))'\s*"
        + @"(,\s*\((?<shape>[0-9, ]*)\)\s*)?\)\s*,?\s*")]
    private static partial Regex Item();
}
