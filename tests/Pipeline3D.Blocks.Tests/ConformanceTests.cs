using System.Collections.Immutable;
using System.Reflection;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;
using Pipeline3D.Geometry;
using Pipeline3D.Testing;

namespace Pipeline3D.Blocks.Tests;

/// <summary>Our own blocks keep every rule that we ask of others: usual scans, and scans at the edge.</summary>
public sealed class ConformanceTests : BlockTest
{
    private static readonly BtfFeatureOptions Raw = new()
    {
        Features = BtfFeatures.RawTiles, GridSize = 32, PatchGrid = 8, PadMultiple = 1,
    };

    private static readonly PointGraphOptions Graph = new() { Points = 150, Neighbours = 8 };

    /// <summary>Addresses of all blocks that take items and give items.</summary>
    public static TheoryData<string> Addresses => [.. typeof(ModelSet).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && type.GetInterfaces().Any(face => face.IsGenericType
            && (face.GetGenericTypeDefinition() == typeof(ITransform<,>)
                || face.GetGenericTypeDefinition() == typeof(IFilter<>)
                || face.GetGenericTypeDefinition() == typeof(IExpand<,>)
                || face.GetGenericTypeDefinition() == typeof(IApply<,,>))))
        .Select(type => type.GetCustomAttribute<BlockAttribute>()?.Id).OfType<string>()];

    [Theory, MemberData(nameof(Addresses))]
    public async Task Check_EveryBlockOfItems_KeepsAllRules(string address)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await (address switch
        {
            "filter.check-health" => HealthAsync(stop),
            "filter.convert-unit" => Grids<Scan>(() => new ConvertUnitFilter(new ConvertUnitOptions
            {
                To = LengthUnit.Millimetre,
            })).CheckAsync(stop),
            "filter.keep" => Grids<Scan>(() => new KeepFilter(new KeepOptions { Names = ["00001", "00003"] }))
                .CheckAsync(stop),
            "filter.meet-deadline" => Grids<Scan>(() => new MeetDeadlineFilter(new MeetDeadlineOptions
            {
                Always = true, Points = 64,
            })).CheckAsync(stop),
            "filter.remove-outliers" => Grids<Scan>(() => new RemoveOutliersFilter(new RemoveOutliersOptions
            {
                Radius = Length.Metres(0.5f), Neighbours = 2,
            })).CheckAsync(stop),
            "filter.remove-plane" => Grids<Scan>(() => new RemovePlaneFilter(new RemovePlaneOptions()))
                .CheckAsync(stop),
            "filter.resize" => Grids<Scan>(() => new ResizeFilter(new ResizeOptions { Size = 48, PadMultiple = 10 }))
                .CheckAsync(stop),
            "filter.sample-farthest" => Grids<Scan>(() => new SampleFarthestFilter(new SampleFarthestOptions
            {
                Count = 50,
            })).CheckAsync(stop),
            "feature.btf" => FeaturesAsync(stop),
            "feature.point-graph" => Grids<ScanGraph>(() => new PointGraphFeature(Graph)).CheckAsync(stop),
            "feature.views" => ViewsAsync(stop),
            "scoring.3d-st" => StudentsAsync(stop),
            "scoring.cloud" => CloudsAsync(stop),
            "scoring.patchcore" => PatchesAsync(stop),
            "scoring.verdict" => new ConformanceSuite<ScoredScan, ScoredScan>(() => new VerdictScoring(),
                i => TestScans.Scored(i))
            {
                Side = new ThresholdSet(ImmutableSortedDictionary<string, Calibration>.Empty
                    .Add("dome", TestScans.Around(3))),
                Identify = Id,
                Unusual =
                [
                    new("NaN", () => TestScans.Scored(float.NaN), Outcome.Rejected),
                    new("infinite", () => TestScans.Scored(float.PositiveInfinity), Outcome.Rejected),
                    new("huge", () => TestScans.Scored(float.MaxValue), Outcome.Passes),
                ],
            }.CheckAsync(stop),
            _ => throw new ArgumentException($"{address} has no payloads to be checked with: add them here"),
        });
    }

    private static ItemId Id(int index) => TestScans.Id with { Name = $"{index:D5}" };

    private static Scan Usual(int index) => TestScans.Dome(index, 40, 32, 0.012);

    private static ConformanceSuite<Scan, TOut> Grids<TOut>(Func<IBlock> make, Func<TOut, string?>? flaw = null)
        => new(make, Usual) { Identify = Id, Unusual = UnusualScans.OnGrids, Flaw = flaw ?? (_ => null), Items = 5 };

    private static async Task FeaturesAsync(CancellationToken stop)
    {
        foreach (BtfFeatureOptions options in new[] { Raw, Raw with { Features = BtfFeatures.Fpfh, GridSize = 40 } })
            await Grids<ScanFeatures>(() => new BtfFeature(options), features
                => features.Patches.Values.All(float.IsFinite) ? null : "holds a feature that is no finite number")
                .CheckAsync(stop);
    }

    private static async Task ViewsAsync(CancellationToken stop)
    {
        foreach (ViewsOptions options in new ViewsOptions[]
        {
            new() { Height = 24, Width = 24 }, new() { Height = 20, Width = 24, Angles = ["0,0", "30,-20"] },
        })
            await Grids<ScanViews>(() => new ViewsFeature(options), views => views.Projections.All(
                view => view.Depth.All(depth => depth > 0 && float.IsFinite(depth)))
                ? null : "holds a depth that is no finite number above 0").CheckAsync(stop);
    }

    private async Task HealthAsync(CancellationToken stop)
    {
        var fit = new FitHealthFilter(new FitHealthOptions());
        for (int i = 10; i < 14; i++)
            await fit.AddAsync(Usual(i), ContextOf($"{i}"));
        await new ConformanceSuite<Scan, Scan>(() => new CheckHealthFilter(new CheckHealthOptions()), Usual)
        {
            Side = await fit.CompleteAsync(Run, stop), Identify = Id, Items = 5, Unusual = UnusualScans.OnGrids,
        }.CheckAsync(stop);
    }

    private async Task PatchesAsync(CancellationToken stop)
    {
        var features = new BtfFeature(Raw);
        var fit = new FitPatchCoreScoring(new FitPatchCoreOptions { CoresetFraction = 0.5 });
        for (int i = 10; i < 12; i++)
            await fit.AddAsync(await Of(Usual(i)), ContextOf($"{i}"));
        await new ConformanceSuite<ScanFeatures, ScoredScan>(() => new PatchCoreScoring(),
            i => Of(Usual(i)).Result)
        {
            Side = await fit.CompleteAsync(Run, stop), Identify = Id, Items = 5,
            Flaw = scored => scored.Scores.All(float.IsFinite) ? null : "holds a score that is no finite number",
        }.CheckAsync(stop);

        Task<ScanFeatures> Of(Scan scan) => features.TransformAsync(scan, ContextOf("a")).AsTask();
    }

    private async Task StudentsAsync(CancellationToken stop)
    {
        var graphs = new PointGraphFeature(Graph);
        var fit = new Fit3dStScoring(new Fit3dStOptions { TeacherKind = TeacherKind.Random, Epochs = 1 });
        await fit.StartAsync(Run, stop);
        for (int i = 10; i < 12; i++)
            await fit.AddAsync(await Of(Usual(i)), ContextOf($"{i}"));
        await new ConformanceSuite<ScanGraph, ScoredScan>(() => new ThreeDStScoring(), i => Of(Usual(i)).Result)
        {
            Side = await fit.CompleteAsync(Run, stop), Identify = Id, Items = 5,
            Flaw = scored => scored.Scores.All(float.IsFinite) ? null : "holds a score that is no finite number",
        }.CheckAsync(stop);

        Task<ScanGraph> Of(Scan scan) => graphs.TransformAsync(scan, ContextOf("a")).AsTask();
    }

    private async Task CloudsAsync(CancellationToken stop)
    {
        var fit = new FitPatchCoreCloudScoring(new FitPatchCoreCloudOptions { VoxelSize = 0.1, BankSize = 200 });
        await fit.AddAsync(TestScans.Ball(10), ContextOf("10"));
        await new ConformanceSuite<Scan, ScoredScan>(() => new CloudScoring(), i => TestScans.Ball(i, 200))
        {
            Side = await fit.CompleteAsync(Run, stop), Identify = Id, Items = 5, Unusual = UnusualScans.OfClouds,
            Flaw = scored => scored.Scores.All(float.IsFinite) ? null : "holds a score that is no finite number",
        }.CheckAsync(stop);
    }
}
