using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Formats;
using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Results;
using Pipeline3D.Reporting.Html;
using Pipeline3D.Reporting.Manifest;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Reporting.Tests.Html;

/// <summary>The folder of a small run, made by hand: what its files hold is known to the last pixel.</summary>
internal sealed class SampleRun : IDisposable
{
    public const int Width = 32, Height = 24, Points = Width * Height;
    public const double ScoreHigh = 20;
    public const string Hostile = "</script><script>window.hacked=1</script>",
        HostileDefect = "<img src=x onerror=window.hacked=1>";

    private static readonly JsonSerializerOptions Snake =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly TempFolder _temp = new();

    /// <summary>The scans: two categories, one of them without anomalies; one missed, one false alarm.</summary>
    public static readonly (ItemId Item, double Score, double Threshold, bool IsAnomalous)[] Scans =
    [
        (new("set", "bagel", "test", "crack", "000"), 18, 10, true),
        (new("set", "bagel", "test", HostileDefect, Hostile), 7, 10, true),
        (new("set", "bagel", "test", "good", "000"), 12, 10, false),
        (new("set", "bagel", "test", "good", "001"), 3, 10, false),
        (new("set", "tyre", "test", "good", "000"), 0.5, 2, false),
        (new("set", "tyre", "test", "good", "001"), 1, 2, false),
    ];

    public RunFolder Folder => new(_temp.Path);

    /// <summary>A run with every file.</summary>
    public static SampleRun Whole()
    {
        var run = new SampleRun();
        run.WriteManifest();
        run.WriteMetrics();
        foreach ((ItemId item, double score, double threshold, bool isAnomalous) in Scans)
            run.WriteEvidence(item, score, threshold, isAnomalous);
        File.WriteAllLines(run.Folder.Verdicts, Scans.Select(scan => JsonSerializer.Serialize(new
        {
            item = scan.Item.Path, score = scan.Score, threshold = scan.Threshold,
            verdict = scan.Score >= scan.Threshold ? "reject" : "accept", is_anomalous = scan.IsAnomalous,
        })));
        run.WriteDeadLetter(new ItemId("set", "bagel", "test", "crack", "broken"), "bad_format",
            $"TIFF {Hostile} ends early");
        run.WriteDeadLetter(new ItemId("set", "tyre", "test", "good", "empty"), "empty_cloud",
            "the cloud has no points");
        run.WriteDeadLetter(new ItemId("set", "tyre", "test", "good", "nothing"), "empty_cloud",
            "the cloud has no points");
        return run;
    }

    public static SampleRun Empty() => new();

    /// <summary>Score of the score image at a column, 0..255: a ramp from left to right.</summary>
    public static byte ScoreByte(int column) => (byte)(column * 255 / (Width - 1));

    public void WriteDeadLetter(ItemId item, string reason, string message)
    {
        var letter = new
        {
            Item = item, Sequence = 1, Block = "test", Reason = reason, Message = message,
            Input = $"{item.Name}.tiff", Stack = "at Reader",
        };
        File.AppendAllText(Folder.DeadLetters, JsonSerializer.Serialize(letter, Snake) + "\n");
    }

    public string Write()
    {
        HtmlReport.Write(Folder);
        return File.ReadAllText(Folder.Report);
    }

    public void Dispose() => _temp.Dispose();

    public void WriteManifest() => new RunManifest
    {
        Pipeline = "sample", Summary = $"A run {Hostile}", File = "sample.yaml", Status = "completed", Seed = 7,
        Started = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), ElapsedSeconds = 12.5,
        Counts = CountsWith(completed: 6),
        Machine = new Dictionary<string, string> { ["cores"] = "2" },
        Remarks = ["one remark"],
        Blocks =
        [
            new("test", "source.mvtec3d", new Dictionary<string, string> { ["root"] = "<b>data</b>" },
                Items: 9, Dead: 3, BusySeconds: 1.5, WaitedSeconds: 4.25, LongestSeconds: 0.5),
            new("scores", "scoring.patchcore", new Dictionary<string, string>(), 6, 0, 3, 0.25, 1),
        ],
    }.Write(Folder);

    public static Dictionary<string, long> CountsWith(long completed) => new()
    {
        ["listed"] = 9, ["read"] = 9, ["completed"] = completed, ["dead"] = 3, ["filtered"] = 0, ["resumed"] = 0,
    };

    public void WriteMetrics()
    {
        var metrics = new MetricsAccumulator();
        foreach ((ItemId item, double score, _, bool isAnomalous) in Scans)
        {
            byte[] truth = isAnomalous ? Truth() : new byte[Points];
            // Every scan has a map of its own so that pooled pixels do not tie.
            float[] map = new float[Points];
            for (int i = 0; i < Points; i++)
                map[i] = (float)(ScoreByte(i % Width) + score + 0.001 * i);
            metrics.Add(item.Path, item.Category, isAnomalous, (float)score, map,
                [.. truth.Select(value => (byte)(value / 255))], Width, Height);
        }
        var options = new EvaluationOptions { Bootstrap = new BootstrapOptions { Resamples = 100, Seed = 1 } };
        File.WriteAllText(Folder.MetricsJson, MetricsJson.Write(metrics.Complete(options)));
        File.WriteAllText(Folder.In("control.json"), MetricsJson.Write(RandomControl.Of(metrics, 1, options)));
        File.WriteAllText(Folder.In("curves.json"), CurvesJson.Write(metrics.Curves(100)));
    }

    public void WriteEvidence(ItemId item, double score, double threshold, bool isAnomalous)
    {
        string stem = Folder.InItem("evidence", item, ""), name = Path.GetFileName(stem);
        PngWriter.Write($"{stem}.score.png", Width, Height, 1,
            [.. Enumerable.Range(0, Points).Select(i => ScoreByte(i % Width))]);
        // The first row has no reading.
        PngWriter.Write($"{stem}.depth.png", Width, Height, 1,
            [.. Enumerable.Range(0, Points).Select(i => (byte)(i < Width ? 0 : 200))]);
        PngWriter.Write($"{stem}.colour.png", Width, Height, 3,
            [.. Enumerable.Range(0, Points).SelectMany(_ => new byte[] { 90, 120, 150 })]);
        PngWriter.Write($"{stem}.truth.png", Width, Height, 1, isAnomalous ? Truth() : new byte[Points]);
        WriteCloud($"{stem}.cloud");
        EvidenceFile.Write($"{stem}.json", new ScanEvidence
        {
            Item = item, Score = score, Threshold = threshold, IsAnomalous = isAnomalous,
            Unit = "mm", Width = Width, Height = Height,
            ScoreImage = $"{name}.score.png", DepthImage = $"{name}.depth.png", ColourImage = $"{name}.colour.png",
            TruthImage = $"{name}.truth.png", CloudFile = $"{name}.cloud", CloudPoints = Points,
            ScoreLow = 0, ScoreHigh = ScoreHigh,
            Remarks = [$"remark {Hostile}"],
        });
    }

    private static byte[] Truth()
        => [.. Enumerable.Range(0, Points).Select(i => i % Width >= 24 ? (byte)255 : (byte)0)];

    // The layout that ScanEvidence describes: a sloping plate, 31 x 23 x 10 mm.
    private static void WriteCloud(string path)
    {
        using var file = new BinaryWriter(File.Create(path));
        file.Write(Points);
        foreach (float bound in (float[])[0, 0, 0, 31, 23, 10])
            file.Write(bound);
        for (int i = 0; i < Points; i++)
        {
            file.Write((ushort)(i % Width * 65535 / (Width - 1)));
            file.Write((ushort)(i / Width * 65535 / (Height - 1)));
            file.Write((ushort)(i % Width * 65535 / (Width - 1)));
        }
        file.Write([.. Enumerable.Range(0, Points).Select(i => ScoreByte(i % Width))]);
        file.Write([.. Truth().Select(value => (byte)(value / 255))]);
        file.Write([.. Enumerable.Range(0, Points).SelectMany(_ => new byte[] { 20, 200, 90 })]);
    }
}
