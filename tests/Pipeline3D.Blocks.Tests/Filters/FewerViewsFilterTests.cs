using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class FewerViewsFilterTests : BlockTest
{
    private static readonly FewerViewsOptions Second = new() { Reserve = TimeSpan.FromSeconds(1) };

    private readonly FakeTime _time = new();

    [Theory, InlineData(1.0, 9), InlineData(4, 9), InlineData(0.999, 5), InlineData(0.56, 5), InlineData(0.55, 3)]
    [InlineData(0.1, 3), InlineData(-2, 3)]
    public async Task Transform_TimeLeft_KeepsAsManyViewsAsItSufficesFor(double left, int wanted)
    {
        Scan scan = Viewed();
        Scan passed = await new FewerViewsFilter(Second).TransformAsync(scan, Due(left));
        if (wanted == 9)
        {
            Assert.Same(scan, passed);
            return;
        }
        int[] of = wanted == 5 ? [0, 2, 4, 6, 8] : [0, 4, 8];
        Assert.Equal(of.Select(view => scan.Views!.Pictures[view]), passed.Views!.Pictures);
        Assert.Equal(of.Select(view => scan.Views!.Pixel[view]), passed.Views!.Pixel);
        Assert.Equal(of.Select(view => scan.Views!.Truth![view]), passed.Views!.Truth!);
        // No point is left without a view.
        Assert.All(Enumerable.Range(0, passed.Views.Own.Length), i => Assert.Contains(true,
            passed.Views.Visible.Select(view => view[i])));
        Assert.Equal((wanted, 9, false), (passed.Fallback!.Views, passed.Fallback.OfViews, passed.Fallback.IsThinned));
        Assert.Equal(TimeSpan.FromSeconds(left), passed.Fallback.TimeLeft);
        Assert.Equal($"looked at from {wanted} of 9 sides: {left:0.000} s were left, 1 s are reserved",
            Assert.Single(passed.Remarks));
    }

    [Fact]
    public async Task Transform_NoDeadline_PassesUnlessAlways()
    {
        Scan scan = Viewed();
        Assert.Same(scan, await new FewerViewsFilter(Second).TransformAsync(scan, ContextOf("a")));
        Scan fewer = await new FewerViewsFilter(Second with { Always = true, Views = [4, 2] })
            .TransformAsync(scan, ContextOf("a"));
        Assert.Equal(4, fewer.Views!.Count);
        Assert.Null(fewer.Fallback!.TimeLeft);
        Assert.Same(scan, await new FewerViewsFilter(Second with { Always = true, Views = [9] })
            .TransformAsync(scan, ContextOf("a")));
    }

    [Fact]
    public async Task Transform_WithoutViews_SaysWhatToDo()
        => Assert.Contains("put feature.views before this block", (await Assert.ThrowsAsync<ItemRejectedException>(
            async () => await new FewerViewsFilter(Second).TransformAsync(TestScans.Dome(seed: 1), ContextOf("a"))))
            .Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_NoNumberOfViews_IsAProblem()
    {
        var problems = new Problems();
        new FewerViewsOptions { Views = [0] }.Validate(problems);
        Assert.Single(problems.Found);
    }

    private static Scan Viewed()
    {
        Scan scan = TestScans.Dome(seed: 1, bump: true);
        return scan with
        {
            Views = PointViewer.Of(scan.Cloud, ScanViewing.OwnOf(scan), ScanViewing.LabelsOf(scan),
                new PointViewOptions { Size = 32, Supersample = false }),
        };
    }

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
