using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Data.Synthetic.Anomalies;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class SynthesizeAnomalyFilterTests : BlockTest
{
    public static TheoryData<AnomalyKind> Kinds => [.. Enum.GetValues<AnomalyKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Expand_EveryKindOnACloud_LabelsWhatMovedAndKeepsTheRest(AnomalyKind kind)
    {
        Scan scan = TestScans.Ball(3, 2000);
        (string name, Scan made) = Assert.Single(await Filter(kind).ExpandAsync(scan, ContextOf("a")));
        Assert.Equal($"{kind}0".ToLowerInvariant(), name);
        Assert.True(made.IsAnomalous);
        Assert.Equal(made.Cloud.Count, made.Truth!.Ids.Length);
        Assert.True(made.Truth.IsAnomalous);
        Assert.StartsWith($"synthetic {kind}: ".ToLowerInvariant(), Assert.Single(made.Remarks),
            StringComparison.Ordinal);
        Assert.Equal($"{kind}".ToLowerInvariant(), made.Id.Defect);
        // Of what is not labelled most points are those of the scan to the bit.
        var before = Enumerable.Range(0, scan.Cloud.Count).Select(i => scan.Cloud[i]).ToHashSet();
        int[] sound = [.. Enumerable.Range(0, made.Cloud.Count).Where(i => made.Truth.Ids[i] == 0)];
        Assert.True(sound.Count(i => before.Contains(made.Cloud[i])) > 0.9 * sound.Length);
        Assert.InRange(sound.Length, 0.7 * scan.Cloud.Count, scan.Cloud.Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Expand_EveryKindOnAGrid_KeepsTheGrid(AnomalyKind kind)
    {
        Scan scan = TestScans.Dome(5);
        (_, Scan made) = Assert.Single(await Filter(kind).ExpandAsync(scan, ContextOf("a")));
        Assert.Equal((80, 64), (made.Grid!.Width, made.Grid.Height));
        Assert.Equal((80, 64), (made.Truth!.Width, made.Truth.Height));
        Assert.True(made.Truth.IsAnomalous);
        Assert.Same(made.Cloud, made.Grid.Points);
        bool cuts = kind is AnomalyKind.Hole or AnomalyKind.Break;
        Assert.Equal(cuts, made.Readings.Length < scan.Readings.Length);
        // What is labelled is a reading: nobody can be asked to find what is not there.
        Assert.Subset(made.Readings.ToHashSet(), Enumerable.Range(0, made.Cloud.Count)
            .Where(i => made.Truth.Ids[i] != 0).ToHashSet());
    }

    [Fact]
    public async Task Expand_CopiesWithTheOriginal_DealsTheKindsInTurn()
    {
        Scan scan = TestScans.Ball(3, 1500);
        IReadOnlyList<(string Name, Scan Payload)> made = await new SynthesizeAnomalyFilter(new()
        {
            Copies = 6, KeepOriginal = true,
        }).ExpandAsync(scan, ContextOf("a"));
        Assert.Equal("good", made[0].Name);
        Assert.Same(scan, made[0].Payload);
        Assert.Equal(["bending", "break", "bulge", "concavity", "crack", "hole"],
            made.Skip(1).Select(each => each.Name[..^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Expand_HalfOfTheScans_AboutHalfArePassedAsTheyAre()
    {
        var filter = new SynthesizeAnomalyFilter(new() { Kinds = [AnomalyKind.PatchGen], Probability = 0.5 });
        Scan scan = TestScans.Ball(3, 300);
        int spoilt = 0;
        for (int i = 0; i < 200; i++)
            spoilt += (await filter.ExpandAsync(scan, ContextOf($"{i}"))).Single().Payload.IsAnomalous == true ? 1 : 0;
        // 4 standard deviations of 200 fair coins.
        Assert.InRange(spoilt, 72, 128);
    }

    [Fact]
    public async Task Expand_SameSeeds_GiveTheSameBytesAndOthersOthers()
    {
        Scan scan = TestScans.Ball(3, 1500);
        async Task<float[]> Made(int seed, string name)
        {
            SynthesizeAnomalyFilter filter = new(new() { Kinds = [AnomalyKind.Bulge], Seed = seed });
            return Assert.Single(await filter.ExpandAsync(scan, ContextOf(name))).Payload.Cloud.ToInterleaved();
        }
        Assert.Equal(await Made(1, "a"), await Made(1, "a"));
        Assert.NotEqual(await Made(1, "a"), await Made(2, "a"));
        Assert.NotEqual(await Made(1, "a"), await Made(1, "b"));
    }

    [Fact]
    public async Task Expand_ScanThatIsAnomalous_IsRejected() => await RejectedAsync(() => Filter(AnomalyKind.Bulge)
        .ExpandAsync(TestScans.Ball(3, 500, bump: 0.2f), ContextOf("a")).AsTask(),
        RejectReason.AnomalousTrainingScan, "anomalous");

    [Fact]
    public async Task Expand_KindThatFitsNowhere_IsRejectedWithTheShares() => await RejectedAsync(
        () => new SynthesizeAnomalyFilter(new() { MinShare = 0.9, MaxShare = 0.91, Kinds = [AnomalyKind.Bulge] })
            .ExpandAsync(TestScans.Ball(3, 300), ContextOf("a")).AsTask(), RejectReason.SizeMismatch,
        "none of 240 draws of 'bulge' labels 90% to 91%", "'max_share'");

    [Fact]
    public void Options_ThatCannotWork_AreNamed()
    {
        var problems = new Problems();
        new SynthesizeAnomalyOptions { Kinds = [], Probability = 2, Copies = 0, MinShare = 0.5, GlfmGain = 0 }
            .Validate(problems);
        Assert.Equal(["Kinds", "Probability", "Copies", "MaxShare", "GlfmGain"],
            problems.Found.Select(problem => problem.Option));
    }

    private static SynthesizeAnomalyFilter Filter(AnomalyKind kind) => new(new SynthesizeAnomalyOptions
    {
        Kinds = [kind], Po3adSigned = true, GlfmGain = 5,
    });
}
