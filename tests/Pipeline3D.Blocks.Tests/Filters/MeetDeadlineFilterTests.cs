using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class MeetDeadlineFilterTests : BlockTest
{
    private static readonly MeetDeadlineOptions Second = new() { Reserve = TimeSpan.FromSeconds(1), Points = 500 };

    private readonly FakeTime _time = new();

    [Theory, InlineData(1.0, false), InlineData(5, false), InlineData(0.999, true), InlineData(0, true)]
    [InlineData(-3, true)]
    public async Task Transform_TimeLeft_ThinsWhenLessThanTheReserve(double left, bool isThinned)
    {
        Scan scan = TestScans.Dome(seed: 1);
        Scan passed = await new MeetDeadlineFilter(Second).TransformAsync(scan, Due(left));

        if (!isThinned)
        {
            Assert.Same(scan, passed);
            return;
        }
        Assert.Equal(TimeSpan.FromSeconds(left), passed.Fallback!.TimeLeft);
        Assert.Contains($"{left:0.000} s were left, 1 s are reserved", Assert.Single(passed.Remarks),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transform_TimePasses_TheSameScanIsThinnedLater()
    {
        Scan scan = TestScans.Dome(seed: 1);
        BlockContext context = Due(3);
        var filter = new MeetDeadlineFilter(Second);
        Assert.Null((await filter.TransformAsync(scan, context)).Fallback);
        _time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(TimeSpan.FromSeconds(0.5), (await filter.TransformAsync(scan, context)).Fallback!.TimeLeft);
    }

    [Fact]
    public async Task Transform_NoDeadline_PassesUnlessAlways()
    {
        Scan scan = TestScans.Dome(seed: 1);
        Assert.Same(scan, await new MeetDeadlineFilter(Second).TransformAsync(scan, ContextOf("a")));
        Scan thinned = await new MeetDeadlineFilter(Second with { Always = true })
            .TransformAsync(scan, ContextOf("a"));
        Assert.Null(thinned.Fallback!.TimeLeft);
        Assert.Equal($"thinned to {thinned.Fallback.Points} of 5120 points", Assert.Single(thinned.Remarks));
    }

    [Fact]
    public async Task Transform_ScanOnAGrid_KeepsPixelsTruthAndColourAndEvenlySpreadReadings()
    {
        Scan scan = TestScans.Dome(seed: 2, bump: true);
        Scan thinned = await new MeetDeadlineFilter(Second).TransformAsync(scan, Due(0));

        int[] left = thinned.Grid!.ValidIndices();
        Assert.InRange(left.Length, 250, 500);
        Assert.Equal((left.Length, 5120), (thinned.Fallback!.Points, thinned.Fallback.OfPoints));
        Assert.All(left, i => Assert.Equal(scan.Cloud[i], thinned.Cloud[i]));
        Assert.Same(scan.Truth, thinned.Truth);
        Assert.Same(scan.Rgb, thinned.Rgb);
        Assert.Same(thinned.Cloud, thinned.Grid.Points);
        // Every quarter of the image keeps its share, and so does the defect.
        foreach ((int column, int row) in new[] { (0, 0), (40, 0), (0, 32), (40, 32) })
            Assert.InRange(left.Count(i => i % 80 / 40 * 40 == column && i / 80 / 32 * 32 == row), left.Length / 5,
                left.Length / 3);
        Assert.Contains(left, i => scan.Truth!.Ids[i] != 0);
    }

    [Fact]
    public async Task Transform_PlainCloud_KeepsItsFarthestPointsInOrderWithColourAndTruth()
    {
        Scan scan = TestScans.Ball(3, 2000, bump: 0.1f);
        scan = scan with
        {
            Rgb = new RgbImage(2000, 1, [.. Enumerable.Range(0, 6000).Select(i => (byte)(i / 3))]),
        };
        Scan thinned = await new MeetDeadlineFilter(Second).TransformAsync(scan, Due(0));

        int[] wanted = [.. FarthestPoints.Select(scan.Cloud, 500).Index.Order()];
        Assert.Equal(wanted.Select(i => scan.Cloud[i]), Enumerable.Range(0, 500).Select(i => thinned.Cloud[i]));
        Assert.Equal(wanted.Select(i => scan.Truth!.Ids[i]), thinned.Truth!.Ids);
        Assert.Equal(wanted.SelectMany(i => Enumerable.Repeat((byte)i, 3)), thinned.Rgb!.Pixels);
        Assert.Equal((500, 2000), (thinned.Fallback!.Points, thinned.Fallback.OfPoints));
        Assert.Null(thinned.Lattice);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Transform_ScanWithFewerPoints_StaysAsItIs(bool isGrid)
    {
        Scan scan = isGrid ? TestScans.Dome(seed: 1, 20, 20) : TestScans.Ball(1, 400);
        Assert.Same(scan, await new MeetDeadlineFilter(Second).TransformAsync(scan, Due(0)));
    }

    [Fact]
    public async Task Transform_ThinnedAgain_StillSaysHowManyThereWere()
    {
        Scan once = await new MeetDeadlineFilter(Second).TransformAsync(TestScans.Dome(seed: 1), Due(0));
        Scan twice = await new MeetDeadlineFilter(Second with { Points = 100 }).TransformAsync(once, Due(0));
        Assert.Equal(5120, twice.Fallback!.OfPoints);
        Assert.Equal(twice.Grid!.ValidIndices().Length, twice.Fallback.Points);
        Assert.InRange(twice.Fallback.Points, 1, 100);
    }

    [Theory, InlineData(-1, 100), InlineData(3601, 100), InlineData(1, 63), InlineData(1, 10_000_001)]
    public void Constructor_OutOfRange_Throws(double seconds, int points)
        => Assert.Single(Assert.Throws<OptionsException>(() => new MeetDeadlineFilter(new MeetDeadlineOptions
        {
            Reserve = TimeSpan.FromSeconds(seconds), Points = points,
        })).Problems);

    private BlockContext Due(double seconds)
    {
        Directory.CreateDirectory(Folder["timed"]);
        var run = new RunContext { Folder = new RunFolder(Folder["timed"]), Time = _time };
        return new BlockContext(TestScans.Id, 0, run, TestContext.Current.CancellationToken)
        {
            DueAt = _time.GetTimestamp() + (long)(seconds * _time.TimestampFrequency),
        };
    }
}
