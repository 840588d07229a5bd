using System.Collections.Immutable;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;

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

    [Fact]
    public async Task Apply_NotANumber_IsRejectedAsInputAndNeverAccepted()
        => await RejectedAsync(() => new VerdictScoring().ApplyAsync(Set, TestScans.Scored(float.NaN), ContextOf("a"))
            .AsTask(), RejectReason.NotANumber);
}
