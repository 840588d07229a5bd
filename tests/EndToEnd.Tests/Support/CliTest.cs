using System.Text.Json;
using Pipeline3D.Cli;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Support;

/// <summary>Runs the command line in this process, as a user would type it.</summary>
public abstract class CliTest : IDisposable
{
    protected TempFolder Folder { get; } = new();

    protected static string Pipelines => Path.Combine(SharedFiles.RepositoryRoot, "pipelines");

    protected static Task<CliResult> CliAsync(params string[] args) => CommandAsync(args);

    /// <summary>Runs a command line, also for what several tests share.</summary>
    internal static async Task<CliResult> CommandAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exit = await CommandTree.RunAsync(args, new CliConsole(output, error, IsInteractive: false));
        return new CliResult(exit, output.ToString(), error.ToString());
    }

    /// <summary>The main job on features that cost nothing, for tests of what a run does and not of what it
    /// finds.</summary>
    internal static string SmallJob { get; } = Path.Combine(SharedFiles.RepositoryRoot,
        "tests/EndToEnd.Tests/Pipelines/small-job.yaml");

    /// <summary>Runs a pipeline file on a dataset into the test's folder <c>run</c>.</summary>
    protected Task<CliResult> RunAsync(string pipeline, string data, params string[] more)
        => CliAsync(["run", Path.Combine(Pipelines, pipeline), "--set", $"data={data}", "--out", Folder["run"],
            .. Quick(pipeline), .. more]);

    /// <summary>Overrides under which a pipeline that trains networks takes a moment instead of a minute.</summary>
    internal static string[] Quick(string pipeline) => pipeline switch
    {
        "batch/demo.yaml" => ["--set", "epochs=1", "--set", "points=512"],
        "batch/3d-st.yaml" => ["--set", "epochs=2", "--set", "points=1024"],
        _ => [],
    };

    /// <summary>A file of a run, which is a name in the test's folder or the path of a shared one.</summary>
    protected JsonElement Json(string file, string run = "run")
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder[run], file)));
        return document.RootElement.Clone();
    }

    /// <summary>The lines of verdicts.jsonl by item.</summary>
    protected Dictionary<string, string> Verdicts(string run = "run")
        => File.ReadAllLines(Path.Combine(Folder[run], "verdicts.jsonl"))
            .ToDictionary(line => JsonDocument.Parse(line).RootElement.GetProperty("item").GetString()!);

    /// <summary>A copy of a dataset that the test may spoil.</summary>
    protected string CopyOf(string dataset)
    {
        string copy = Folder["data"];
        foreach (string file in Directory.EnumerateFiles(dataset, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(dataset, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    /// <summary>Writes the bytes of another scan over one. A copy would keep the time of its source, and scans that were
    /// made in one moment share it: nothing would tell that the file has changed.</summary>
    protected static void Replace(string scan, string by) => File.WriteAllBytes(scan, File.ReadAllBytes(by));

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>What a command did.</summary>
/// <param name="Exit">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record CliResult(int Exit, string Output, string Error)
{
    /// <summary>Everything that was printed, for failure messages.</summary>
    public string All => $"exit {Exit}\n{Output}\n{Error}";
}
