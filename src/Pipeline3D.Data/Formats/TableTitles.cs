using System.Text;

namespace Pipeline3D.Data.Formats;

/// <summary>The titles above a table of points: which column is x, y, z, and what the others are called.</summary>
internal static class TableTitles
{
    private static readonly string[] Axes = ["x", "y", "z"];

    // What ParaView and CloudCompare call what others call otherwise.
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["x"] = "x", ["y"] = "y", ["z"] = "z",
        ["points:0"] = "x", ["points:1"] = "y", ["points:2"] = "z",
        ["points_0"] = "x", ["points_1"] = "y", ["points_2"] = "z",
        ["nx"] = "nx", ["ny"] = "ny", ["nz"] = "nz",
        ["normal_x"] = "nx", ["normal_y"] = "ny", ["normal_z"] = "nz",
        ["normals:0"] = "nx", ["normals:1"] = "ny", ["normals:2"] = "nz",
        ["red"] = "red", ["green"] = "green", ["blue"] = "blue",
        ["r"] = "red", ["g"] = "green", ["b"] = "blue",
        ["rgb:0"] = "red", ["rgb:1"] = "green", ["rgb:2"] = "blue",
        ["rgb"] = "rgb",
    };

    /// <summary>The columns' names by a line of titles.</summary>
    /// <param name="line">The line.</param>
    /// <param name="lines">Where it stands, for messages.</param>
    /// <returns>Names of single words, x, y and z among them once; the last one is empty where the line ends in a
    /// delimiter. A column without a title is called by its number.</returns>
    /// <exception cref="FormatException3D">The titles do not name x, y and z once each.</exception>
    internal static string[] Of(ReadOnlySpan<byte> line, in LineCursor lines)
    {
        List<string> titles = Split(line);
        string[] names = Names(titles);
        foreach (string axis in Axes)
            if (names.Count(name => name == axis) is var count and not 1)
                throw lines.Error($"the titles {Shown(titles)} name {(count == 0 ? "no" : $"{count} times")} {axis}",
                    "name the columns of the coordinates x, y and z, or begin a line of remarks with #");
        return names;
    }

    /// <summary>The columns' names by a comment above the rows, where it is one of titles.</summary>
    /// <param name="comment">The line, with the # or // that begins it.</param>
    /// <param name="width">Columns of the rows.</param>
    /// <param name="lines">Where the rows begin, for messages.</param>
    /// <returns>The names; null when the comment is none of titles, or x, y and z stand first anyway.</returns>
    /// <exception cref="FormatException3D">The comment names x, y and z not as the first columns, and about as many
    /// columns as there are.</exception>
    internal static string[]? OfComment(ReadOnlySpan<byte> comment, int width, in LineCursor lines)
    {
        List<string> titles = Split(WithoutMark(comment));
        string[] names = Names(titles);
        bool isTitle = Axes.All(axis => names.Count(name => name == axis) == 1);
        if (isTitle && titles.Count == width)
            return names;
        // Words of a longer text may be x, y and z as well.
        if (isTitle && !names.AsSpan().StartsWith(Axes) && Math.Abs(titles.Count - width) <= 2)
            throw lines.Error($"the comment above names the columns {Shown(titles)}, the row has {width}",
                "give every column one title");
        return null;
    }

    /// <summary>Whether a line names x, y and z once each.</summary>
    internal static bool NamesPoints(ReadOnlySpan<byte> line)
    {
        string[] names = Names(Split(WithoutMark(line)));
        return Axes.All(axis => names.Count(name => name == axis) == 1);
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> comment)
        => comment.TrimStart("#/"u8).Trim(" "u8);

    private static List<string> Split(ReadOnlySpan<byte> line)
    {
        // Words may hold blanks, and no comma of theirs is a decimal one.
        int delimiter = line.IndexOf((byte)';') is >= 0 and int semicolon ? semicolon
            : line.IndexOf((byte)'\t') is >= 0 and int tab ? tab : line.IndexOf((byte)',');
        List<string> titles = [];
        var fields = new TextRow(line, delimiter < 0 ? (byte)' ' : line[delimiter]);
        while (fields.Next(out ReadOnlySpan<byte> field))
            titles.Add(Encoding.UTF8.GetString(field));
        return titles;
    }

    private static string[] Names(List<string> titles)
    {
        var names = new string[titles.Count];
        for (int i = 0; i < names.Length; i++)
        {
            string word = string.Join('_', titles[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            string name = word.Length == 0 && i == names.Length - 1 && i > 0 ? ""
                : word.Length == 0 ? $"column_{i + 1}" : Known.GetValueOrDefault(WithoutUnit(word), word);
            // Two columns of one name that is none of the coordinates are told apart by their numbers.
            names[i] = name.Length > 0 && !Axes.Contains(name) && names.AsSpan(0, i).Contains(name)
                ? $"{name}_{i + 1}" : name;
        }
        return names;
    }

    // "x [mm]", "X(m)": the source's option says the unit, the title is x all the same.
    private static string WithoutUnit(string word)
    {
        int bracket = word.AsSpan().IndexOfAny('[', '(');
        return bracket > 0 && word[^1] is ']' or ')' ? word[..bracket].TrimEnd('_') : word;
    }

    private static string Shown(List<string> titles)
        => string.Join(' ', titles.Take(20).Select(title => $"'{LineCursor.Show(Encoding.UTF8.GetBytes(title))}'"))
            + (titles.Count > 20 ? " ..." : "");
}
