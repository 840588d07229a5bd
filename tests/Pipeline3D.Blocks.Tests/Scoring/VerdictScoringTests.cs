using System.Collections.Immutable;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Scoring;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Blocks.Tests.Scoring;

public sealed class VerdictScoringTests : BlockTest
{
    private static readonly ThresholdSet Set = new(ImmutableSortedDictionary<string, Calibration>.Empty
        .Add("dome", TestScans.Around(2)));

    [Theory, InlineData(1.9999f, false), InlineData(2f, true), InlineData(3f, true)]
    public async Task Apply_Score_IsRejectedFromTheThresholdOn(float score, bool rejected)
    {
        ScoredScan judged = await new VerdictScoring().ApplyAsync(Set, TestScans.Scored(score), ContextOf("a"));
        Assert.Equal((2f, rejected), (judged.Threshold, judged.IsRejected));
    }

    [Fact]
    public async Task Apply_CategoryWithoutThreshold_IsUndecided()
    {
        ScoredScan judged = await new VerdictScoring().ApplyAsync(Set, TestScans.Scored(5), ContextOf("a", "other"));
        Assert.Equal((null, null), (judged.Threshold, judged.IsRejected));
    }

    [Theory, InlineData(4f, false), InlineData(6f, true)]
    public async Task Apply_ThinnedScan_IsHeldAgainstTheThresholdOfThinnedScans(float score, bool rejected)
    {
        ThresholdSet both = Set with { Fallback = Set.Categories.SetItem("dome",
            TestScans.Around(5) with { MaxPoints = 12 }) };
        ScoredScan judged = await new VerdictScoring().ApplyAsync(both, TestScans.Thinned(score), ContextOf("a"));
        Assert.Equal((5f, rejected), (judged.Threshold, judged.IsRejected));
    }

    [Fact]
    public async Task Apply_ScanThinnedToAnotherNumberThanItsThreshold_IsUndecidedAndNamesBoth()
    {
        ThresholdSet both = Set with { Fallback = Set.Categories.SetItem("dome",
            TestScans.Around(5) with { MaxPoints = 12 }) };
        ScoredScan judged = await new VerdictScoring().ApplyAsync(both, TestScans.Thinned(9, most: 6), ContextOf("a"));
        Assert.Null(judged.IsRejected);
        Assert.Contains("points: 12 ", judged.Scan.Remarks[^1], StringComparison.Ordinal);
        Assert.EndsWith("points: 6", judged.Scan.Remarks[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ThinnedScanWithoutAThresholdOfItsKind_IsUndecidedAndSaysWhyOnce()
    {
        var block = new VerdictScoring();
        for (int i = 0; i < 3; i++)
        {
            ScoredScan judged = await block.ApplyAsync(Set, TestScans.Thinned(5), ContextOf($"{i}"));
            Assert.Equal((null, null), (judged.Threshold, judged.IsRejected));
            Assert.StartsWith("undecided: there is no threshold for scans that were thinned", judged.Scan.Remarks[^1],
                StringComparison.Ordinal);
        }
        Assert.Contains("calibrate-fallback.yaml", Assert.Single(Run.Remarks), StringComparison.Ordinal);
    }

    [Theory, InlineData(0.5), InlineData(-0.25), InlineData(null)]
    public async Task Apply_Deadline_IsNotedWhenTheVerdictIsReached(double? left)
    {
        var time = new Pipeline3D.Testing.Time.FakeTime();
        var run = new RunContext { Folder = Run.Folder, Time = time };
        BlockContext context = ContextOf("a") with { Run = run };
        if (left is { } seconds)
            context = context with { DueAt = time.GetTimestamp() + (long)(seconds * time.TimestampFrequency) };
        ScoredScan judged = await new VerdictScoring().ApplyAsync(Set, TestScans.Scored(1), context);
        Assert.Equal(left, judged.TimeLeft?.TotalSeconds);
    }

    [Fact]
    public async Task Apply_NotANumber_IsRejectedAsInputAndNeverAccepted()
        => await RejectedAsync(() => new VerdictScoring().ApplyAsync(Set, TestScans.Scored(float.NaN), ContextOf("a"))
            .AsTask(), RejectReason.NotANumber);
}
