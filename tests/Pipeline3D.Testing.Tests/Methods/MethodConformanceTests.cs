using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Controls;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Testing.Methods;

namespace Pipeline3D.Testing.Tests.Methods;

/// <summary>All our methods keep every rule of methods; what breaks one is told.</summary>
public sealed class MethodConformanceTests
{
    [Fact]
    public void PatchCoreFpfh_OnGrids_KeepsAllRules() => Shows(new MethodConformance<PatchCoreFpfh>(
        new PatchCoreFpfhOptions
        {
            GridSize = 64, PatchGrid = 16, PadMultiple = 1, NormalRadius = Pipeline3D.Core.Length.Metres(0.01f),
            FeatureRadius = Pipeline3D.Core.Length.Metres(0.02f),
        }).Check());

    [Fact]
    public void BtfRaw_OnGrids_KeepsAllRules() => Shows(new MethodConformance<BtfRaw>(new BtfRawOptions
    {
        GridSize = 64, PatchGrid = 16, PadMultiple = 1,
    }).Check());

    [Fact]
    public void BtfCloud_OnClouds_KeepsAllRules() => Shows(new MethodConformance<BtfCloud>(new BtfCloudOptions
    {
        VoxelSize = 0.002, BankStep = 2, QueryStep = 2, MinSamples = 500,
    }) { Normal = CloudOf, Anomalous = BadCloudOf }.Check());

    [Fact]
    public void PatchCoreCloud_OnClouds_KeepsAllRules() => Shows(new MethodConformance<PatchCoreCloud>(
        new PatchCoreCloudOptions { VoxelSize = 0.002, MaxBankRows = 600 })
    { Normal = CloudOf, Anomalous = BadCloudOf }.Check());

    [Theory, InlineData(TemplateReach.Scan, TemplatePlacing.Centred)]
    [InlineData(TemplateReach.Both, TemplatePlacing.Scanned), InlineData(TemplateReach.Scan, TemplatePlacing.Registered)]
    public void Template_OnGrids_KeepsAllRules(TemplateReach reach, TemplatePlacing placing) => Shows(
        new MethodConformance<TemplateMethod>(new TemplateOptions
        {
            Reach = reach, Placing = placing, VoxelSize = 1.5,
        }).Check());

    [Fact]
    public void Curvature_OnGrids_KeepsAllRules() => Shows(
        // The rim of the dome is as curved as any defect, so the scan's score tells little.
        new MethodConformance<CurvatureMethod>(new CurvatureOptions()) { TwinsAtLeast = 0 }.Check());

    [Fact]
    public void ThreeDSt_OnGrids_KeepsAllRules() => Shows(new MethodConformance<ThreeDStMethod>(new ThreeDStOptions
    {
        // A student that is learnt for less errs more on what is normal than on what is not.
        Points = 0, Neighbours = 16, Epochs = 100, LearningRate = 5e-3, CheckpointEvery = 1,
    }).Check());

    [Fact]
    public void ThreeDStTeacher_WhichDoesNotScore_KeepsTheRulesOfLearning() => Assert.Null(
        new MethodConformance<ThreeDStTeacher>(new ThreeDStTeacherOptions
        {
            Points = 300, Neighbours = 8, Epochs = 4, CheckpointEvery = 1, Width = 8, Blocks = 1, DecoderPoints = 16,
        }).Check());

    [Fact]
    public void Check_MethodThatBreaksEverything_NamesEachBrokenRule()
    {
        var error = Assert.Throws<MethodConformanceException>(() => new MethodConformance<BadMethod>(
            new BadOptions()).Check());
        Assert.Equal([MethodRule.SavedModelIsTheSame, MethodRule.ThreadsChangeNothing,
            MethodRule.OrderOfScoringChangesNothing, MethodRule.UnusualScansAreRejectedOrScored,
            MethodRule.KeptSampleIsTheSame, MethodRule.OptionsOfTheFitLeaveSamplesAlone, MethodRule.EndedFitGoesOn,
            MethodRule.OtherModelsAreRefused, MethodRule.SeedIsHonest, MethodRule.DefectScoresHigher],
            error.Breaches.Select(breach => breach.Rule));
        Assert.Contains("Factor changes samples", error.Message, StringComparison.Ordinal);
    }

    private static Pipeline3D.Data.Scan CloudOf(int seed) => ConformanceScans.AsCloud(ConformanceScans.Normal(seed));

    private static Pipeline3D.Data.Scan BadCloudOf(int seed)
        => ConformanceScans.AsCloud(ConformanceScans.Anomalous(seed));

    private static void Shows(MethodFigures? figures)
    {
        Assert.NotNull(figures);
        TestContext.Current.TestOutputHelper?.WriteLine(figures.ToString());
    }
}
