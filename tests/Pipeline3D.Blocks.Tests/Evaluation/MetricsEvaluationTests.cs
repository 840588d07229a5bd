using System.Text.Json;
using Pipeline3D.Blocks.Evaluation;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Tests.Evaluation;

public sealed class MetricsEvaluationTests : BlockTest
{
    private static readonly MetricsOptions Quick = new() { Resamples = 0 };

    [Fact]
    public async Task Complete_SmallMaps_MetricsAreThoseOfCountingPairs()
    {
        var metrics = new MetricsEvaluation(Quick);
        var random = new Random(5);
        var images = new List<(float Score, bool Anomalous)>();
        var pixels = new List<(float Score, bool Anomalous)>();
        for (int n = 0; n < 6; n++)
        {
            byte[] truth = [.. Enumerable.Range(0, 24).Select(i => n % 2 == 1 && i is 7 or 8 or 13 ? (byte)1
                : (byte)0)];
            ScoredScan scan = TestScans.Scored(random.Next(4), isAnomalous: truth.Contains((byte)1), truth: truth);
            scan = scan with { Scores = [.. scan.Scores.Select(_ => (float)random.Next(6))] };
            await metrics.ConsumeAsync(scan, ContextOf($"{n}"));
            images.Add((scan.Score, scan.Scan.IsAnomalous!.Value));
            pixels.AddRange(scan.Scores.Select((score, i) => (score, truth[i] != 0)));
        }
        await metrics.CompleteAsync(Run, CancellationToken.None);
        JsonElement mean = Json("metrics.json").GetProperty("mean");
        Assert.Equal(Auroc(images), mean.GetProperty("image_auroc").GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(Auroc(pixels), mean.GetProperty("pixel_auroc").GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(6, Json("control.json").GetProperty("mean").GetProperty("images").GetInt32());
        Assert.All(["metrics.csv", "metrics.md", "curves.json"],
            file => Assert.True(new FileInfo(Path.Combine(Run.Folder.Path, file)).Length > 0));
    }

    [Fact]
    public async Task Consume_TruthOfAnotherSizeOrScoreNotANumber_IsRejectedAndTheRestCounts()
    {
        var metrics = new MetricsEvaluation(Quick);
        await RejectedAsync(() => metrics.ConsumeAsync(TestScans.Scored(1, true, truth: new byte[23]), ContextOf("a"))
            .AsTask(),
            RejectReason.SizeMismatch, "23 values", "score map 24", "filter.resize");
        await RejectedAsync(() => metrics.ConsumeAsync(TestScans.Scored(float.NaN), ContextOf("b")).AsTask(),
            RejectReason.NotANumber, "NaN");
        ScoredScan holed = TestScans.Scored(1);
        holed.Scores[9] = float.PositiveInfinity;
        await RejectedAsync(() => metrics.ConsumeAsync(holed, ContextOf("c")).AsTask(), RejectReason.NotANumber,
            "index 9");
        await metrics.ConsumeAsync(TestScans.Scored(1), ContextOf("d"));
        await metrics.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(1, Json("metrics.json").GetProperty("mean").GetProperty("images").GetInt32());
    }

    [Fact]
    public async Task Complete_CategoryLeftOut_IsNoPartOfTheMetricsAlsoOfAResumedRun()
    {
        var metrics = new MetricsEvaluation(Quick with { Without = ["bagel", "rope"], Method = "m" });
        ScoredScan scan = TestScans.Scored(1);
        string own = ContextOf("a").Item.Category;
        Assert.NotEqual("bagel", own);
        BlockContext left = ContextOf("b", "bagel");
        await metrics.ConsumeAsync(scan, ContextOf("a"));
        await metrics.ConsumeAsync(scan, left);
        metrics.Recall(metrics.Remember(scan, left).Data, left);
        metrics.Recall(metrics.Remember(scan, ContextOf("c")).Data, ContextOf("c"));
        await metrics.CompleteAsync(Run, CancellationToken.None);
        JsonElement found = Json("methods/m/metrics.json");
        Assert.Equal([own], found.GetProperty("categories").EnumerateArray().Select(category
            => category.GetProperty("category").GetString()));
        Assert.Equal(2, found.GetProperty("mean").GetProperty("images").GetInt32());
        Assert.Contains("2 scans of bagel are scored and no part of the metrics of m", Run.Remarks);
        Assert.Contains("no scan of rope came, so leaving it out of the metrics of m changes nothing", Run.Remarks);
    }

    [Fact]
    public async Task Complete_UnlabelledScans_AreLeftOutWithARemark()
    {
        var metrics = new MetricsEvaluation(Quick);
        await metrics.ConsumeAsync(TestScans.Scored(1, isAnomalous: null), ContextOf("a"));
        await metrics.ConsumeAsync(TestScans.Scored(1, isAnomalous: null), ContextOf("b"));
        await metrics.CompleteAsync(Run, CancellationToken.None);
        Assert.Contains("2 scans have no label and are not part of the metrics", Run.Remarks);
        Assert.Equal(0, Json("metrics.json").GetProperty("mean").GetProperty("images").GetInt32());
    }

    [Fact]
    public async Task Complete_OneClassMissing_MetricsAreUndefinedWithTheReason()
    {
        var metrics = new MetricsEvaluation(Quick);
        await metrics.ConsumeAsync(TestScans.Scored(1), ContextOf("a"));
        await metrics.CompleteAsync(Run, CancellationToken.None);
        JsonElement auroc = Json("metrics.json").GetProperty("categories")[0].GetProperty("image_auroc");
        Assert.Equal(JsonValueKind.Null, auroc.GetProperty("value").ValueKind);
        Assert.Contains("metrics are undefined and left out of the means", Assert.Single(Run.Remarks),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_AnomalousScanWithoutMask_CountsAsAnImageAndTheRunGoesOn()
    {
        var metrics = new MetricsEvaluation(Quick);
        await metrics.ConsumeAsync(TestScans.Scored(1), ContextOf("a"));
        await metrics.ConsumeAsync(TestScans.Scored(2, isAnomalous: true), ContextOf("b"));
        await metrics.CompleteAsync(Run, CancellationToken.None);
        JsonElement category = Json("metrics.json").GetProperty("categories")[0];
        Assert.Equal(1, category.GetProperty("image_auroc").GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, category.GetProperty("pixel_auroc").GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task Complete_PlainClouds_HaveNoRegions()
    {
        var metrics = new MetricsEvaluation(Quick);
        foreach (bool bump in new[] { false, true })
        {
            var scan = TestScans.Ball(1, bump: bump ? 0.2f : 0);
            await metrics.ConsumeAsync(new ScoredScan(scan, bump ? 2 : 1, [.. scan.Truth!.Ids.Select(id => (float)id)]),
                ContextOf($"{bump}"));
        }
        await metrics.CompleteAsync(Run, CancellationToken.None);
        JsonElement category = Json("metrics.json").GetProperty("categories")[0];
        Assert.Equal(1, category.GetProperty("pixel_auroc").GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, category.GetProperty("au_pro").GetProperty("0.3").GetProperty("value")
            .ValueKind);
    }

    [Fact]
    public void Constructor_WrongOptions_NamesEach()
        => Assert.Equal(["AuProLimits", "Resamples", "CurveVertices"],
            Assert.Throws<OptionsException>(() => new MetricsEvaluation(
            new MetricsOptions { AuProLimits = [0.3, 0], Resamples = -1, CurveVertices = 1 }))
                .Problems.Select(problem => problem.Option));

    private JsonElement Json(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Run.Folder.Path, file)));
        return document.RootElement.Clone();
    }

    private static double Auroc(List<(float Score, bool Anomalous)> all)
    {
        var bad = all.Where(one => one.Anomalous).ToList();
        var good = all.Where(one => !one.Anomalous).ToList();
        return bad.Average(b => good.Average(g => b.Score > g.Score ? 1 : b.Score == g.Score ? 0.5 : 0));
    }
}
