using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Streaming;

/// <summary>The sample dashboard and alert rules ask for metrics that a service has.</summary>
public sealed partial class MonitoringTests(SmallDatasets datasets, ScoredDataset scored) : CliTest,
    IClassFixture<ScoredDataset>
{
    [Fact]
    public async Task DashboardAndAlerts_OfTheDocs_NameMetricsAndLabelsOfARunningService()
    {
        string scan = Directory.EnumerateFiles(Path.Combine(datasets.Of(SyntheticLayout.Mvtec3d), "bagel", "test"),
            "*.tiff", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        await using ServedPipeline served = await scored.ServeAsync(Folder["live"], "stream/serve-saved-models.yaml");
        Assert.Equal(200, (await served.PostFileAsync(scan)).Status);
        Assert.Equal(422, (await served.PostAsync(new ByteArrayContent("ply\nnothing"u8.ToArray()))).Status);
        Assert.Equal(400, (await served.PostFileAsync(scan, "?x=1")).Status);
        string metrics = await served.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        string[] lines = metrics.Split('\n');

        foreach (string file in (string[])["docs/grafana-dashboard.json", "docs/alerts.yaml"])
        {
            string text = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, file));
            MatchCollection used = Metric().Matches(text.Replace("\\\"", "\"", StringComparison.Ordinal));
            Assert.True(used.Count > 8, file);
            Assert.All(used, match => Assert.Contains(lines, line => Name().Match(line).Value == match.Groups[1].Value));
            foreach (Match match in used)
                foreach (Match label in Label().Matches(match.Groups[2].Value))
                    Assert.Contains(lines, line => Name().Match(line).Value == match.Groups[1].Value
                        && line.Contains($"{label.Groups[1].Value}=\"", StringComparison.Ordinal));
        }
        foreach (string line in (string[])["pipeline3d_verdicts_total{category=\"potato\",verdict=\"reject\"} 0",
            "pipeline3d_model_loaded{category=\"bagel\"} 1", "pipeline3d_degraded 0",
            "pipeline3d_intake_answered_total{outcome=\"unusable\"} 1", "pipeline3d_score_count{category=\"bagel\"} 1"])
            Assert.Contains(line, lines);
        Assert.Equal(1, lines.Where(line => line.StartsWith("pipeline3d_verdicts_total{category=\"bagel\"",
            StringComparison.Ordinal)).Sum(line => int.Parse(line.Split(' ')[1],
                System.Globalization.CultureInfo.InvariantCulture)));
        JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "docs/grafana-dashboard.json")))
            .Dispose();
    }

    [GeneratedRegex(@"\b(pipeline3d_[a-z0-9_]+)(\{[^}]*\})?")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^[a-z0-9_]+")]
    private static partial Regex Name();

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex Label();
}
