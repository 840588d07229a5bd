using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests;

/// <summary>The table of a data folder's README: what other programs found in each file.</summary>
internal static class Verified
{
    /// <summary>File name and facts of every row.</summary>
    internal static List<(string File, string Facts)> Rows(string folder)
    {
        var rows = new List<(string, string)>();
        foreach (string line in File.ReadLines(SharedFiles.Data(Path.Combine(folder, "README.md"))))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length > 5 && cells[1].Contains('.') && long.TryParse(cells[2], out _))
                rows.Add((cells[1], cells[4]));
        }
        return rows;
    }

    /// <summary>The numbers of the first match of a pattern's groups; null when it does not match.</summary>
    internal static double[]? Numbers(string facts, string pattern)
    {
        Match match = Regex.Match(facts, pattern);
        return !match.Success ? null : [.. match.Groups.Values.Skip(1).Where(group => group.Success)
            .SelectMany(group => group.Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    /// <summary>Asserts that two numbers agree to the digits printed in the README.</summary>
    internal static void Equal(double expected, double actual, double relative, string what)
        => Assert.True(Math.Abs(expected - actual) <= relative * Math.Max(Math.Abs(expected), 1e-30) + 1e-30,
            $"{what}: expected {expected:R}, was {actual:R}");
}
