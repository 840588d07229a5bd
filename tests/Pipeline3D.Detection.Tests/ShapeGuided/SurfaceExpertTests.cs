using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ShapeGuided;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ImplicitSurface;

namespace Pipeline3D.Detection.Tests.ShapeGuided;

public sealed class SurfaceExpertTests : Surfaces
{
    private static readonly SurfaceExpertOptions Options = new()
    {
        GridSize = 48, PadMultiple = 1, PatchPoints = 48, Cover = 4, Code = 8, EncoderWidth = 4, Hidden = 32,
        Layers = 2, Epochs = 8, EpochPatches = 240, BatchSize = 12, LearningRate = 2e-3, NoiseNeighbour = 6, Seed = 3,
    };

    /// <summary>On a surface that it learnt the distance is far below the noise that it learnt by, and off it, it
    /// grows.</summary>
    [Fact]
    public void Learn_Domes_TellsDistancesFromTheirSurface()
    {
        var run = new Watched();
        var weights = (SurfaceWeights)Learnt.Method<SurfaceExpertLearner>().Learn(Options,
            [(Dome(1), Role.Train), (Dome(2), Role.Train), (Dome(3), Role.Validation)], run).Model;
        Assert.True(run.Losses[^1] < 0.6 * run.Losses[0], string.Join(", ", run.Losses));
        Assert.All(run.Validation.Zip(run.Losses), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal("2", run.Facts["expert_scans"]);
        var scan = PatchedScan.Of(Dome(1), Options, new MethodContext());
        var patches = new SurfacePatches(Options);
        patches.Add(scan, 0, default);
        using var lane = new DeviceLane("cpu", 1);
        (double on, double off, double noise) = lane.Run(_ => Distances(weights, scan, patches), default);
        Assert.True(on < 0.5 * noise, $"on the surface {on}, noise {noise}");
        Assert.True(off > 1.5 * on, $"on the surface {on}, off it {off}, noise {noise}");
    }

    [Fact]
    public void Learn_Categories_TakesSoManyScansOfEach()
    {
        var run = new Watched();
        Learnt.Method<SurfaceExpertLearner>().Learn(Options with { Epochs = 1, EpochPatches = 12, ExpertScans = 2 },
            [.. new[] { "a", "b" }.SelectMany(category => Enumerable.Range(0, 3).Select(seed =>
                (In(category, Dome(seed)), Role.Train)))], run);
        Assert.Equal("4", run.Facts["expert_scans"]);
    }

    [Fact]
    public void Learn_OnePatchOrNoTrainingScan_SaysWhatToDo()
    {
        Assert.Contains("one patch", Assert.Throws<InvalidOperationException>(() => Learnt.Of<SurfaceExpertLearner>(
            Options with { Cover = 0.01 }, [Dome(1)])).Message, StringComparison.Ordinal);
        Assert.Contains("no training scan", Assert.Throws<InvalidOperationException>(() => Learnt
            .Method<SurfaceExpertLearner>().Learn(Options, [(Dome(1), Role.Validation)])).Message,
            StringComparison.Ordinal);
    }

    /// <summary>What prepares scans knows nothing of the noise, so a patch may have fewer points than the neighbour's
    /// number.</summary>
    [Fact]
    public void Take_NeighbourBeyondThePatch_IsTheFarthestOfIt()
    {
        var problems = new Problems();
        (Options with { PatchPoints = 16, NoiseNeighbour = 51 }).Validate(problems);
        Assert.Empty(problems.Found);
        float[][] both = [.. new[] { 48, 51 }.Select(neighbour =>
        {
            var patches = new SurfacePatches(Options with { NoiseNeighbour = neighbour });
            patches.Add(PatchedScan.Of(Dome(1), Options, new MethodContext()), 0, default);
            return Taken(patches, 1, 0).Places;
        })];
        Assert.Equal(both[0], both[1]);
    }

    /// <summary>Points at one place have no extent: nothing is divided by it.</summary>
    [Fact]
    public void Learn_PointsAtOnePlace_StaysFinite()
    {
        var points = new Geometry.PointCloud(200);
        for (int i = 0; i < 200; i++)
            points[i] = new(1, 2, 3);
        var weights = (SurfaceWeights)Learnt.Of<SurfaceExpertLearner>(Options with { Epochs = 1, EpochPatches = 12 },
            [Of(points)]).Model;
        Assert.All(weights.Numbers, number => Assert.True(float.IsFinite(number)));
    }

    [Fact]
    public void Take_ACopy_IsTheSameAgainAndOthersDiffer()
    {
        var patches = new SurfacePatches(Options);
        patches.Add(PatchedScan.Of(Dome(1), Options, new MethodContext()), 0, default);
        (float[] one, float[] targets) = Taken(patches, 3, 5);
        Assert.Equal(one, Taken(patches, 3, 5).Places);
        Assert.NotEqual(one, Taken(patches, 3, 6).Places);
        Assert.NotEqual(one, Taken(patches, 4, 5).Places);
        // Every target is a point of the patch, and none is nearer.
        (float[] own, _) = (new float[3 * 48], 0);
        patches.Take(3, 5, own, new float[3 * 48], new float[3 * 48]);
        for (int i = 0; i < 48; i++)
            Assert.Equal(Enumerable.Range(0, 48).Min(j => Squared(own, j, one, i)), Squared(targets, i, one, i), 1e-6);
        // Far copies lie twice as far from the surface.
        double near = Enumerable.Range(0, 13).Average(copy => Apart(patches, copy)),
            far = Enumerable.Range(13, 7).Average(copy => Apart(patches, copy));
        Assert.InRange(far / near, 1.8, 2.2);
    }

    private static (double On, double Off, double Noise) Distances(SurfaceWeights weights, PatchedScan scan,
        SurfacePatches patches)
    {
        using var expert = new SurfaceExpert(weights.Shape, weights.Numbers);
        float[] points = scan.Normalised(), codes = expert.Codes(points, scan.Size), places = new float[points.Length],
            targets = new float[points.Length];
        int length = 3 * scan.Size;
        for (int patch = 0; patch < scan.Patches; patch++)
            patches.Take(patch, 15, new float[length], places.AsSpan(patch * length, length),
                targets.AsSpan(patch * length, length));
        double noise = Enumerable.Range(0, places.Length / 3).Average(i => Math.Sqrt(Squared(places, i, targets, i)));
        return (Mean(points), Mean(places), noise);

        double Mean(float[] at) => expert.Distances(codes, at, scan.Size).Average(Math.Abs);
    }

    private static (float[] Places, float[] Targets) Taken(SurfacePatches patches, int patch, int copy)
    {
        float[] points = new float[3 * patches.Size], places = new float[points.Length],
            targets = new float[points.Length];
        patches.Take(patch, copy, points, places, targets);
        return (places, targets);
    }

    private static double Apart(SurfacePatches patches, int copy)
    {
        float[] points = new float[3 * patches.Size], places = new float[points.Length];
        patches.Take(0, copy, points, places, new float[points.Length]);
        return Enumerable.Range(0, patches.Size).Average(i => Math.Sqrt(Squared(points, i, places, i)));
    }

    private static double Squared(float[] left, int i, float[] right, int j) => Enumerable.Range(0, 3).Sum(axis
        => Math.Pow(left[(3 * i) + axis] - right[(3 * j) + axis], 2));

    private static Scan In(string category, Scan scan)
        => scan with { Id = scan.Id with { Category = category } };
}
