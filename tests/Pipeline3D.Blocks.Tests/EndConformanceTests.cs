using System.Security.Cryptography;
using Pipeline3D.Blocks.Evaluation;
using Pipeline3D.Blocks.Health;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Scoring;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Controls;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Detection.ThreeDSt.Fcgf;
using Pipeline3D.Detection.ThreeDSt.PpfFoldNet;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Testing.Conformance;
using Pipeline3D.Testing.Methods;

namespace Pipeline3D.Blocks.Tests;

/// <summary>Our own sinks and reducers keep what their interfaces promise to a run on many machines.</summary>
public sealed class EndConformanceTests : MethodTest
{
    /// <summary>Addresses of all sinks and reducers that promise something. Fits of methods on large networks are the
    /// same class as those of the methods here.</summary>
    public static TheoryData<string> Addresses => [.. new BlockRegistry(null, BlockCatalogue.Derivations(),
        [.. BlockCatalogue.Assemblies]).Types.Where(type => type.Shape.Kind is BlockKind.Sink or BlockKind.Reduce
            && type.Type.GetInterfaces().Any(Promises) && !ConformanceTests.IsOfTowers(type.Declaration))
        .Select(type => type.Id)];

    private static bool Promises(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var open
        && (open == typeof(IRemembers<>) || open == typeof(IKeepsProduct<>));

    [Theory, MemberData(nameof(Addresses))]
    public async Task Check_EverySinkAndReducer_KeepsAllRules(string address)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await (address switch
        {
            "evaluation.metrics" => Scored(() => new MetricsEvaluation(new MetricsOptions
            {
                Resamples = 20, Without = ["spare"],
            }), new("truth of another size", () => TestScans.Scored(1, true, truth: [0, 1]), Outcome.Rejected),
                new("no label", () => TestScans.Scored(1, null)), new("no mask", () => TestScans.Scored(1, true)))
                .CheckAsync(stop),
            "filter.fit-health" => HealthAsync(stop),
            "scoring.fit-threshold" => Scored(() => new FitThresholdScoring(new FitThresholdOptions()),
                new("anomalous", () => TestScans.Scored(1, true), Outcome.Rejected),
                new("thinned", () => TestScans.Thinned(3)), new("thinned too", () => TestScans.Thinned(4)),
                new("thinned to other points", () => TestScans.Thinned(5, most: 20), Outcome.Rejected),
                new("thinned as most", () => TestScans.Thinned(6)),
                new("so large that limits are infinite", () => TestScans.Scored(float.MaxValue)),
                new("of a known model", () => TestScans.Scored(2) with { TrainingHash = "abc" })).CheckAsync(stop),
            "sink.evidence" => EvidenceAsync(stop),
            "sink.gallery" => Viewed(() => new GallerySink(new GalleryOptions { Limit = 2 })).CheckAsync(stop),
            "sink.maps" => Scored(() => new MapsSink(new MethodSinkOptions { Method = "own" }),
                new UnusualPayload<ScoredScan>("a cloud", Cloud)).CheckAsync(stop),
            "sink.verdicts" => Scored(() => new VerdictsSink(new MethodSinkOptions()),
                new UnusualPayload<ScoredScan>("a cloud", Cloud)).CheckAsync(stop),
            "sink.views" => ViewsAsync(stop),
            "fit.patchcore-fpfh" => FitsAsync<PatchCoreFpfh>(new PatchCoreFpfhOptions
            {
                GridSize = 40, PatchGrid = 8, PadMultiple = 1,
            }, Grid, stop),
            "fit.btf-raw" => FitsAsync<BtfRaw>(new BtfRawOptions { GridSize = 32, PatchGrid = 8, PadMultiple = 1 },
                Grid, stop),
            "fit.btf-cloud" => FitsAsync<BtfCloud>(new BtfCloudOptions { VoxelSize = 0.1, MinSamples = 50 }, Ball,
                stop),
            "fit.patchcore-cloud" => FitsAsync<PatchCoreCloud>(new PatchCoreCloudOptions
            {
                VoxelSize = 0.1, MaxBankRows = 200,
            }, Ball, stop),
            "fit.template" => FitsAsync<TemplateMethod>(new TemplateOptions(), Ball, stop),
            "fit.curvature" => FitsAsync<CurvatureMethod>(new CurvatureOptions(), Ball, stop),
            "fit.3d-st" => FitsAsync<ThreeDStMethod>(new ThreeDStOptions
            {
                Points = 150, Neighbours = 8, TeacherKind = TeacherKind.Random, Epochs = 1,
            }, Grid, stop),
            "fit.3d-st-teacher" => FitsAsync<ThreeDStTeacher>(new ThreeDStTeacherOptions
            {
                Points = 150, Neighbours = 8, Epochs = 1,
            }, Grid, stop),
            "fit.fcgf" => FitsAsync<FcgfLearner>(new FcgfOptions
            {
                Points = 300, Neighbours = 8, Width = 2, FirstKernel = 3, Places = 32, Epochs = 1,
            }, ConformanceScans.Normal, stop),
            "fit.ppf-foldnet" => FitsAsync<PpfFoldNetLearner>(new PpfFoldNetOptions
            {
                Points = 150, Neighbours = 8, PatchPoints = 16, Reach = 5, Patches = 4, Code = 6, Width = 4,
                Folding = 8, FoldingLayers = 2, Grid = 4, Epochs = 1,
            }, Grid, stop),
            _ => throw new ArgumentException($"{address} has no payloads to be checked with: add them here"),
        });
    }

    private static ItemId Id(int index) => TestScans.Id with
    {
        Name = $"{index:D5}", Category = index == 5 ? "spare" : index % 2 == 0 ? "dome" : "cube",
    };

    private static Scan Grid(int index) => TestScans.Dome(index, 40, 32, 0.012);

    private static Scan Ball(int index) => TestScans.Ball(index, 200);

    private static ScoredScan Cloud() => new(Ball(3), 3, [.. Enumerable.Range(0, 200).Select(i => (float)i)]);

    private static ConformanceSuite<ScoredScan, ThresholdSet> Scored(Func<IBlock> make,
        params UnusualPayload<ScoredScan>[] unusual) => new(make, i => TestScans.Scored(i, false))
        {
            Identify = Id,
            Unusual =
            [
                new("NaN", () => TestScans.Scored(float.NaN)),
                new("a score of NaN", () => TestScans.Scored(1) with { Scores = [float.NaN, .. new float[23]] }),
                .. unusual,
            ],
        };

    private static Task EvidenceAsync(CancellationToken stop) => new ConformanceSuite<ScoredScan, ThresholdSet>(
        () => new EvidenceSink(new EvidenceOptions { Limit = 2, ImageSide = 16, Points = 100 }),
        i => new ScoredScan(TestScans.Dome(i, 40, 32, bump: i % 3 == 0), i,
            [.. Enumerable.Range(0, 40 * 32).Select(pixel => (float)(pixel % (i + 2)))]))
        {
            Identify = Id,
            Unusual = [new("NaN", () => TestScans.Scored(float.NaN), Outcome.Rejected), new("a cloud", Cloud)],
        }.CheckAsync(stop);

    private static Task HealthAsync(CancellationToken stop) => new ConformanceSuite<Scan, HealthProfiles>(
        () => new FitHealthFilter(new FitHealthOptions()), HealthScans.Good)
        {
            Identify = Id,
            Unusual =
            [
                new("anomalous", () => HealthScans.Good(3) with { IsAnomalous = true }, Outcome.Rejected),
                new("another unit", () => HealthScans.Good(3) with { Unit = LengthUnit.Millimetre }, Outcome.Rejected),
                .. UnusualScans.OnGrids,
            ],
        }.CheckAsync(stop);

    private static Scan Seen(int index) => Ball(index) is var scan ? scan with
    {
        Views = PointViewer.Of(scan.Cloud, ScanViewing.OwnOf(scan), ScanViewing.LabelsOf(scan),
            new PointViewOptions { Size = 16, Supersample = false, Preset = "x3" }),
    } : scan;

    private static ConformanceSuite<Scan, ThresholdSet> Viewed(Func<IBlock> make) => new(make, Seen)
    {
        Identify = Id, Unusual = [new("no views", () => Ball(1), Outcome.Rejected)],
    };

    private static async Task ViewsAsync(CancellationToken stop)
    {
        foreach (ViewFiles layout in Enum.GetValues<ViewFiles>())
            await Viewed(() => new ViewsSink(new ViewsSinkOptions { Layout = layout })).CheckAsync(stop);
    }

    private async Task FitsAsync<T>(MethodOptions options, Func<int, Scan> usual, CancellationToken stop)
    {
        await new ConformanceSuite<PreparedScan, ModelSet>(() => Fit<T>(options),
            i => PreparedAsync<T>(options, usual(i)).Result)
        {
            // Some networks need a scan to validate on.
            Identify = i => Id(i) with { Split = i == 3 ? "validation" : "train" }, Items = 4,
            PrintOutput = models => string.Join(' ', models.Models.Select(pair
                => $"{pair.Key} {Convert.ToHexString(SHA256.HashData(Bytes(pair.Value)))}")),
            Unusual = [new("anomalous", () => PreparedAsync<T>(options, usual(1) with { IsAnomalous = true }).Result)],
        }.CheckAsync(stop);
    }
}
