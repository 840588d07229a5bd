using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Blocks.Health;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Health;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Blocks.Tests.Health;

public sealed class CheckHealthFilterTests : BlockTest
{
    private const int Trained = 12;

    [Fact]
    public async Task Apply_GoodScansOfTwentySeeds_NearlyAllPassUnchanged()
    {
        // 20 profiles of 6 scans each, 10 new scans held against each: at most one in a hundred may be rejected.
        var rejected = new List<string>();
        for (int seed = 0; seed < 20; seed++)
        {
            HealthProfiles profiles = await LearnAsync(Enumerable.Range(100 * seed, 6).Select(HealthScans.Good));
            for (int i = 50; i < 60; i++)
            {
                Scan scan = HealthScans.Good((100 * seed) + i);
                try
                {
                    Assert.Same(scan, await Block().ApplyAsync(profiles, scan, ContextOf("a")));
                }
                catch (ItemRejectedException error)
                {
                    rejected.Add($"seed {seed}, {i}: {error.Detail}");
                }
            }
        }
        Assert.True(rejected.Count <= 2, string.Join('\n', rejected));
    }

    [Fact]
    public void Measure_ScanWithAnOffset_LiesWhereItsFileSays()
    {
        Scan ball = TestScans.Ball(1);
        CloudHealth near = Scans.Measure(ball, ball.Readings), far = Scans.Measure(ball with
        {
            Offset = new(500_000, 5_400_000, 100),
        }, ball.Readings);
        Assert.Equal(near.Centre + new Vector3d(500_000, 5_400_000, 100), far.Centre);
        Assert.Equal(near, far with { Centre = near.Centre });
    }

    [Theory]
    [InlineData(1000, "about 1000 times larger", "look like millimetres, not metres")]
    [InlineData(0.001, "about 1000 times smaller", "divided by 1000 once more")]
    [InlineData(39.3701, "about 39.37 times larger", "look like inches, not metres")]
    [InlineData(100, "about 100 times larger", "look like centimetres, not metres")]
    public async Task Apply_CoordinatesInAnotherUnit_AreCalledSo(double factor, string times, string looks)
    {
        ItemRejectedException error = await RejectAsync(HealthScans.Scaled(50, factor), RejectReason.WrongUnit, times,
            looks, "12 training scans", " mm");
        Assert.DoesNotContain("things are wrong", error.Detail, StringComparison.Ordinal);
    }

    [Theory, InlineData(0.001, "look like metres, not millimetres"), InlineData(0.1, "look like centimetres"),
        InlineData(1 / 25.4, "look like inches, not millimetres"), InlineData(1000, "look like micrometres")]
    public async Task Apply_ProfileInMillimetres_MixUpsAreNamedFromThere(double factor, string looks)
    {
        HealthProfiles profiles = await LearnAsync(Enumerable.Range(0, Trained)
            .Select(seed => HealthScans.Scaled(seed, 1000) with { Unit = LengthUnit.Millimetre }));
        await RejectedAsync(() => Block().ApplyAsync(profiles, HealthScans.Scaled(50, 1000 * factor) with
        {
            Unit = LengthUnit.Millimetre,
        }, ContextOf("a")).AsTask(), RejectReason.WrongUnit, looks);
        // The same part, honestly in metres, is the same part.
        await Block().ApplyAsync(profiles, HealthScans.Good(51), ContextOf("a"));
    }

    [Fact]
    public async Task Apply_AnyGoodScanTimesAThousand_IsAUnitMixUp()
    {
        HealthProfiles profiles = await ProfilesAsync();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(Gen.Choose(100, 100_000).Zip(
            Gen.Elements(1000.0, 0.001)).ToArbitrary(), async pair => (await
                Assert.ThrowsAsync<ItemRejectedException>(()
                => Block().ApplyAsync(profiles, HealthScans.Scaled(pair.Item1, pair.Item2), ContextOf("a")).AsTask()))
                    .Reason == RejectReason.WrongUnit));
    }

    [Fact]
    public async Task Apply_TenTimesTheSizeInMetres_IsNoUnitThatAnybodyUses()
        => await RejectAsync(HealthScans.Scaled(50, 10), RejectReason.WrongDensity, "size along x");

    [Fact]
    public async Task Apply_HalfOfTheReadingsMissing_SaysHowManyThereWere()
    {
        ItemRejectedException error = await RejectAsync(HealthScans.Missing(50, 0.5), RejectReason.TooFewReadings,
            "pixels with a reading: 4", " %, in 12 training scans 97.", "accepted from 8", "exposure");
        Assert.DoesNotContain("things are wrong", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_HalfTheResolution_SaysHowFarThePointsLieApart()
    {
        ItemRejectedException error = await RejectAsync(HealthScans.Decimated(50), RejectReason.WrongDensity,
            "distance from point to point: 2", " mm, in 12 training scans 1", "resolution");
        Assert.Contains("1.2", error.Detail, StringComparison.Ordinal); // the limit: a fifth above 1 mm
    }

    [Fact]
    public async Task Apply_PartCutOff_SaysHowLargeTheScanIs()
        => await RejectAsync(HealthScans.Cropped(50, 50), RejectReason.WrongExtent, "size along x: 49 mm",
            "in 12 training scans 79 to 79 mm", "field of view");

    [Fact]
    public async Task Apply_MoreThanThePart_SaysHowLargeTheScanIs()
        => await RejectAsync(HealthScans.Extended(50), RejectReason.WrongExtent, "size along x: 15", "something else");

    [Fact]
    public async Task Apply_PartElsewhere_SaysWhere()
    {
        ItemRejectedException error = await RejectAsync(HealthScans.Moved(50, 0.05f), RejectReason.WrongExtent,
            "centre, x: ", "fixture");
        Assert.DoesNotContain("size along", error.Detail, StringComparison.Ordinal);
        await Block(Enum.GetValues<HealthAspect>().Except([HealthAspect.Position])).ApplyAsync(await ProfilesAsync(),
            HealthScans.Moved(50, 0.05f), ContextOf("a"));
    }

    [Fact]
    public async Task Apply_NoisySurface_SaysHowNoisy()
        => await RejectAsync(HealthScans.Noisy(50, 0.0003), RejectReason.UnlikeSurface, "noise of the surface: 0.",
            "in 12 training scans 0.0", "vibration");

    [Fact]
    public async Task Apply_SeveralFaults_AreAllToldTheMostTellingFirst()
    {
        Scan scan = HealthScans.Changed(HealthScans.Noisy(50, 0.001), 3, (_, point, random)
            => random.NextDouble() < 0.4 ? Vector3.Zero : 1000 * point);
        ItemRejectedException error = await RejectAsync(scan, RejectReason.WrongUnit,
            "things are wrong: (1) the scan is", "(2) pixels with a reading", "noise of the surface");
        Assert.Equal(1, error.Detail.Split("exposure, at shine and shadows").Length - 1);
    }

    [Fact]
    public async Task Apply_ChecksLeftOut_AreNotMade()
    {
        Scan scan = HealthScans.Missing(50, 0.5);
        Assert.Same(scan, await Block([HealthAspect.Unit, HealthAspect.Extent]).ApplyAsync(await ProfilesAsync(), scan,
            ContextOf("a")));
        Scan large = HealthScans.Scaled(50, 1000);
        Assert.Same(large, await Block([HealthAspect.Readings]).ApplyAsync(await ProfilesAsync(), large,
            ContextOf("a")));
        Assert.Throws<OptionsException>(() => Block([]));
    }

    [Fact]
    public async Task Apply_CloudAgainstScansOnGrids_CountsReadings()
    {
        Scan whole = HealthScans.AsCloud(HealthScans.Good(50)),
            thin = HealthScans.AsCloud(HealthScans.Missing(50, 0.5));
        Assert.Same(whole, await Block().ApplyAsync(await ProfilesAsync(), whole, ContextOf("a")));
        await RejectAsync(thin, RejectReason.TooFewReadings, "points with a reading: 2", "in 12 training scans 50");
    }

    [Fact]
    public async Task Apply_HardlyAnythingThere_IsRejectedForIt()
    {
        await RejectAsync(Only(_ => false), RejectReason.EmptyCloud, "no point with a reading");
        await RejectAsync(HealthScans.Changed(HealthScans.Good(50), 0, (_, _, _) => new Vector3(float.NaN)),
            RejectReason.EmptyCloud);
        await RejectAsync(Only(i => i == 2000), RejectReason.TooFewReadings, "0.0 %");
        await RejectAsync(Only(i => i is 2000 or 2001), RejectReason.TooFewReadings,
            "there are too few readings to tell");

        static Scan Only(Func<int, bool> isKept) => HealthScans.Changed(HealthScans.Good(50), 0,
            (i, point, _) => isKept(i) ? point + new Vector3(1e-3f) : Vector3.Zero);
    }

    [Fact]
    public async Task Apply_EveryReadingTwice_HasThePointsTooClose()
    {
        Scan good = HealthScans.AsCloud(HealthScans.Good(50));
        int[] twice = [.. Enumerable.Range(0, 2 * good.Cloud.Count).Select(i => i / 2)];
        await RejectAsync(good with { Cloud = good.Cloud.Select(twice) }, RejectReason.WrongDensity,
            "distance from point to point: 0 mm");
    }

    [Fact]
    public async Task Apply_UnknownCategory_IsRejectedOrPasses()
    {
        await RejectedAsync(async () => await Block().ApplyAsync(await ProfilesAsync(), HealthScans.Good(1),
            ContextOf("a", category: "cone")), RejectReason.NoModel, "'cone'", "profiles for dome", "without_profile");
        var lenient = new CheckHealthFilter(new CheckHealthOptions { WithoutProfile = WithoutProfile.Pass });
        Scan scan = HealthScans.Missing(1, 0.9);
        Assert.Same(scan, await lenient.ApplyAsync(await ProfilesAsync(), scan, ContextOf("a", category: "cone")));
    }

    [Fact]
    public async Task Apply_UnitsThatCannotBeCompared_AreRejected()
    {
        await RejectAsync(HealthScans.Good(1) with { Unit = LengthUnit.Arbitrary }, RejectReason.WrongUnit,
            "no physical unit", "filter.convert-unit");
        HealthProfiles arbitrary = await LearnAsync(Enumerable.Range(0, Trained)
            .Select(seed => HealthScans.Good(seed) with { Unit = LengthUnit.Arbitrary }));
        await RejectedAsync(() => Block().ApplyAsync(arbitrary, HealthScans.Good(1), ContextOf("a")).AsTask(),
            RejectReason.WrongUnit, "Metre", "no physical unit");
        await RejectedAsync(() => Block().ApplyAsync(arbitrary, HealthScans.Scaled(1, 25.4) with
        {
            Unit = LengthUnit.Arbitrary,
        }, ContextOf("a")).AsTask(), RejectReason.WrongUnit, "about 25.4 times larger", "another unit");
    }

    private static CheckHealthFilter Block() => new(new CheckHealthOptions());

    private static CheckHealthFilter Block(IEnumerable<HealthAspect> checks)
        => new(new CheckHealthOptions { Checks = [.. checks] });

    private async Task<ItemRejectedException> RejectAsync(Scan scan, RejectReason reason, params string[] parts)
    {
        HealthProfiles profiles = await ProfilesAsync();
        return await RejectedAsync(() => Block().ApplyAsync(profiles, scan, ContextOf("bad")).AsTask(), reason, parts);
    }

    private Task<HealthProfiles> ProfilesAsync()
        => LearnAsync(Enumerable.Range(0, Trained).Select(HealthScans.Good));

    private async Task<HealthProfiles> LearnAsync(IEnumerable<Scan> scans)
    {
        var fit = new FitHealthFilter(new FitHealthOptions());
        foreach (Scan scan in scans)
            await fit.AddAsync(scan, ContextOf("t"));
        return await fit.CompleteAsync(Run, TestContext.Current.CancellationToken);
    }
}
