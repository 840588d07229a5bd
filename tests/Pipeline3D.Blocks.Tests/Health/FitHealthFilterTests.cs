using Pipeline3D.Blocks.Health;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Tests.Health;

public sealed class FitHealthFilterTests : BlockTest
{
    [Fact]
    public async Task Complete_TenScans_RangesHoldThemAndTheTolerances()
    {
        HealthProfile profile = (await LearnAsync(Enumerable.Range(0, 10).Select(HealthScans.Good))).Categories["dome"];
        Assert.Equal((10, LengthUnit.Metre, true), (profile.Scans, profile.Unit, profile.IsOnGrid));
        HealthRange spacing = profile.Ranges["spacing"], share = profile.Ranges["reading_share"],
            side = profile.Ranges["extent_x"];
        Assert.Equal(0.001, spacing.Median, 1e-5);
        Assert.Equal(1.2 * spacing.Median, spacing.High, 1e-3 * spacing.Median);
        Assert.Equal(0.98, share.Median, 0.01);
        Assert.Equal(0.85 * share.Median, share.Low, 1e-6);
        Assert.Equal((0.079, 0.8 * 0.079), (side.Median, side.Low), Comparer(1e-4));
        Assert.Equal(0.079, profile.Size, 1e-4);
        Assert.Equal("10", FactOf("dome.training_scans"));
        Assert.Empty(Run.Remarks);
    }

    [Fact]
    public async Task Complete_TooFewScans_SaysSoAndHasNoProfile()
    {
        Assert.Empty((await LearnAsync([HealthScans.Good(1), HealthScans.Good(2)])).Categories);
        Assert.Equal("dome: 2 good training scans are too few for a health profile (least_scans 3); it has none",
            Assert.Single(Run.Remarks));
    }

    [Fact]
    public async Task Complete_NoScan_SaysSo()
    {
        Assert.Empty((await LearnAsync([])).Categories);
        Assert.Contains("no good training scan arrived", Assert.Single(Run.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_ThreeScansAlike_OthersOfTheKindPass()
    {
        HealthProfiles profiles = await LearnAsync([HealthScans.Good(1), HealthScans.Good(1), HealthScans.Good(1)]);
        for (int seed = 10; seed < 30; seed++)
            Assert.NotNull(await new CheckHealthFilter(new CheckHealthOptions())
                .ApplyAsync(profiles, HealthScans.Good(seed), ContextOf($"{seed}")));
    }

    [Fact]
    public async Task Complete_AFifthOfTheScansBad_LimitsStayAndTheBadAreNamed()
    {
        HealthProfile clean = (await LearnAsync(Enumerable.Range(0, 8).Select(HealthScans.Good))).Categories["dome"];
        HealthProfile dirty = (await LearnAsync([.. Enumerable.Range(0, 8).Select(HealthScans.Good),
            HealthScans.Scaled(8, 1000), HealthScans.Missing(9, 0.7)])).Categories["dome"];
        Assert.Equal(clean.Ranges["extent_x"].High, dirty.Ranges["extent_x"].High,
            0.02 * clean.Ranges["extent_x"].High);
        Assert.Equal(clean.Ranges["reading_share"].Low, dirty.Ranges["reading_share"].Low, 0.05);
        string remark = Assert.Single(Run.Remarks);
        Assert.Contains("2 of 10 training scans are unlike the others", remark, StringComparison.Ordinal);
        Assert.Contains("dome/test/good/8, dome/test/good/9", remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_ScansThatTeachNothing_AreRejectedWithTheReason()
    {
        var fit = new FitHealthFilter(new FitHealthOptions());
        await RejectedAsync(() => fit.AddAsync(HealthScans.Good(1) with { IsAnomalous = true }, ContextOf("a"))
            .AsTask(), RejectReason.AnomalousTrainingScan, "normal scans only");
        await RejectedAsync(() => fit.AddAsync(Constant(default), ContextOf("a")).AsTask(), RejectReason.EmptyCloud);
        await RejectedAsync(() => fit.AddAsync(HealthScans.Missing(1, 0.999), ContextOf("a")).AsTask(),
            RejectReason.TooFewPoints, "16 are needed");
        await RejectedAsync(() => fit.AddAsync(Constant(new(0.1f, 0.2f, 0.5f)), ContextOf("a")).AsTask(),
            RejectReason.TooFewPoints, "in one place");
        await fit.AddAsync(HealthScans.Good(1), ContextOf("a"));
        await RejectedAsync(() => fit.AddAsync(HealthScans.Good(1) with { Unit = LengthUnit.Millimetre },
            ContextOf("a")).AsTask(), RejectReason.WrongUnit, "Millimetre", "Metre", "filter.convert-unit");

        static Scan Constant(System.Numerics.Vector3 point)
            => HealthScans.Changed(HealthScans.Good(1), 0, (_, _, _) => point);
    }

    [Fact]
    public async Task Recall_WhatWasRemembered_GivesTheSameProfiles()
    {
        var first = new FitHealthFilter(new FitHealthOptions());
        var resumed = new FitHealthFilter(new FitHealthOptions());
        for (int i = 0; i < 6; i++)
        {
            Scan scan = i % 2 == 0 ? HealthScans.Good(i) : HealthScans.AsCloud(HealthScans.Good(i));
            await first.AddAsync(scan, ContextOf($"{i}"));
            Contribution left = first.Remember(scan, ContextOf($"{i}"));
            Assert.Empty(left.Outputs);
            resumed.Recall(left.Data, ContextOf($"{i}"));
        }
        byte[] expected = new HealthFile((await first.CompleteAsync(Run, default)).Categories).ToBytes(),
            found = new HealthFile((await resumed.CompleteAsync(Run, default)).Categories).ToBytes();
        Assert.Equal(expected, found);
        Assert.Contains("\"is_on_grid\": false", System.Text.Encoding.UTF8.GetString(found), StringComparison.Ordinal);
    }

    [Theory, InlineData(1.9, 3, 0.2), InlineData(6, 1, 0.2), InlineData(6, 3, 1.1), InlineData(double.NaN, 3, 0.2)]
    public void Constructor_OptionOutOfRange_Throws(double margin, int least, double tolerance)
        => Assert.Throws<OptionsException>(() => new FitHealthFilter(new FitHealthOptions
        {
            Margin = margin, LeastScans = least, ExtentTolerance = tolerance,
        }));

    private static EqualityComparer<(double, double)> Comparer(double within)
        => EqualityComparer<(double, double)>.Create((a, b)
            => Math.Abs(a.Item1 - b.Item1) < within && Math.Abs(a.Item2 - b.Item2) < within);

    private async Task<HealthProfiles> LearnAsync(IReadOnlyList<Scan> scans) => await LearnAsync(scans.AsEnumerable());

    private async Task<HealthProfiles> LearnAsync(IEnumerable<Scan> scans)
    {
        var fit = new FitHealthFilter(new FitHealthOptions());
        int number = 0;
        foreach (Scan scan in scans)
            await fit.AddAsync(scan, ContextOf($"{number++}"));
        return await fit.CompleteAsync(Run, TestContext.Current.CancellationToken);
    }
}
