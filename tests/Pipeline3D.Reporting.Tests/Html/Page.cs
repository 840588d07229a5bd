using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pipeline3D.Reporting.Tests.Html;

/// <summary>Takes a written report apart as a browser's parser does: a script ends at the first end tag.</summary>
internal static partial class Page
{
    public static JsonElement Data(string html) => Json(html, "run-data");

    public static JsonElement Json(string html, string id)
    {
        string open = $"<script type=\"application/json\" id=\"{id}\">";
        int from = html.IndexOf(open, StringComparison.Ordinal) + open.Length;
        Assert.True(from >= open.Length, $"the page has no {id}");
        return JsonElement.Parse(html[from..html.IndexOf("</script", from, StringComparison.OrdinalIgnoreCase)]);
    }

    /// <summary>What the run's own script and style are, the parts that the policy allows.</summary>
    public static string Inside(string html, string tag)
    {
        Match match = Regex.Match(html, $"<{tag}>(.*?)</{tag}>", RegexOptions.Singleline);
        Assert.True(match.Success, $"the page has no <{tag}>");
        return match.Groups[1].Value;
    }

    public static int Scripts(string html) => ScriptTag().Count(html);

    [GeneratedRegex("<script", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptTag();
}
