using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Manifest;

namespace Pipeline3D.Reporting.Tests.Html;

public sealed class HtmlReportTests
{
    [Fact]
    public void Write_WholeRun_NumbersAreThoseOfTheFilesDigitForDigit()
    {
        using SampleRun run = SampleRun.Whole();
        JsonElement data = Page.Data(run.Write());
        foreach ((string name, string file) in (ReadOnlySpan<(string, string)>)[("metrics", "metrics.json"),
            ("control", "control.json"), ("curves", "curves.json")])
            Assert.Equal(Compact(JsonElement.Parse(File.ReadAllBytes(run.Folder.In(file)))),
                Compact(data.GetProperty(name)));
        Assert.Equal(Compact(JsonElement.Parse(File.ReadAllBytes(run.Folder.Manifest))),
            Compact(data.GetProperty("manifest")));
        Assert.Equal(0, data.GetProperty("notices").GetArrayLength());
    }

    [Fact]
    public void Write_WholeRun_EveryScanIsListedWithItsVerdictAndTruth()
    {
        using SampleRun run = SampleRun.Whole();
        var rows = Page.Data(run.Write()).GetProperty("scans").EnumerateArray().ToDictionary(row =>
            row.GetProperty("path").GetString()!);
        Assert.Equal(SampleRun.Scans.Length, rows.Count);
        foreach ((ItemId item, double score, double threshold, bool isAnomalous) in SampleRun.Scans)
        {
            JsonElement row = rows[item.Path];
            Assert.Equal(item.Category, row.GetProperty("category").GetString());
            Assert.Equal(score, row.GetProperty("score").GetDouble());
            Assert.Equal(threshold, row.GetProperty("threshold").GetDouble());
            Assert.Equal(score >= threshold ? "reject" : "accept", row.GetProperty("verdict").GetString());
            Assert.Equal(isAnomalous, row.GetProperty("is_anomalous").GetBoolean());
            Assert.Equal("mm", row.GetProperty("shown").GetProperty("unit").GetString());
        }
    }

    [Fact]
    public void Write_WholeRun_ImagesAndCloudsAreTheFilesByteForByte()
    {
        using SampleRun run = SampleRun.Whole();
        string html = run.Write();
        foreach (JsonElement row in Page.Data(html).GetProperty("scans").EnumerateArray())
        {
            int number = row.GetProperty("shown").GetProperty("number").GetInt32();
            JsonElement packed = Page.Json(html, $"scan-{number}");
            (ScanEvidence evidence, string folder) = EvidenceFile.ReadAll(run.Folder)[number];
            Assert.Equal(row.GetProperty("path").GetString(), evidence.Item.Path);
            byte[] Of(string? name) => File.ReadAllBytes(Path.Combine(folder, name!));
            Assert.Equal(Of(evidence.ColourImage), packed.GetProperty("colour").GetBytesFromBase64());
            Assert.Equal(Of(evidence.DepthImage), packed.GetProperty("depth").GetBytesFromBase64());
            Assert.Equal(Of(evidence.ScoreImage), packed.GetProperty("score").GetBytesFromBase64());
            Assert.Equal(Of(evidence.TruthImage), packed.GetProperty("truth").GetBytesFromBase64());
            Assert.Equal(Of(evidence.CloudFile), Gunzip(packed.GetProperty("cloud").GetBytesFromBase64()));
        }
    }

    [Fact]
    public void Write_HostileNames_BeginNoTag()
    {
        using SampleRun run = SampleRun.Whole();
        string html = run.Write();
        string data = html[html.IndexOf("id=\"run-data\">", StringComparison.Ordinal)..];
        data = data["id=\"run-data\">".Length..data.IndexOf("</script>", StringComparison.Ordinal)];
        Assert.DoesNotContain('<', data);
        Assert.Contains(Page.Data(html).GetProperty("scans").EnumerateArray(),
            row => row.GetProperty("path").GetString()!.EndsWith(SampleRun.Hostile, StringComparison.Ordinal));
        // The data, one per scan, the page's own; three.js itself holds none.
        Assert.Equal(1 + SampleRun.Scans.Length + 1, Page.Scripts(html));
    }

    [Fact]
    public void Write_HostilePipelineName_TitleIsText()
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteManifest();
        (RunManifest.Read(run.Folder) with { Pipeline = "</title><script>1</script><!--slot:data-->" }).Write(
            run.Folder);
        string html = run.Write();
        Assert.Contains("<title>&lt;/title&gt;&lt;script&gt;1&lt;/script&gt;&lt;!--slot:data--&gt; completed</title>",
            html, StringComparison.Ordinal);
        Assert.Equal(2, Page.Scripts(html));
    }

    [Fact]
    public void Write_EmptyFolder_SaysThatTheManifestIsMissing()
    {
        using SampleRun run = SampleRun.Empty();
        JsonElement data = Page.Data(run.Write());
        Assert.Equal(JsonValueKind.Null, data.GetProperty("manifest").ValueKind);
        Assert.Equal(JsonValueKind.Null, data.GetProperty("metrics").ValueKind);
        Assert.Equal(0, data.GetProperty("scans").GetArrayLength());
        Assert.Equal(0, data.GetProperty("dead_letters").GetProperty("total").GetInt32());
        Assert.StartsWith("There is no manifest.json",
            Assert.Single(data.GetProperty("notices").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Theory, InlineData("metrics.json"), InlineData("manifest.json"), InlineData("verdicts.jsonl"),
        InlineData("dead-letters.jsonl"), InlineData("curves.json")]
    public void Write_DamagedFile_IsNamedAndTheRestIsShown(string name)
    {
        using SampleRun run = SampleRun.Whole();
        File.WriteAllText(run.Folder.In(name), "{ \"half\": ");
        JsonElement data = Page.Data(run.Write());
        Assert.StartsWith($"{name} is damaged and left out: ",
            Assert.Single(data.GetProperty("notices").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(SampleRun.Scans.Length, data.GetProperty("scans").GetArrayLength());
    }

    [Fact]
    public void Write_DamagedEvidence_IsNamedAndTheVerdictsAreListed()
    {
        using SampleRun run = SampleRun.Whole();
        File.WriteAllText(run.Folder.InItem("evidence", SampleRun.Scans[0].Item, ".json"), "[");
        JsonElement data = Page.Data(run.Write());
        Assert.StartsWith("evidence is damaged and left out: ",
            Assert.Single(data.GetProperty("notices").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(SampleRun.Scans.Length, data.GetProperty("scans").GetArrayLength());
    }

    [Fact]
    public void Write_HiddenFilesOfMacOsBesideTheRuns_AreLeftAlone()
    {
        using SampleRun run = SampleRun.Whole();
        foreach (string hidden in new[] { "evidence/._000.json", "training/._s.json", "methods/._other/metrics.json" })
            File.WriteAllBytes(run.Folder.In(hidden), [0, 5, 22, 7]);
        JsonElement data = Page.Data(run.Write());
        Assert.Empty(data.GetProperty("notices").EnumerateArray());
        Assert.Equal(SampleRun.Scans.Length, data.GetProperty("scans").GetArrayLength());
    }

    [Theory, InlineData("../outside.png"), InlineData("/etc/hostname"), InlineData("missing.png")]
    public void Write_EvidenceNamesFileElsewhere_IsLeftOutAndNoted(string name)
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteManifest();
        var item = new ItemId("set", "bagel", "test", "crack", "000");
        run.WriteEvidence(item, 1, 2, true);
        string path = run.Folder.InItem("evidence", item, ".json");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "..", "outside.png"), "secret");
        EvidenceFile.Write(path, EvidenceFile.ReadAll(run.Folder)[0].Evidence with { ColourImage = name });
        string html = run.Write();
        Assert.Equal(JsonValueKind.Null, Page.Json(html, "scan-0").GetProperty("colour").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, Page.Json(html, "scan-0").GetProperty("depth").ValueKind);
        Assert.Contains(name, Assert.Single(Page.Data(html).GetProperty("notices").EnumerateArray()).GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Twice_SameBytes()
    {
        using SampleRun run = SampleRun.Whole();
        Assert.Equal(run.Write(), run.Write());
    }

    [Fact]
    public void Write_Policy_NamesTheHashesOfScriptAndStyleAndAllowsNoNetwork()
    {
        using SampleRun run = SampleRun.Whole();
        string html = run.Write();
        static string Hash(string text) =>
            $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
        Assert.Contains("default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
            + $"style-src {Hash(Page.Inside(html, "style"))}; "
            + $"script-src {Hash(Page.Inside(html, "script"))}\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WholeRun_SizeIsThePageAndFourThirdsOfTheFiles()
    {
        using SampleRun run = SampleRun.Whole();
        using SampleRun empty = SampleRun.Empty();
        empty.Write();
        long page = new FileInfo(empty.Folder.Report).Length;
        run.Write();
        long files = Directory.EnumerateFiles(run.Folder.Evidence, "*",
            SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        long numbers = Directory.EnumerateFiles(run.Folder.Path, "*.json*").Sum(path => new FileInfo(path).Length);
        // Escaping costs up to six bytes for one; images gain nothing, clouds shrink.
        Assert.InRange(new FileInfo(run.Folder.Report).Length, page, page + files * 4 / 3 + 6 * numbers);
        Assert.InRange(page, 100_000, 1_000_000);
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static byte[] Gunzip(byte[] packed)
    {
        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
