using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Engine.Runs;

namespace EndToEnd.Tests;

/// <summary>One bad scan costs itself only: it becomes a dead letter that says what, where and what to do; all others
/// get the verdict they would have got.</summary>
public sealed class BadInputTests(SmallDatasets datasets, ScoredDataset reference) : CliTest,
    IClassFixture<ScoredDataset>
{
    private const string Victim = "bagel/test/good/001";

    private string Xyz => Path.Combine(Folder["data"], "bagel/test/good/xyz/001.tiff");

    [Theory]
    [InlineData("truncated", RejectReason.BadFormat, "001.tiff")]
    [InlineData("hostile", RejectReason.LimitExceeded, "001.tiff")]
    [InlineData("noise", RejectReason.BadFormat, "001.tiff")]
    [InlineData("empty-file", RejectReason.BadFormat, "001.tiff")]
    [InlineData("zeros", RejectReason.EmptyCloud, "no point with a reading")]
    [InlineData("nan", RejectReason.EmptyCloud, "no point with a reading")]
    [InlineData("mask-size", RejectReason.SizeMismatch, "95 x 96")]
    [InlineData("rgb-size", RejectReason.SizeMismatch, "95 x 96")]
    [InlineData("corrupt-png", RejectReason.BadFormat, "001.png")]
    [InlineData("missing-rgb", RejectReason.MissingPartner, "no file in rgb/")]
    [InlineData("missing-gt", RejectReason.MissingPartner, "no file in gt/")]
    [InlineData("missing-xyz", RejectReason.MissingPartner, "no file in xyz/")]
    [InlineData("unreadable", null, "001")]
    public async Task Run_OneBadScan_IsADeadLetterAndTheOthersAreAsWithoutIt(string kind, RejectReason? reason,
        string said)
    {
        CopyOf(datasets.Of(SyntheticLayout.Mvtec3d));
        Spoil(kind);

        CliResult result = await reference.ScoreAsync(Folder["data"], Folder["run"]);

        Assert.True(result.Exit == 3, result.All);
        DeadLetter letter = Assert.Single(Letters());
        Assert.Equal(Victim, letter.Item.Path);
        Assert.Equal("scans", letter.Block);
        Assert.Equal(reason ?? letter.Reason, letter.Reason);
        Assert.Contains(said, letter.Message, StringComparison.Ordinal);
        Assert.True(letter.Message.Length > 20 && letter.Input.Length > 0, letter.Message);
        Assert.Contains(letter.Message, result.Error, StringComparison.Ordinal);
        AssertOthersUntouched(Victim);
        // Eight scans, and the sets of models and thresholds, which are items as well.
        JsonElement counts = Json("manifest.json").GetProperty("counts");
        Assert.Equal((10, 9, 1), (counts.GetProperty("read").GetInt32(), counts.GetProperty("completed").GetInt32(),
            counts.GetProperty("dead").GetInt32()));
    }

    [Theory, InlineData("one-point"), InlineData("only-table"), InlineData("no-table")]
    public async Task Run_ScanOfAnUnusualScene_IsRejectedOrScoredAndTheOthersAreAsWithoutIt(string kind)
    {
        CopyOf(datasets.Of(SyntheticLayout.Mvtec3d));
        Spoil(kind);

        CliResult result = await reference.ScoreAsync(Folder["data"], Folder["run"]);

        bool isDead = Letters().Count == 1;
        Assert.True(result.Exit == (isDead ? 3 : 0), result.All);
        // A plane alone leaves nothing; a scene without a table, or one point, is passed on and scored as it is.
        Assert.Equal(kind == "only-table", isDead);
        Assert.All(Letters(), letter => Assert.Equal((Victim, "scores", RejectReason.EmptyCloud),
            (letter.Item.Path, letter.Block, letter.Reason)));
        AssertOthersUntouched(Victim);
    }

    [Fact]
    public async Task Run_TwoFilesOfOneScan_TheSecondIsADeadLetterAndTheFirstCounts()
    {
        CopyOf(datasets.Of(SyntheticLayout.Mvtec3d));
        File.Copy(Xyz, Path.ChangeExtension(Xyz, ".tif"));

        CliResult result = await reference.ScoreAsync(Folder["data"], Folder["run"]);

        Assert.True(result.Exit == 3, result.All);
        DeadLetter letter = Assert.Single(Letters());
        Assert.Equal((RejectReason.DuplicateId, Victim), (letter.Reason, letter.Item.Path));
        Assert.Contains("rename or remove one", letter.Message, StringComparison.Ordinal);
        Assert.Equal(reference.Verdicts, VerdictLines());
    }

    [Fact]
    public async Task Run_DefectWithoutMasks_CountsInImageMetricsAndTheRunSucceeds()
    {
        CopyOf(datasets.Few);
        foreach (string masks in Directory.GetDirectories(Path.Combine(Folder["data"], "bagel/test"), "gt",
            SearchOption.AllDirectories))
            if (!masks.Contains("good", StringComparison.Ordinal))
                Directory.Delete(masks, recursive: true);

        CliResult result = await RunAsync(SmallJob, Folder["data"]);

        Assert.True(result.Exit == 0, result.All);
        JsonElement bagel = Json("metrics.json").GetProperty("categories")[0];
        Assert.Equal(JsonValueKind.Number, bagel.GetProperty("image_auroc").GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, bagel.GetProperty("pixel_auroc").GetProperty("value").ValueKind);
        Assert.Contains("undefined", result.Error, StringComparison.Ordinal);
    }

    private void Spoil(string kind)
    {
        string colour = Path.Combine(Folder["data"], "bagel/test/good/rgb/001.png"), mask = Path.Combine(Folder["data"],
            "bagel/test/good/gt/001.png");
        byte[] bytes = File.ReadAllBytes(Xyz);
        RasterImage image = TiffReader.Read(Xyz);
        float[] xyz = image.Floats.ToArray();
        switch (kind)
        {
            case "truncated":
                File.WriteAllBytes(Xyz, bytes[..(bytes.Length / 2)]);
                break;
            case "hostile":
                File.WriteAllBytes(Xyz, HostileHeader(bytes));
                break;
            case "noise":
                new Random(3).NextBytes(bytes);
                File.WriteAllBytes(Xyz, bytes);
                break;
            case "empty-file":
                File.WriteAllBytes(Xyz, []);
                break;
            case "mask-size":
                PngWriter.Write(mask, 95, 96, 1, new byte[95 * 96]);
                break;
            case "rgb-size":
                PngWriter.Write(colour, 95, 96, 3, new byte[95 * 96 * 3]);
                break;
            case "corrupt-png":
                byte[] png = File.ReadAllBytes(colour);
                png[png.Length / 2] ^= 0x55;
                File.WriteAllBytes(colour, png);
                break;
            case "missing-rgb":
                File.Delete(colour);
                break;
            case "missing-gt":
                File.Delete(mask);
                break;
            case "missing-xyz":
                File.Delete(Xyz);
                break;
            case "unreadable":
                MakeUnreadable(Xyz);
                break;
            default:
                Rewrite(kind, xyz);
                TiffWriter.WriteFloat(Xyz, image.Width, image.Height, 3, xyz);
                break;
        }
    }

    private static void Rewrite(string kind, float[] xyz)
    {
        for (int i = 0; i < xyz.Length; i += 3)
        {
            int column = i / 3 % 96, row = i / 3 / 96;
            (xyz[i], xyz[i + 1], xyz[i + 2]) = kind switch
            {
                "zeros" => (0, 0, 0),
                "nan" => (float.NaN, float.NaN, float.NaN),
                "one-point" => i == 3 * 4700 ? (0.01f, 0.01f, 0.5f) : (0, 0, 0),
                "only-table" => (column * 1e-3f, row * 1e-3f, 0.5f),
                // A ball in front of nothing: no pixel of the border has a reading.
                _ => ((column - 48) * 1e-3f, (row - 48) * 1e-3f, 0.5f + (((column - 48) * (column - 48))
                    + ((row - 48) * (row - 48))) * 1e-5f) is var point
                    && Math.Abs(column - 48) < 25 && Math.Abs(row - 48) < 25 ? point : (0, 0, 0),
            };
        }
    }

    // The first kilobyte of a real file, its width and height (tags 256 and 257) set to 30000.
    private static byte[] HostileHeader(byte[] bytes)
    {
        byte[] head = bytes[..1024];
        int directory = BitConverter.ToInt32(head, 4), count = BitConverter.ToUInt16(head, directory);
        for (int entry = 0; entry < count; entry++)
        {
            Span<byte> tag = head.AsSpan(directory + 2 + (12 * entry), 12);
            if (BitConverter.ToUInt16(tag) is 256 or 257)
                BitConverter.TryWriteBytes(tag[8..], BitConverter.ToUInt16(tag[2..]) == 3 ? (ushort)30_000 : 30_000);
        }
        return head;
    }

    // Root reads every file, so for it a folder takes the file's place.
    private static void MakeUnreadable(string path)
    {
        if (!OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess)
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
            return;
        }
        File.Delete(path);
        Directory.CreateDirectory(path);
    }

    private void AssertOthersUntouched(string victim)
        => Assert.Equal(reference.Verdicts.Where(line => !line.Contains($"\"{victim}\"", StringComparison.Ordinal)),
            VerdictLines().Where(line => !line.Contains($"\"{victim}\"", StringComparison.Ordinal)));

    private string[] VerdictLines() => File.ReadAllLines(Path.Combine(Folder["run"], "verdicts.jsonl"));

    private IReadOnlyList<DeadLetter> Letters() => DeadLetterLog.Read(Path.Combine(Folder["run"],
        "dead-letters.jsonl"));
}
