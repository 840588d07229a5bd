using System.Text.Json;
using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Evaluation.Tests.Results;

public sealed class MetricsWritersTests
{
    private static readonly EvaluationResult Result = Sample();

    [Fact]
    public void Json_Oracle_KeepsEveryDigit()
    {
        using JsonDocument document = JsonDocument.Parse(MetricsJson.Write(Result));
        JsonElement category = document.RootElement.GetProperty("categories")[0];
        Assert.Equal(2.0 / 3, category.GetProperty("image_auroc").GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, category.GetProperty("pixel_auroc").GetProperty("value").ValueKind);
        Assert.Contains("no pixel", category.GetProperty("pixel_auroc").GetProperty("why_undefined").GetString());
        Assert.Equal(["0.01", "0.05", "0.1", "0.2", "0.3"],
            category.GetProperty("au_pro").EnumerateObject().Select(p => p.Name));
        Assert.Equal("mean", document.RootElement.GetProperty("mean").GetProperty("category").GetString());
    }

    [Fact]
    public void Csv_CommaInCategory_IsQuotedAndDigitsAreKept()
    {
        string[] lines = MetricsCsv.Write(Result).Split('\n');
        Assert.Equal("category,metric,value,low,high,why_undefined", lines[0]);
        Assert.Equal("\"a,\"\"b\"\"\",image_auroc,0.6666666666666666,,,", lines[1]);
        Assert.Equal("mean,image_auroc,0.6666666666666666,,,", lines[11]);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void Markdown_Values_ArePercentagesWithOneDecimal()
    {
        string[] lines = MetricsMarkdown.Write(Result).Split('\n');
        Assert.StartsWith("| category | I-AUROC | I-AP | P-AUROC | P-AP | AU-PRO@0.01 |", lines[0],
            StringComparison.Ordinal);
        Assert.StartsWith("| a,\"b\" | 66.7 | ", lines[2], StringComparison.Ordinal);
        Assert.Contains("| - |", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("| **mean** | 66.7 |", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_MeanOverFewerCategories_SaysOverHowMany()
    {
        CategoryMetrics none = Result.Categories[0] with
        {
            Category = "none", ImageAuroc = MetricValue.Undefined("there is no good scan"),
        };
        string[] lines = MetricsMarkdown.Write(Result with { Categories = [.. Result.Categories, none] }).Split('\n');
        Assert.StartsWith("| **mean** | 66.7 (1 of 2 categories) |", lines[4], StringComparison.Ordinal);
        // A mean over all says nothing.
        Assert.Equal(1, lines[4].Split("categories").Length - 1);
    }

    [Fact]
    public void JsonAndMarkdown_Intervals_SayHowTheyWereDrawn()
    {
        EvaluationResult result = Result with
        {
            Options = new EvaluationOptions { Bootstrap = new BootstrapOptions { Confidence = 0.9, Resamples = 77,
                Seed = 5 } },
        };
        using JsonDocument document = JsonDocument.Parse(MetricsJson.Write(result));
        JsonElement intervals = document.RootElement.GetProperty("intervals");
        Assert.Equal((0.9, 77, 5), (intervals.GetProperty("confidence").GetDouble(),
            intervals.GetProperty("resamples").GetInt32(), intervals.GetProperty("seed").GetInt32()));
        Assert.Contains("90 % bootstrap interval over 77 resamples", MetricsMarkdown.Write(result),
            StringComparison.Ordinal);
        Assert.DoesNotContain("intervals", MetricsJson.Write(Result), StringComparison.Ordinal);
        Assert.DoesNotContain("bootstrap", MetricsMarkdown.Write(Result), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_Intervals_StandInBrackets()
    {
        var metrics = Result.Mean with { ImageAuroc = new MetricValue(0.5, 0.25, 0.75) };
        Assert.Contains("50.0 [25.0, 75.0]", MetricsMarkdown.Write(Result with { Mean = metrics }),
            StringComparison.Ordinal);
    }

    private static EvaluationResult Sample()
    {
        var accumulator = new MetricsAccumulator();
        accumulator.AddImage("1", "a,\"b\"", false, 3);
        accumulator.AddImage("2", "a,\"b\"", false, 1);
        accumulator.AddImage("3", "a,\"b\"", false, 0);
        accumulator.AddImage("4", "a,\"b\"", true, 2);
        return accumulator.Complete(new EvaluationOptions { Bootstrap = null });
    }
}
