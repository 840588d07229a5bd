using System.Numerics;
using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Detection.Tests.ThreeDzAl;

/// <summary>Drawn patches: what they hold, and that a number alone decides them.</summary>
public sealed class PseudoAnomaliesTests
{
    private const int Size = 64;

    private static readonly ThreeDzAlOptions Options = new()
    {
        GridSize = Domes.Size, PatchGrid = 12, PadMultiple = 1, PiecePoints = 256, Seed = 3,
    };

    [Theory, InlineData(AttachingRule.Picked), InlineData(AttachingRule.Mean)]
    public void Draw_Adding_HoldsAboutAsManyAttachedPointsAsOwn(AttachingRule rule)
    {
        PatchDraws draws = Draws(Options with { Attach = rule });
        CellPatches host = Host(1);
        var tree = new KdTree(host.Points);
        double[] shares = [.. Enumerable.Range(0, 100).Select(number =>
            draws.Draw(host, tree, PatchKind.Adding, number).IsAttached.Count(attached => attached) / (double)Size)];
        int usual = shares.Count(share => share is >= 0.25 and <= 0.75);
        Assert.True(usual >= 80 && shares.Average() is > 0.3 and < 0.7,
            $"{usual} of 100 patches hold 25 to 75 % attached points, {shares.Average():P0} on average");
    }

    [Fact]
    public void Draw_Removing_LeavesAHoleThatNormalPatchesDoNotHave()
    {
        PatchDraws draws = Draws(Options);
        CellPatches host = Host(1);
        var tree = new KdTree(host.Points);
        double spacing = tree.Nearest(1).Distance.Average();
        // Farthest that a point of the scan near the patch's middle is from all points of the patch.
        double[] holes = [.. Kinds(PatchKind.Removing)], whole = [.. Kinds(PatchKind.Normal)];
        Assert.True(holes.Min() > 1.5 * spacing && whole.Max() < 1e-6,
            $"holes of at least {holes.Min() / spacing} spacings, without removing {whole.Max() / spacing}");

        IEnumerable<double> Kinds(PatchKind kind)
        {
            for (int number = 0; number < 40; number++)
            {
                PointCloud patch = draws.Draw(host, tree, kind, number).Points;
                Vector3 anchor = patch[0];
                if (kind == PatchKind.Removing)
                    // The same number draws the same anchor.
                    anchor = draws.Draw(host, tree, PatchKind.Normal, number).Points[0];
                PointCloud near = host.Points.Select(PseudoAnomalies.Normal(tree, anchor, Size / 2));
                yield return new KdTree(patch).Nearest(near, 1).Distance.Max();
            }
        }
    }

    [Fact]
    public void Draw_SameNumber_IsTheSamePatchWhateverWasDrawnBefore()
    {
        CellPatches host = Host(1);
        var tree = new KdTree(host.Points);
        foreach (PatchKind kind in Enum.GetValues<PatchKind>())
        {
            float[] first = Draws(Options).Draw(host, tree, kind, 7).Points.ToInterleaved();
            PatchDraws again = Draws(Options);
            again.Draw(host, tree, kind, 6);
            Assert.Equal(first, again.Draw(host, tree, kind, 7).Points.ToInterleaved());
            Assert.NotEqual(first, again.Draw(host, tree, kind, 8).Points.ToInterleaved());
            Assert.NotEqual(first, Draws(Options with { Seed = 4 }).Draw(host, tree, kind, 7).Points.ToInterleaved());
        }
    }

    [Theory, InlineData(PseudoKinds.Both), InlineData(PseudoKinds.Adding), InlineData(PseudoKinds.Removing)]
    public void Batch_OfTwoScans_HasNormalPatchesFirstOfUnitSizeAboutTheirMean(PseudoKinds kinds)
    {
        ThreeDzAlOptions options = Options with { Kinds = kinds, Positives = 3, Negatives = 4 };
        CellPatches[] hosts = [Host(1), Host(2)];
        PatchBatch batch = Draws(options).Batch([(hosts[0], 0), (hosts[1], 1)], grid => grid.Radius, 1, 2,
            TestContext.Current.CancellationToken);
        Assert.Equal([.. Enumerable.Repeat(false, 6), .. Enumerable.Repeat(true, 8)], batch.IsAnomalous);
        Assert.Equal(14 * Size * 3, batch.Patches.Length);
        for (int patch = 0; patch < 14; patch++)
        {
            float[] places = batch.Patches[(patch * 3 * Size)..((patch + 1) * 3 * Size)];
            for (int axis = 0; axis < 3; axis++)
                Assert.Equal(0, places.Where((_, i) => i % 3 == axis).Average(), 1e-4);
            double radius = places.Chunk(3).Max(point => Math.Sqrt(point.Sum(value => (double)value * value)));
            Assert.InRange(radius, 0.4, 2.5);
            // Three parts of 11 bins, each of 200.
            Assert.InRange(batch.Others.Row(patch).ToArray().Sum(), 550, 610);
        }
        PatchBatch second = Draws(options).Batch([(hosts[0], 0), (hosts[1], 1)], grid => grid.Radius, 2, 2,
            TestContext.Current.CancellationToken);
        Assert.NotEqual(batch.Patches, second.Patches);
    }

    [Fact]
    public void Candidates_AreTheMostActivePixelsWithAReadingAndAtLeastOne()
    {
        float[] map = [0.1f, 0.9f, 0.9f, 0.5f, 1, 0];
        bool[] valid = [true, true, true, true, false, true];
        Assert.Equal([1, 2, 3], BiasMap.Candidates(map, valid, 0.5));
        Assert.Equal([1], BiasMap.Candidates(map, valid, 1e-3));
        Assert.Equal(5, BiasMap.Candidates(map, valid, 1).Length);
        // An activation that is everywhere the same says nothing.
        Assert.Equal(new float[4], BiasMap.Of([3, 3], 1, 1, [true, true, true, true], 2, 2));
    }

    private static CellPatches Host(int seed) => CellPatches.Of(Domes.Make(seed, defect: false).Scan, 12, Size, 1,
        TestContext.Current.CancellationToken);

    // Places of interest everywhere: what the networks find is tested with them.
    private static PatchDraws Draws(ThreeDzAlOptions options)
    {
        CellPatches other = Host(9);
        return new PatchDraws(options, [new IrrelevantScan(other.Points, new KdTree(other.Points),
            [.. Enumerable.Range(0, other.Points.Count / 40).Select(i => 40 * i)], other.Radius)]);
    }
}
