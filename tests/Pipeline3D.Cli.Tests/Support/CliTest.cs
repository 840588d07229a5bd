using System.Text.Json;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Support;

/// <summary>Runs the command line in this process, as a user would type it.</summary>
public abstract class CliTest : IDisposable
{
    protected TempFolder Folder { get; } = new();

    protected static string Pipelines => Path.Combine(SharedFiles.RepositoryRoot, "pipelines");

    protected static async Task<CliResult> CliAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exit = await CommandTree.RunAsync(args, new CliConsole(output, error, IsInteractive: false));
        return new CliResult(exit, output.ToString(), error.ToString());
    }

    /// <summary>Runs what must succeed.</summary>
    protected static async Task<string> OkAsync(params string[] args)
    {
        CliResult result = await CliAsync(args);
        Assert.True(result.Exit == 0, result.All);
        return result.Output;
    }

    /// <summary>Runs what is wrong: exit code 2 and one sentence, perhaps with the way to the help, on standard
    /// error.</summary>
    protected static async Task<string> WrongAsync(params string[] args)
    {
        CliResult result = await CliAsync(args);
        Assert.True(result.Exit == 2, result.All);
        Assert.Equal("", result.Output);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 1 || (lines.Length == 2 && lines[1] == "See: pipeline3d --help"), result.All);
        return lines[0];
    }

    /// <summary>Runs an op and gives its one line of JSON.</summary>
    protected static async Task<JsonElement> OpAsync(params string[] args)
    {
        string output = await OkAsync(["op", .. args, "--json"]);
        Assert.Equal(1, output.Count(letter => letter == '\n'));
        using JsonDocument line = JsonDocument.Parse(output);
        return line.RootElement.Clone();
    }

    /// <summary>Writes an array for an op to read.</summary>
    protected string Array<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape) where T : unmanaged
    {
        NpyWriter.Write(Folder[name], values, shape);
        return Folder[name];
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
