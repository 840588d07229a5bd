using System.Globalization;
using System.Text;

namespace Pipeline3D.Evaluation.Results;

/// <summary>Writes an evaluation as CSV, one row per category and metric, with all digits of every number.</summary>
public static class MetricsCsv
{
    /// <summary>The table with a header row: <c>category,metric,value,low,high,why_undefined</c>; the mean comes
    /// last.</summary>
    /// <remarks>Lines end in LF; a field with a comma or a quote is quoted as RFC 4180 says; an undefined value is
    /// empty.</remarks>
    public static string Write(EvaluationResult result)
    {
        var text = new StringBuilder("category,metric,value,low,high,why_undefined\n");
        foreach (CategoryMetrics category in result.Categories.Append(result.Mean))
        {
            foreach ((string name, MetricValue value) in category.ByName())
                text.AppendJoin(',', Quoted(category.Category), name, Number(value.Value), Number(value.Low),
                    Number(value.High), Quoted(value.WhyUndefined ?? "")).Append('\n');
        }
        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A field of CSV as RFC 4180 wants it: in quotes where it holds a comma, a quote or an end of
    /// line.</summary>
    public static string Quoted(string field) => field.AsSpan().ContainsAny(",\"\r\n")
        ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
