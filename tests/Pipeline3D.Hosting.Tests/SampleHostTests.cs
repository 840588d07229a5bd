using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Hosting.Tests;

/// <summary>The web program of docs/hosting.md: what the page shows is what runs here, in a process of its
/// own.</summary>
public sealed partial class SampleHostTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Root => SharedFiles.RepositoryRoot;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_TrainsAndScoresInTheWebProgram_AnswersCountsAndVerdicts()
    {
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = _folder["data"], Categories = ["bagel"], LongestSide = 64, Train = 4, Validation = 2, TestGood = 2,
            TestDefective = 2,
        }, stop: Stop);
        string[] overrides = [$"data={_folder["data"]}", $"run.out={_folder["run"]}"];
        string file = Path.Combine(Root, "tests/EndToEnd.Tests/Pipelines/small-job.yaml");
        var printed = new ConcurrentQueue<string>();
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        using Process program = Start(line =>
        {
            printed.Enqueue(line);
            if (Listening().Match(line) is { Success: true } found)
                address.TrySetResult(new Uri(found.Groups[1].Value));
        });
        try
        {
            Task ended = program.WaitForExitAsync(Stop);
            Assert.True(await Task.WhenAny(address.Task, ended) == address.Task, string.Join('\n', printed));
            using var client = new HttpClient { BaseAddress = await address.Task, Timeout = TimeSpan.FromMinutes(5) };

            using HttpResponseMessage answer = await client.PostAsJsonAsync("/run", new { file, overrides }, Stop);
            string text = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
            using var body = JsonDocument.Parse(text);
            Assert.Equal("Ok", body.RootElement.GetProperty("outcome").GetString());
            Assert.Equal(10, body.RootElement.GetProperty("counts").GetProperty("completed").GetInt32());
            Assert.InRange(body.RootElement.GetProperty("metrics").GetProperty("pixel_auroc").GetDouble(), 0, 1);
            Assert.Equal(File.ReadAllLines(Path.Combine(_folder["run"], "verdicts.jsonl")).Select(Item),
                body.RootElement.GetProperty("verdicts").EnumerateArray().Select(Item));
            Assert.Equal(4, body.RootElement.GetProperty("verdicts").GetArrayLength());
            Assert.True(File.Exists(Path.Combine(_folder["run"], "report.html")));
            Assert.Equal(4, printed.Count(line => line.StartsWith("bagel/test/", StringComparison.Ordinal)
                && (line.EndsWith(": accept", StringComparison.Ordinal)
                    || line.EndsWith(": reject", StringComparison.Ordinal))));

            using HttpResponseMessage wrong = await client.PostAsJsonAsync("/run",
                new { file, overrides = new[] { "features.grid=1" } }, Stop);
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains("P3D", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public void HostingPage_CSharp_IsTheSampleAndAtMost30Lines()
    {
        string[] snippets = [.. CSharp().Matches(File.ReadAllText(Path.Combine(Root, "docs/hosting.md")))
            .Select(match => match.Groups[1].Value.ReplaceLineEndings("\n"))];
        string sample = File.ReadAllText(Path.Combine(Root, "tests/SampleHost/Program.cs")).ReplaceLineEndings("\n");

        Assert.Equal(sample, snippets[0]);
        Assert.InRange(sample.Split('\n').Length - 1, 1, 30);
        string compiled = Normal(string.Concat(Directory.EnumerateFiles(
            Path.Combine(Root, "tests/Pipeline3D.Hosting.Tests"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)));
        Assert.All(snippets[1..], snippet => Assert.Contains(Normal(snippet), compiled, StringComparison.Ordinal));

        static string Normal(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
    }

    [Fact]
    public void HostingPage_Events_AreThoseOfTheCode()
    {
        string page = File.ReadAllText(Path.Combine(Root, "docs/hosting.md"));
        FieldInfo[] ids = [.. typeof(RunLog).GetFields().Where(field => field.IsLiteral)];
        Assert.Equal(8, ids.Length);
        Assert.All(ids, id => Assert.Contains($"| {id.GetRawConstantValue()} | {id.Name[..^2]} |", page,
            StringComparison.Ordinal));
    }

    private static string Item(string line)
    {
        using var verdict = JsonDocument.Parse(line);
        return Item(verdict.RootElement);
    }

    private static string Item(JsonElement verdict)
        => $"{verdict.GetProperty("item")} {verdict.GetProperty("verdict")} {verdict.GetProperty("score")}";

    private static Process Start(Action<string> print)
    {
        string built = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(Root, "artifacts/bin/SampleHost",
            built, "SampleHost.dll"), "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        })!;
        program.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                print(line.Data.Trim());
        };
        program.BeginOutputReadLine();
        return program;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
