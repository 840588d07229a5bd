using System.Globalization;
using System.Text;

namespace Pipeline3D.Evaluation.Results;

/// <summary>Writes an evaluation as a Markdown table for people: percent, one decimal, intervals in brackets.</summary>
public static class MetricsMarkdown
{
    /// <summary>The table, one row per category and the mean last; a dash is undefined, and the remarks below say why.
    /// A mean over fewer than all categories says over how many.</summary>
    public static string Write(EvaluationResult result)
    {
        string[] names = [.. result.Mean.ByName().Select(pair => pair.Key)];
        var text = new StringBuilder("| category | ").AppendJoin(" | ", names.Select(Title)).Append(" |\n|---|");
        text.Insert(text.Length, "---:|", names.Length).Append('\n');
        foreach (CategoryMetrics category in result.Categories)
            Row(text, category, category.Category.Replace("|", "\\|", StringComparison.Ordinal));
        text.Append("| **mean** | ").AppendJoin(" | ", result.Mean.ByName().Select(pair => Cell(pair.Value)
            + result.MeanNote(pair.Key))).Append(" |\n");
        if (result.Remarks.Length > 0 || result.Options.Bootstrap is not null)
            text.Append('\n');
        if (result.Options.Bootstrap is { } bootstrap)
            text.Append(CultureInfo.InvariantCulture, $"- In brackets: {100 * bootstrap.Confidence:0.##} % ")
                .Append(CultureInfo.InvariantCulture, $"bootstrap interval over {bootstrap.Resamples} ")
                .Append("resamples of the images.\n");
        foreach (string remark in result.Remarks)
            text.Append("- ").Append(remark).Append('\n');
        return text.ToString();
    }

    private static void Row(StringBuilder text, CategoryMetrics metrics, string title)
        => text.Append("| ").Append(title).Append(" | ")
            .AppendJoin(" | ", metrics.ByName().Select(pair => Cell(pair.Value))).Append(" |\n");

    private static string Cell(MetricValue value) => value switch
    {
        { Value: null } => "-",
        { Low: null } or { High: null } => Percent(value.Value.Value),
        _ => $"{Percent(value.Value.Value)} [{Percent(value.Low.Value)}, {Percent(value.High.Value)}]",
    };

    private static string Percent(double value) => (100 * value).ToString("F1", CultureInfo.InvariantCulture);

    private static string Title(string name) => name switch
    {
        "image_auroc" => "I-AUROC",
        "image_ap" => "I-AP",
        "pixel_auroc" => "P-AUROC",
        "pixel_ap" => "P-AP",
        "au_pro_score_sampled" => "AU-PRO (score-sampled)",
        _ => name.Replace("au_pro_", "AU-PRO@", StringComparison.Ordinal),
    };
}
