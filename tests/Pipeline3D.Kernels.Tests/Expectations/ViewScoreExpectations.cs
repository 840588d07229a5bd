using System.Collections.Immutable;
using Pipeline3D.TestSupport;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Views;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="ViewScoreOp"/> does on every device.</summary>
public sealed class ViewScoreExpectations(TestDevice device) : DeviceExpectations(device)
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Gather_RandomMaps_MeansOfTheTwin(int seed)
    {
        ViewProjection[] views = Filled(MultiView.Project(TestClouds.Of("cube", 300, seed), ViewExpectations.Orbit));
        // One view sees nothing of some points, so that not all means have three terms.
        views[0] = views[0] with { Visible = Array.ConvertAll(views[0].Pixel, pixel => pixel % 3 > 0) };
        var random = new Random(seed);
        float[][] maps = [.. views.Select(view => Enumerable.Range(0, view.Width * view.Height)
            .Select(_ => random.NextSingle()).ToArray())];
        Assert.Equal(MultiView.BackProject(views, maps), ViewScoreOp.Gather(Scope, views, maps));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Scatter_SeveralPointsAPixel_MapsOfTheTwin(int seed)
    {
        ViewProjection[] views = Filled(MultiView.Project(TestClouds.Of("surface", 250, seed),
            ViewExpectations.Orbit));
        var random = new Random(seed);
        float[] scores = [.. Enumerable.Range(0, 250).Select(_ => random.NextSingle())];
        Assert.Equal(ViewScores.Scatter(views, scores, -1), ViewScoreOp.Scatter(Scope, views, scores, -1));
    }

    [Fact]
    public void Scatter_ViewsOfTwoSizes_LowestVisibleIndexOfAPixel()
    {
        ViewProjection[] views = [new(3, 1, [1, 1, 2], [false, true, true], []), new(1, 2, [0, 1, 1],
            [true, true, true], [])];
        Assert.Equal([[-1, 6, 7], [5, 6]], ViewScoreOp.Scatter(Scope, views, [5, 6, 7], -1));
        Assert.Equal([2, 3.5f, 4], ViewScoreOp.Gather(Scope, views, [[1, 3, 4], [2, 4]]));
    }

    [Fact]
    public void Scores_NoPointsOrNoViews_EmptyResults()
    {
        Assert.Empty(ViewScoreOp.Gather(Scope, [new(2, 1, [], [], [])], [[1, 2]]));
        Assert.Empty(ViewScoreOp.Scatter(Scope, [], []));
        Assert.Equal([[-1, -1]], ViewScoreOp.Scatter(Scope, [new(2, 1, [], [], [])], [], -1));
    }

    [Fact]
    public void Scores_WrongArguments_Refused()
    {
        ViewProjection[] views = [new(2, 1, [1], [true], [])], beyond = [new(2, 1, [2], [true], [])];
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Gather(Scope, [], []));
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Gather(Scope, views, [[1, 2, 3]]));
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Gather(Scope, beyond, [[1, 2]]));
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Scatter(Scope, views, [1, 2]));
        Assert.Throws<ArgumentException>(() => ViewScoreOp.Scatter(Scope, beyond, [1]));
    }

    // Several points of a pixel count.
    private static ViewProjection[] Filled(ViewProjection[] views)
    {
        ImmutableArray<bool[]> visible = NeverSeenRule.Fill([.. views.Select(view => view.Visible)],
            [.. Enumerable.Range(0, views[0].Pixel.Length)]);
        return [.. views.Select((view, k) => view with { Visible = visible[k] })];
    }
}
