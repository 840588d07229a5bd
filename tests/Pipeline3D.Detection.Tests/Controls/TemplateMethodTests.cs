using System.Numerics;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Controls;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.Controls;

public sealed class TemplateMethodTests
{
    [Theory, InlineData(TemplateReach.Scan), InlineData(TemplateReach.Both)]
    public void Score_AsScanned_IsTheDistanceToTheNearestTemplate(TemplateReach reach)
    {
        PointCloud[] known = [.. Enumerable.Range(0, 3).Select(seed => Some(60, seed))];
        PointCloud cloud = Some(50, 9);
        TrainedModel model = Fit(new TemplateOptions { Placing = TemplatePlacing.Scanned, Reach = reach }, known);
        Scores scores = model.Score(Learnt.Scan(cloud));
        for (int i = 0; i < cloud.Count; i++)
            Assert.Equal(known.Min(template => Distance(template, i)), scores.Each[i], 1e-5f);
        Assert.Equal(scores.Each.Max(), scores.Whole);

        float Distance(PointCloud template, int point)
        {
            float there = Points(template).Min(at => Vector3.Distance(at, cloud[point]));
            if (reach == TemplateReach.Scan)
                return there;
            return Points(template).Where(at => Enumerable.Range(0, cloud.Count).MinBy(other =>
                Vector3.Distance(at, cloud[other])) == point).Select(at => Vector3.Distance(at, cloud[point]))
                .Append(there).Max();
        }
    }

    [Fact]
    public void Score_MovedParts_AreFoundWhenCentred()
    {
        PointCloud part = Some(80, 1), moved = new(80);
        for (int i = 0; i < part.Count; i++)
            moved[i] = part[i] + new Vector3(7, -3, 2);
        Assert.True(Fit(new TemplateOptions(), part).Score(Learnt.Scan(moved)).Whole < 1e-5);
        Assert.True(Fit(new TemplateOptions { Placing = TemplatePlacing.Scanned }, part).Score(Learnt.Scan(moved))
            .Whole > 5);
    }

    [Fact]
    public void Score_TurnedParts_AreFoundWhenRegistered()
    {
        PointCloud[] known = [.. Enumerable.Range(0, 2).Select(seed => Balls.Make(seed, defect: false).Cloud)];
        double registered = Auroc(new TemplateOptions { Placing = TemplatePlacing.Registered, VoxelSize = 0.9 }),
            centred = Auroc(new TemplateOptions());
        Assert.True(registered > centred + 0.1 && registered > 0.7, $"{registered:F3}, centred {centred:F3}");

        double Auroc(TemplateOptions options)
        {
            TrainedModel model = Fit(options, known);
            return Domes.Auroc(Enumerable.Range(100, 3).SelectMany(seed =>
            {
                (PointCloud cloud, bool[] truth) = Balls.Make(seed, defect: true, turned: true);
                return model.Score(Learnt.Scan(cloud)).Each.Zip(truth);
            }));
        }
    }

    [Fact]
    public void Score_MissingPiece_TellsWithBothDirectionsAlone()
    {
        PointCloud part = Balls.Make(1, defect: false).Cloud;
        int[] kept = [.. Enumerable.Range(0, part.Count).Where(i => part[i].Z < Points(part).Max(at => at.Z) - 3)];
        var scanned = new TemplateOptions { Placing = TemplatePlacing.Scanned };
        Assert.Equal(0, Fit(scanned, part).Score(Learnt.Scan(part.Select(kept))).Whole);
        Assert.True(Fit(scanned with { Reach = TemplateReach.Both }, part).Score(Learnt.Scan(part.Select(kept)))
            .Whole > 2);
    }

    [Fact]
    public void Fit_MoreTemplatesThanWanted_KeepsTheFirst()
    {
        TrainedModel model = Fit(new TemplateOptions { MaxTemplates = 2 }, Some(9, 1), Some(8, 2), Some(7, 3));
        Assert.Equal([9, 8], ((Templates)model.Model).Clouds.Select(cloud => cloud.Count));
    }

    [Theory, InlineData(TemplatePlacing.Registered), InlineData(TemplatePlacing.Centred)]
    public void SaveThenLoad_SameCloud_BitEqualScores(TemplatePlacing placing)
    {
        TrainedModel model = Fit(new TemplateOptions { Placing = placing },
            [.. Enumerable.Range(0, 2).Select(seed => Balls.Make(seed, defect: false).Cloud)]);
        PointCloud cloud = Balls.Make(101, defect: true, turned: true).Cloud;
        Assert.Equal(model.Score(Learnt.Scan(cloud)).Each, model.ThroughItsFile().Score(Learnt.Scan(cloud), 1).Each);
    }

    [Fact]
    public void Fit_NothingOrWrong_SaysSo()
    {
        Assert.Throws<InvalidOperationException>(() => Learnt.Of<TemplateMethod>(new TemplateOptions(), []));
        Assert.Equal(RejectReason.TooFewPoints, Assert.Throws<ItemRejectedException>(
            () => Fit(new TemplateOptions(), Some(2, 1))).Reason);
        var problems = new Problems();
        new TemplateOptions { MaxTemplates = -1, VoxelSize = 0 }.Validate(problems);
        Assert.Equal(["MaxTemplates", "VoxelSize"], problems.Found.Select(problem => problem.Option));
    }

    private static IEnumerable<Vector3> Points(PointCloud cloud)
        => Enumerable.Range(0, cloud.Count).Select(i => cloud[i]);

    private static TrainedModel Fit(TemplateOptions options, params PointCloud[] clouds)
        => Learnt.Of<TemplateMethod>(options, clouds.Select(Learnt.Scan));

    private static PointCloud Some(int count, int seed)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(), random.NextSingle());
        return cloud;
    }
}
