using System.CommandLine;
using Pipeline3D.Definitions;

namespace Pipeline3D.Cli;

/// <summary>The <c>pipeline3d</c> command: all verbs, and what an error of each kind means for the exit code.</summary>
public static class CommandTree
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments without the program's name.</param>
    /// <param name="console">Where to write.</param>
    /// <returns>The exit code: 0 ok, 2 bad definition or usage, 3 some items rejected, 4 failed.</returns>
    public static async Task<int> RunAsync(string[] args, CliConsole console)
    {
        ParseResult parsed = Build(console).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
                await console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            await console.Error.WriteLineAsync("See: pipeline3d --help").ConfigureAwait(false);
            return ExitCode.BadDefinition;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            }).ConfigureAwait(false);
        }
        catch (DefinitionException cause)
        {
            await console.Error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            int count = cause.Problems.Count;
            await console.Error.WriteLineAsync($"{count} problem{(count == 1 ? "" : "s")}; nothing was run").ConfigureAwait(false);
            return ExitCode.BadDefinition;
        }
        catch (Exception cause) when (cause is UsageException or PluginException or ArgumentException)
        {
            await console.Error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return ExitCode.BadDefinition;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await console.Error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private static RootCommand Build(CliConsole console) => new("Data pipelines for anomaly detection in 3D scans.")
    {
        RunCommand.Make(console),
        CheckCommand.Make(console),
        ExplainCommand.Make(console),
        GraphCommand.Make(console),
        ListCommand.Make(console),
        InspectCommand.Make(console),
        SynthCommand.Make(console),
        InfoCommand.Make(console),
        ConvertCommand.Make(console),
        ReportCommand.Make(console),
        OpCommand.Make(console),
    };
}
