using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Verdicts;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Reporting.Tests.Verdicts;

public sealed class FalseRejectsTests
{
    [Theory]
    // Wilson's formula, computed apart.
    [InlineData(11, 40, 0.161080, 0.428350, true), InlineData(6, 30, 0.095051, 0.373057, true)]
    [InlineData(2, 40, 0.013821, 0.165039, false), InlineData(0, 10, 0, 0.277533, false)]
    [InlineData(0, 200, 0, 0.018845, true), InlineData(3, 3, 0.438503, 1, true)]
    public void Interval_IsWilsonsAndTellsWhetherThePromiseHeld(int rejected, int normal, double low, double high,
        bool disagrees)
    {
        var found = new FalseRejects("bagel", 0.05, normal, rejected);
        Assert.Equal(low, found.Low, 1e-6);
        Assert.Equal(high, found.High, 1e-6);
        Assert.Equal(disagrees, found.Disagrees);
        Assert.Equal(disagrees, found.Remark is not null);
    }

    [Fact]
    public void Of_Verdicts_CountsNormalScansWithAThresholdByCategory()
    {
        using var folder = new TempFolder();
        File.WriteAllLines(folder["verdicts.jsonl"],
        [
            .. Enumerable.Range(0, 40).Select(i => Line("bagel", i, i < 11 ? "reject" : "accept", false)),
            .. Enumerable.Range(0, 9).Select(i => Line("bagel", 100 + i, "reject", true)),
            Line("rope", 0, "accept", false), Line("rope", 1, "accept", null),
            """{"item":"peach/test/good/0","score":1,"verdict":"undecided","is_anomalous":false}""",
        ]);
        IReadOnlyList<FalseRejects> found = FalseRejects.Of(new RunFolder(folder.Path));
        Assert.Equal([new("bagel", 0.05, 40, 11), new("rope", 0.05, 1, 0)], found);
        Assert.Equal("bagel: the threshold was set to reject 5% of normal scans, and rejected 11 of 40 (27.5%, 95 % "
            + "interval 16.1% to 42.8%); set it on more normal scans, or on scans like these", found[0].Remark);
        Assert.Null(found[1].Remark);
    }

    [Fact]
    public void Of_RunWithoutVerdictsOrADamagedLine_IsNothingOrNamed()
    {
        using var folder = new TempFolder();
        Assert.Empty(FalseRejects.Of(new RunFolder(folder.Path)));
        File.WriteAllLines(folder["verdicts.jsonl"], [Line("a", 0, "accept", false), "{ "]);
        Assert.Contains("verdicts.jsonl:2:", Assert.Throws<JsonException>(() => FalseRejects.Of(new RunFolder(folder.Path)))
            .Message, StringComparison.Ordinal);
    }

    private static string Line(string category, int number, string verdict, bool? isAnomalous)
        => JsonSerializer.Serialize(new
        {
            item = $"{category}/test/good/{number}", score = 1.0, threshold = 1.5, false_reject_rate = 0.05, verdict,
            is_anomalous = isAnomalous,
        });
}
