using Pipeline3D.TestSupport;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Geometry.Tests.Views;

public sealed class ViewScoresTests
{
    [Fact]
    public void Scatter_SeveralPointsOfOnePixel_LowestVisibleIndex()
    {
        ViewProjection[] views = [new(3, 1, [1, 1, 2], [false, true, true], []), new(3, 1, [0, 2, 2],
            [true, true, true], [])];
        Assert.Equal([[-1, 6, 7], [5, -1, 6]], ViewScores.Scatter(views, [5, 6, 7], -1));
    }

    [Fact]
    public void BackProject_OfScattered_ScoresOfTheSeenPoints()
    {
        PointCloud cloud = TestClouds.Of("surface", 250);
        ViewProjection[] views = MultiView.Project(cloud, new ViewSetup
        {
            Angles = [new(0, 0), new(-36, 0), new(20, 110)], Width = 24, Height = 24,
        });
        float[] scores = [.. Enumerable.Range(1, 250).Select(i => i / 8f)];
        float[] back = MultiView.BackProject(views, ViewScores.Scatter(views, scores));
        Assert.Contains(back, score => score == 0);
        for (int i = 0; i < 250; i++)
            Assert.Equal(views.Any(view => view.Visible[i]) ? scores[i] : 0, back[i]);
    }

    [Fact]
    public void Scatter_PixelOutsideItsView_RefusedByName()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => ViewScores.Scatter([new(2, 1, [0, 2], [true, true], [])], [1, 2]));
        Assert.Contains("point 1 of view 0 is at pixel 2", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ViewScores.Scatter([new(2, 1, [0], [true], [])], [1, 2]));
    }
}
