using System.Collections.Immutable;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Html;

namespace Pipeline3D.Reporting.Tests.Html;

public sealed class ScanRowTests
{
    [Theory, InlineData(2.0, "reject"), InlineData(1.999, "accept"), InlineData(null, "undecided")]
    public void Merge_EvidenceWithoutVerdictLine_VerdictFollowsFromScoreAndThreshold(double? scoreOrNone,
        string verdict)
    {
        ShownScan shown = Shown("000", scoreOrNone ?? 1, scoreOrNone is null ? null : 2);
        Assert.Equal(verdict, Assert.Single(ScanRow.Merge([], [shown], [])).Verdict);
    }

    [Fact]
    public void Merge_LineAndEvidenceOfOneScan_OneRowThatKeepsTheLine()
    {
        ScanRow row = Assert.Single(ScanRow.Merge([Row("a/test/good/000", 5)], [Shown("000", 5, null)], []));
        Assert.Equal("undecided", row.Verdict);
        Assert.NotNull(row.Shown);
    }

    [Fact]
    public void Merge_MoreThanThePageHolds_KeepsEvidenceAndHighestScoresAndSaysSo()
    {
        var notices = new List<string>();
        ImmutableArray<ScanRow> rows = ScanRow.Merge(
            Enumerable.Range(0, ScanRow.Max + 10).Select(i => Row($"a/test/good/x{i:000000}", i + 1)),
                [Shown("000", 0, null)], notices);
        Assert.Equal(ScanRow.Max, rows.Length);
        Assert.Contains(rows, row => row.Shown is not null);
        // All but the one with evidence are the highest: the lowest 11 of 1, 2, ... are gone.
        Assert.Equal(12, rows.Where(row => row.Shown is null).Min(row => row.Score));
        Assert.Equal(rows.OrderBy(row => row.Path, StringComparer.Ordinal), rows);
        Assert.Contains($"{ScanRow.Max + 11} scans", Assert.Single(notices), StringComparison.Ordinal);
    }

    private static ScanRow Row(string path, double score) => new(path, "a", score, null, "undecided", null, null);

    private static ShownScan Shown(string name, double score, double? threshold) => ShownScan.Of(0,
        new ScanEvidence { Item = new ItemId("set", "a", "test", "good", name), Score = score, Threshold = threshold },
            "", []);
}
