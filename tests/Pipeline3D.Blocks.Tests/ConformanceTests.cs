using System.Collections.Immutable;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Blocks.Features;
using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Health;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Scoring;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Detection.Ast;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ShapeGuided;
using Pipeline3D.Detection.ThreeDsr;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Detection.ThreeDSt.Fcgf;
using Pipeline3D.Detection.ThreeDSt.PpfFoldNet;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Cheraghian;
using Pipeline3D.Detection.Cpmf;
using Pipeline3D.Detection.ClipTiny;
using Pipeline3D.Detection.Controls;
using Pipeline3D.Detection.PointFeatures;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Detection.RegAd;
using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Testing.Conformance;

namespace Pipeline3D.Blocks.Tests;

/// <summary>Our own blocks keep every rule that we ask of others: usual scans, and scans at the edge.</summary>
public sealed class ConformanceTests : MethodTest
{
    private static readonly BtfRawOptions Raw = new() { GridSize = 32, PatchGrid = 8, PadMultiple = 1 };

    private static readonly ThreeDStOptions Graph = new()
    {
        Points = 150, Neighbours = 8, TeacherKind = TeacherKind.Random, Epochs = 1,
    };

    /// <summary>Addresses of all blocks that take items and give items. Those of methods on large networks are the same
    /// two classes as of the methods here; the methods themselves keep their rules in PictureMethodConformanceTests,
    /// PointNetworkConformanceTests, DepthNetworkConformanceTests, ResidualNetworkConformanceTests and
    /// CellConformanceTests.</summary>
    public static TheoryData<string> Addresses => [.. new BlockRegistry(null, BlockCatalogue.Derivations(),
        [.. BlockCatalogue.Assemblies]).Types.Where(type => type.Shape.Kind is BlockKind.Transform or BlockKind.Filter
            or BlockKind.Expand or BlockKind.Apply).Where(type => !IsOfTowers(type.Declaration)).Select(type => type.Id)];

    internal static bool IsOfTowers(Type declaration) => MethodType.Of(declaration) is { } method
        && (method.OptionsType == typeof(ClipTinyOptions) || method.OptionsType.IsSubclassOf(typeof(ClipTowerOptions))
            || method.OptionsType.IsSubclassOf(typeof(GroupOptions))
            || method.OptionsType.IsSubclassOf(typeof(PointMaeSizes))
            || method.OptionsType.IsSubclassOf(typeof(DepthPictureOptions))
            || method.OptionsType.IsSubclassOf(typeof(CellOptions))
            || method.OptionsType.IsSubclassOf(typeof(SurfacePatchOptions))
            || method.OptionsType == typeof(CheraghianOptions) || method.OptionsType == typeof(RegAdOptions)
            || method.OptionsType == typeof(BtfRgbOptions) || method.OptionsType == typeof(CpmfOptions)
            || method.OptionsType == typeof(ThreeDzAlOptions) || method.OptionsType == typeof(AstOptions));

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
            "filter.fewer-views" => new ConformanceSuite<Scan, Scan>(() => new FewerViewsFilter(new FewerViewsOptions
            {
                Always = true, Views = [2],
            }), index => Usual(index) is var scan ? scan with
            {
                Views = PointViewer.Of(scan.Cloud, ScanViewing.OwnOf(scan), ScanViewing.LabelsOf(scan),
                    new PointViewOptions { Size = 24, Supersample = false, Preset = "x3" }),
            } : scan) { Identify = Id, Unusual = UnusualScans.OnGrids, Items = 5 }.CheckAsync(stop),
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
            "filter.synthesize-anomaly" => SynthesisAsync(stop),
            "feature.views" => ViewsAsync(stop),
            "prepare.patchcore-fpfh" => Grids<PreparedScan>(() => Prepare<PatchCoreFpfh>(new PatchCoreFpfhOptions
            {
                GridSize = 40, PatchGrid = 8, PadMultiple = 1,
            }), Flaw).CheckAsync(stop),
            "prepare.btf-raw" => Grids<PreparedScan>(() => Prepare<BtfRaw>(Raw), Flaw).CheckAsync(stop),
            "prepare.btf-cloud" => Clouds(() => Prepare<BtfCloud>(new BtfCloudOptions { VoxelSize = 0.1 }))
                .CheckAsync(stop),
            "prepare.patchcore-cloud" => Clouds(() => Prepare<PatchCoreCloud>(new PatchCoreCloudOptions
            {
                VoxelSize = 0.1,
            })).CheckAsync(stop),
            "prepare.template" => Clouds(() => Prepare<TemplateMethod>(new TemplateOptions())).CheckAsync(stop),
            "prepare.curvature" => Clouds(() => Prepare<CurvatureMethod>(new CurvatureOptions())).CheckAsync(stop),
            "prepare.3d-st" => Grids<PreparedScan>(() => Prepare<ThreeDStMethod>(Graph)).CheckAsync(stop),
            "prepare.3d-st-teacher" => Grids<PreparedScan>(() => Prepare<ThreeDStTeacher>(new ThreeDStTeacherOptions
            {
                Points = 150, Neighbours = 8,
            })).CheckAsync(stop),
            "prepare.fcgf" => Grids<PreparedScan>(() => Prepare<FcgfLearner>(new FcgfOptions
            {
                Points = 150, Neighbours = 8,
            })).CheckAsync(stop),
            "prepare.ppf-foldnet" => Grids<PreparedScan>(() => Prepare<PpfFoldNetLearner>(new PpfFoldNetOptions
            {
                Points = 150, Neighbours = 8,
            })).CheckAsync(stop),
            "score.patchcore-fpfh" => ScoresAsync<PatchCoreFpfh>(new PatchCoreFpfhOptions
            {
                GridSize = 40, PatchGrid = 8, PadMultiple = 1,
            }, Usual, stop),
            "score.btf-raw" => ScoresAsync<BtfRaw>(Raw, Usual, stop),
            "score.btf-cloud" => ScoresAsync<BtfCloud>(new BtfCloudOptions { VoxelSize = 0.1, MinSamples = 50 },
                i => TestScans.Ball(i, 200), stop),
            "score.patchcore-cloud" => ScoresAsync<PatchCoreCloud>(new PatchCoreCloudOptions
            {
                VoxelSize = 0.1, MaxBankRows = 200,
            }, i => TestScans.Ball(i, 200), stop),
            "score.template" => ScoresAsync<TemplateMethod>(new TemplateOptions(), i => TestScans.Ball(i, 200), stop),
            "score.curvature" => ScoresAsync<CurvatureMethod>(new CurvatureOptions(), i => TestScans.Ball(i, 200),
                stop),
            "score.3d-st" => ScoresAsync<ThreeDStMethod>(Graph, Usual, stop),
            "score.saved" => SavedAsync(stop),
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

    private static string? Flaw(PreparedScan prepared) => ((PatchSample)prepared.Sample).Patches.Values
        .All(float.IsFinite) ? null : "holds a feature that is no finite number";

    private static ConformanceSuite<Scan, PreparedScan> Clouds(Func<IBlock> make) => new(make,
        i => TestScans.Ball(i, 200)) { Identify = Id, Unusual = UnusualScans.OfClouds, Items = 5 };

    private static async Task ViewsAsync(CancellationToken stop)
    {
        foreach (ViewsOptions options in new ViewsOptions[]
        {
            new() { Size = 24, Supersample = false, Preset = "x3", Sample = 300 },
            new()
            {
                Height = 20, Width = 24, Angles = ["0,0", "30,-20"], Densify = ViewDensify.Interpolate, Sample = 900,
            },
        })
            await Grids<Scan>(() => new ViewsFeature(options), scan => scan.Views is { } views
                && views.Visible[0].Contains(true) ? null : "carries no view that sees a point").CheckAsync(stop);
    }

    private static async Task SynthesisAsync(CancellationToken stop)
    {
        // Of few points at a coarse share, so that every kind finds a place at once.
        SynthesizeAnomalyOptions wide = new() { MaxShare = 0.3, KeepOriginal = true };
        static string? Flawed(Scan scan) => scan.IsAnomalous is null || scan.Truth?.IsAnomalous == scan.IsAnomalous
            ? null
            : "says that it is anomalous, and its truth does not, or the other way round";
        await Grids<Scan>(() => new SynthesizeAnomalyFilter(wide), Flawed).CheckAsync(stop);
        await new ConformanceSuite<Scan, Scan>(() => new SynthesizeAnomalyFilter(wide with
        {
            Kinds = [.. Enum.GetValues<AnomalyKind>()], Copies = 9, Probability = 0.7,
        }), i => TestScans.Ball(i, 600)) { Identify = Id, Items = 5, Flaw = Flawed, Unusual = UnusualScans.OfClouds }
            .CheckAsync(stop);
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

    private async Task ScoresAsync<T>(MethodOptions options, Func<int, Scan> usual, CancellationToken stop)
    {
        await new ConformanceSuite<PreparedScan, ScoredScan>(() => Score<T>(),
            i => PreparedAsync<T>(options, usual(i)).Result)
        {
            Side = await LearnAsync<T>(options, usual(10), usual(11)), Identify = Id, Items = 5,
            Flaw = scored => scored.Scores.All(float.IsFinite) ? null : "holds a score that is no finite number",
        }.CheckAsync(stop);
    }

    private async Task SavedAsync(CancellationToken stop)
    {
        var registry = new BlockRegistry(null, BlockCatalogue.Derivations(), [.. BlockCatalogue.Assemblies]);
        await new ConformanceSuite<Scan, ScoredScan>(() => new SavedScoring(registry), Usual)
        {
            Side = await LearnAsync<BtfRaw>(Raw, Usual(10), Usual(11)), Identify = Id, Items = 5,
            Unusual = UnusualScans.OnGrids,
            Flaw = scored => scored.Scores.All(float.IsFinite) ? null : "holds a score that is no finite number",
        }.CheckAsync(stop);
    }
}
