using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Data.Synthetic.Anomalies;

namespace Pipeline3D.Data.Tests.Synthetic.Anomalies;

/// <summary>The six kinds on clouds keep what their recipes promise, whatever the seed.</summary>
public sealed class CloudAnomalyTests
{
    private const int Count = 3000;

    [Theory, InlineData(AnomalyKind.Bulge), InlineData(AnomalyKind.Concavity), InlineData(AnomalyKind.Hole),
        InlineData(AnomalyKind.Break), InlineData(AnomalyKind.Bending), InlineData(AnomalyKind.Crack)]
    public void Find_EveryKind_LabelsOneToSevenPercent(AnomalyKind kind) => ForSeeds(seed =>
    {
        AnomalyFound<SpoiltCloud> found = Bodies.Find(kind, Bodies.Cloud(seed, Count), seed);
        Assert.Equal(kind, found.Draw!.Kind);
        Assert.InRange(found.Made!.Share, 0.01, 0.07);
        Assert.Equal(found.Share, found.Made.Share);
    });

    [Fact]
    public void On_Bump_MovesByItsHeightAndUnlabelledPointsByLessThanATwentieth() => ForSeeds(seed =>
    {
        SurfaceCloud cloud = Bodies.Cloud(seed, Count);
        (AnomalyDraw? draw, SpoiltCloud? made, _, _, _, _) = Bodies.Find(AnomalyKind.Bulge, cloud, seed);
        var bump = (BumpDraw)draw!;
        float[] moved = Moved(cloud, made!);
        Assert.All(Enumerable.Range(0, Count), i => Assert.True(made!.Labels[i]
            || moved[i] <= 0.05001f * bump.Height, $"seed {seed}: {moved[i]} of {bump.Height}"));
        Assert.InRange(moved.Max(), 0.99f * bump.Height, 1.01f * bump.Height);
    });

    [Fact]
    public void On_BulgeAndConcavityOfOneDraw_AverageToTheSoundCloud() => ForSeeds(seed =>
    {
        SurfaceCloud cloud = Bodies.Cloud(seed, Count);
        var bump = (BumpDraw)Bodies.Find(AnomalyKind.Bulge, cloud, seed).Draw!;
        Vector3[] up = bump.On(cloud).Places, down = (bump with { Height = -bump.Height }).On(cloud).Places;
        for (int i = 0; i < Count; i++)
            Assert.True(Vector3.Distance((up[i] + down[i]) / 2, cloud.Points[i]) < 1e-6f, $"seed {seed}, point {i}");
    });

    [Fact]
    public void On_Hole_IsEmptyAndItsWallLiesWithinTheRadiusOfTheAxis() => ForSeeds(seed =>
    {
        SurfaceCloud cloud = Bodies.Cloud(seed, Count);
        (AnomalyDraw? draw, SpoiltCloud? made, _, _, _, _) = Bodies.Find(AnomalyKind.Hole, cloud, seed);
        var hole = (HoleDraw)draw!;
        Assert.Contains(-1, made!.Origin);
        // Another part of the body that comes as near, such as a wall's other side, is no part of the hole.
        bool[] patch = cloud.Patch(hole.Frame, hole.Radius);
        for (int i = 0; i < made.Places.Length; i++)
        {
            Vector3 offset = made.Places[i] - hole.Frame.Centre;
            float along = Vector3.Dot(offset, hole.Frame.Normal);
            if (made.Origin[i] >= 0)
                Assert.True(offset.Length() >= 0.999999f * hole.Radius || !patch[made.Origin[i]], $"seed {seed}: a kept point at {offset.Length()}");
            else
                Assert.True((offset - along * hole.Frame.Normal).Length() <= 1.0001f * hole.Radius
                    && along <= 1e-5f && along >= -0.5001f * hole.Radius && made.Labels[i], $"seed {seed}, wall {i}");
        }
    });

    [Fact]
    public void On_Break_LeavesNothingBeyondThePlaneAndCapsIt() => ForSeeds(seed =>
    {
        SurfaceCloud cloud = Bodies.Cloud(seed, Count);
        (AnomalyDraw? draw, SpoiltCloud? made, _, _, _, _) = Bodies.Find(AnomalyKind.Break, cloud, seed);
        var cut = (BreakDraw)draw!;
        Assert.Contains(-1, made!.Origin);
        for (int i = 0; i < made.Places.Length; i++)
            if (made.Origin[i] >= 0)
                Assert.True(cut.Distance(made.Places[i]) <= 1e-6f, $"seed {seed}: {cut.Distance(made.Places[i])}");
            else
                Assert.True(made.Labels[i] && MathF.Abs(cut.Distance(made.Places[i])) <= 0.03001f,
                    $"seed {seed}: {cut.Distance(made.Places[i])}");
    });

    [Fact]
    public void On_Bending_KeepsTheStiffEndAndWhatIsNotLabelled() => ForSeeds(seed =>
    {
        SurfaceCloud cloud = Bodies.Cloud(seed, Count);
        (AnomalyDraw? draw, SpoiltCloud? made, _, _, _, _) = Bodies.Find(AnomalyKind.Bending, cloud, seed);
        // Shorter than the recipe's, so that the little that turns on a small body has a stiff end.
        BendingDraw bend = (BendingDraw)draw! with { Length = 0.05f };
        made = bend.On(cloud);
        float[] moved = Moved(cloud, made);
        for (int i = 0; i < Count; i++)
        {
            Vector3 offset = cloud.Points[i] - bend.Place;
            float lever = (offset - Vector3.Dot(offset, bend.Axis) * bend.Axis).Length(),
                most = 2 * MathF.Sin(bend.Angle / 2) * lever;
            Assert.True(made.Labels[i] ? moved[i] <= 1.01f * most : moved[i] <= 0.01f, $"seed {seed}: {moved[i]}");
        }
        int[] stiff = [.. Enumerable.Range(0, Count).Where(i
            => Vector3.Dot(cloud.Points[i] - bend.Place, bend.Normal) > bend.Length)];
        foreach (int i in stiff)
            Assert.True(MathF.Abs(Vector3.Distance(made.Places[i], made.Places[stiff[0]])
                - Vector3.Distance(cloud.Points[i], cloud.Points[stiff[0]])) < 1e-6f, $"seed {seed}, point {i}");
    });

    [Fact]
    public void On_Crack_MovesOnlyWhatIsLabelledAndByItsDepthAtMost() => ForSeeds(seed =>
    {
        SurfaceCloud cloud = Bodies.Cloud(seed, Count);
        (AnomalyDraw? draw, SpoiltCloud? made, _, _, _, _) = Bodies.Find(AnomalyKind.Crack, cloud, seed);
        var crack = (CrackDraw)draw!;
        float[] moved = Moved(cloud, made!);
        for (int i = 0; i < Count; i++)
            Assert.True(made!.Labels[i] ? moved[i] <= 1.2501f * crack.Depth
                && crack.Distance(cloud.Points[i]) < crack.Width : moved[i] == 0, $"seed {seed}: {moved[i]}");
        Assert.True(moved.Max() > 0.6f * crack.Depth, $"seed {seed}: {moved.Max()} of {crack.Depth}");
    });

    [Fact]
    public void On_TwoSheets_OnlyTheOneThatIsMeantMoves()
    {
        // A plate of 0.04: the lower side lies within the bump's ball, and hangs together with the upper by its rim.
        var random = new Random(4);
        Vector3[] points = [.. Enumerable.Range(0, 4000).Select(i => new Vector3(2 * random.NextSingle() - 1,
            2 * random.NextSingle() - 1, i % 2 == 0 ? 0.02f : -0.02f))];
        Vector3[] normals = [.. Enumerable.Range(0, 4000).Select(i => i % 2 == 0 ? Vector3.UnitZ : -Vector3.UnitZ)];
        var cloud = new SurfaceCloud(points, normals)
        {
            Graph = SurfaceGraph.Of(UnitBall.ToCloud(points), normals, 1, CancellationToken.None),
        };
        var bump = new BumpDraw(new AnomalyFrame(new Vector3(0, 0, 0.02f), Vector3.UnitZ), 0.2f, 0.1f);
        bool[] labels = bump.On(cloud).Labels;
        Assert.DoesNotContain(Enumerable.Range(0, 4000), i => labels[i] && i % 2 == 1);
        Assert.Contains(true, labels);
        bool[] without = bump.On(new SurfaceCloud(points, normals)).Labels;
        Assert.Contains(Enumerable.Range(0, 4000), i => without[i] && i % 2 == 1);
    }

    internal static float[] Moved(SurfaceCloud cloud, SpoiltCloud made)
        => [.. made.Places.Zip(cloud.Points, Vector3.Distance)];

    [Theory, InlineData(-10), InlineData(-88)]
    public void On_Hole_OtherSideOfAThinBody_IsKept(int seed)
    {
        SurfaceCloud cloud = Bodies.Cloud(seed, Count);
        (AnomalyDraw? draw, SpoiltCloud? made, _, _, _, _) = Bodies.Find(AnomalyKind.Hole, cloud, seed);
        var hole = (HoleDraw)draw!;
        bool[] patch = cloud.Patch(hole.Frame, hole.Radius);
        Assert.Contains(made!.Origin, origin => origin >= 0 && !patch[origin]
            && Vector3.Distance(cloud.Points[origin], hole.Frame.Centre) < hole.Radius);
    }

    private static void ForSeeds(Action<int> body) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(6),
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), body));
}
