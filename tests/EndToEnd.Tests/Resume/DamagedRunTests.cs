using System.Text;
using EndToEnd.Tests.Support;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Resume;

/// <summary>Files of a run's folder that were cut, edited or mixed up: every command that reads them says which file and
/// where, or goes on without it.</summary>
public sealed class DamagedRunTests(SmallDatasets datasets) : CliTest
{
    [Fact]
    public async Task Commands_OnDamagedFiles_NameTheFileAndThePlace()
    {
        string whole = await WholeAsync();
        string[] files = ["manifest.json", "verdicts.jsonl", "metrics.json", "inputs.jsonl", "dead-letters.jsonl",
            "control.json", "models/thresholds.json"];
        int repetitions = Soak.Repetitions(1500), refused = 0;
        for (int seed = 0; seed < repetitions; seed++)
        {
            string run = Folder["damaged"];
            CopyFiles(whole, run);
            var random = new Random(seed);
            string file = files[random.Next(files.Length)], path = Path.Combine(run, file);
            byte[] bytes = Damaged(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), random);
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
            foreach (string[] command in new[] { new[] { "diff", whole, run }, ["dead", run], ["report", run] })
            {
                CliResult result = await CliAsync(command);
                Assert.True(result.Exit is 0 or 1 or 4, $"seed {seed}, {file}, {string.Join(' ', command)}: {result.All}");
                if (result.Exit != 4)
                    continue;
                refused++;
                Assert.True(result.Error.Contains(Path.GetFileName(file), StringComparison.Ordinal)
                    && result.Error.TrimEnd().Split('\n').Length == 1, $"seed {seed}, {file}: {result.All}");
            }
            Directory.Delete(run, recursive: true);
        }
        Assert.True(refused > 0);
    }

    [Theory]
    [InlineData("verdicts.jsonl", "threshold_low", "tlreshold_low", "tlreshold_low of ")]
    [InlineData("metrics.json", "\"low\": 0", "\"low\": 9", "image_auroc low")]
    public async Task Diff_OneLetterThatDiffers_SaysSo(string file, string from, string to, string named)
    {
        string whole = await WholeAsync(), other = Folder["other"];
        CopyFiles(whole, other);
        string path = Path.Combine(other, file), text = await File.ReadAllTextAsync(path,
            TestContext.Current.CancellationToken);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        await File.WriteAllTextAsync(path, text[..at] + to + text[(at + from.Length)..],
            TestContext.Current.CancellationToken);
        CliResult result = await CliAsync("diff", whole, other);
        Assert.True(result.Exit == 1, result.All);
        Assert.Contains(named, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_MetricsOfAnotherMethodThatDiffer_AreNamed()
    {
        string whole = await WholeAsync(), a = Folder["a"], b = Folder["b"];
        foreach (string run in new[] { a, b })
        {
            CopyFiles(whole, run);
            Directory.CreateDirectory(Path.Combine(run, "methods", "other"));
            foreach (string file in new[] { "metrics.json", "verdicts.jsonl" })
                File.Copy(Path.Combine(whole, file), Path.Combine(run, "methods", "other", file));
        }
        Assert.Equal(0, (await CliAsync("diff", a, b)).Exit);
        string metrics = Path.Combine(b, "methods", "other", "metrics.json");
        await File.WriteAllTextAsync(metrics, (await File.ReadAllTextAsync(metrics,
            TestContext.Current.CancellationToken)).Replace("\"value\": 0.", "\"value\": 0.1", StringComparison.Ordinal)
            .Replace("\"value\": 1,", "\"value\": 0.5,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        CliResult result = await CliAsync("diff", a, b);
        Assert.True(result.Exit == 1, result.All);
        Assert.Contains("methods/other image_auroc", result.Output, StringComparison.Ordinal);
        Assert.Contains("methods/other bagel image_auroc", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_DamagedVerdicts_NamesFileAndLine()
    {
        string whole = await WholeAsync(), other = Folder["other"];
        CopyFiles(whole, other);
        string path = Path.Combine(other, "verdicts.jsonl");
        string[] lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        lines[2] = lines[2][..20];
        await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);
        CliResult result = await CliAsync("diff", whole, other);
        Assert.True(result.Exit == 4, result.All);
        Assert.Contains($"{path}:3:", result.Error, StringComparison.Ordinal);
    }

    private async Task<string> WholeAsync() => (await datasets.Runs.OfAsync("small-with-intervals",
        folder => CommandAsync("run", SmallJob, "--set", $"data={datasets.Few}", "--set", "metrics.resamples=20",
            "--out", folder))).Folder;

    // The files that commands read; maps and models stay where they are.
    private static void CopyFiles(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*.json*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("journal", StringComparison.Ordinal)))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
        if (!File.Exists(Path.Combine(to, "dead-letters.jsonl")))
            File.WriteAllText(Path.Combine(to, "dead-letters.jsonl"), """
                {"item":{"dataset":"d","category":"c","split":"s","defect":"","name":"n"},"sequence":0,"block":"b","reason":"bad_format","message":"m","input":"i","stack":""}

                """);
    }

    private static byte[] Damaged(byte[] bytes, Random random)
    {
        string text = Encoding.UTF8.GetString(bytes);
        string[] tokens = ["null", "{}", "[]", "\"\"", "-1", "1e999", "true", ":", ",", "\"", "{", "}", "\n", "\0"];
        int at = random.Next(text.Length), end = Math.Min(text.Length, at + random.Next(1, 30));
        string token = tokens[random.Next(tokens.Length)];
        return random.Next(5) switch
        {
            0 => bytes[..random.Next(bytes.Length)],
            1 => Encoding.UTF8.GetBytes(text[..at] + token + text[end..]),
            2 => Encoding.UTF8.GetBytes(ReplaceValue(text, token, random)),
            3 => [.. bytes[..at], (byte)random.Next(256), .. bytes[Math.Min(bytes.Length, at + 1)..]],
            _ => Encoding.UTF8.GetBytes(text[..at] + text[end..]),
        };
    }

    // Structure stays, one value is of another kind.
    private static string ReplaceValue(string text, string token, Random random)
    {
        int colon = text.IndexOf(':', random.Next(text.Length));
        if (colon < 0)
            return token;
        int end = text.AsSpan(colon).IndexOfAny(",}\n");
        return text[..(colon + 1)] + token + (end < 0 ? "" : text[(colon + end)..]);
    }
}
