using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Pipeline3D.Cli.Commands;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Hosting;

namespace Pipeline3D.Cli;

/// <summary>The <c>pipeline3d</c> command: all verbs, and what an error of each kind means for the exit code.</summary>
internal static class CommandTree
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments without the program's name.</param>
    /// <param name="console">Where to write.</param>
    /// <returns>The exit code: 0 ok, 1 runs differ, 2 bad definition or usage, 3 some items rejected, 4 failed, 5 too
    /// many rejected.</returns>
    public static async Task<int> RunAsync(string[] args, CliConsole console)
    {
        ParseResult parsed = Build(console).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in Messages(parsed))
                await console.Error.WriteLineAsync(message).ConfigureAwait(false);
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
            await console.Error.WriteLineAsync($"{count} problem{(count == 1 ? "" : "s")}; nothing was run")
                .ConfigureAwait(false);
            return ExitCode.BadDefinition;
        }
        catch (ArgumentException cause)
        {
            await console.Error.WriteLineAsync(Sentence(cause)).ConfigureAwait(false);
            return ExitCode.BadDefinition;
        }
        catch (Exception cause) when (cause is UsageException or RunException or PluginException)
        {
            await console.Error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return ExitCode.BadDefinition;
        }
        catch (OutOfMemoryException)
        {
            await console.Error.WriteLineAsync("failed: the machine ran out of memory; give the command more, or lower "
                + "run.budget or run.parallelism, then run again to resume").ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or JsonException)
        {
            await console.Error.WriteLineAsync(cause.Message).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    // An unknown verb is reported as a missing one too, which says nothing new.
    private static string[] Messages(ParseResult parsed)
    {
        string[] messages = [.. parsed.Errors.Select(error => OneLine(error.Message)).Distinct()];
        string[] unknown = [.. parsed.UnmatchedTokens.Where(token
            => messages.Any(message => message.Contains($"'{token}'", StringComparison.Ordinal)))];
        if (unknown.Length == 0)
            return messages;
        IEnumerable<string> known = unknown[0].StartsWith('-')
            ? parsed.CommandResult.Command.Options.Select(option => option.Name)
            : parsed.CommandResult.Command.Subcommands.Select(command => command.Name);
        string meant = NearestName.Of(unknown[0], known) is { } near ? $" Did you mean '{near}'?" : "";
        return [$"There is no command or option '{unknown[0]}' here.{meant}"];
    }

    private static string OneLine(string text) => string.Join(' ',
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // The runtime adds the parameter's name and the value on lines of their own.
    private static string Sentence(ArgumentException cause)
    {
        string rule = cause.Message.Split('\n')[0].Trim();
        string name = $" (Parameter '{cause.ParamName}')";
        if (cause.ParamName is not null && rule.EndsWith(name, StringComparison.Ordinal))
            rule = rule[..^name.Length];
        return cause is ArgumentOutOfRangeException { ActualValue: { } found } && rule.StartsWith("must ",
            StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{cause.ParamName} is {found}: it {rule}") : rule;
    }

    private static RootCommand Build(CliConsole console) => new("Data pipelines for anomaly detection in 3D scans.")
    {
        RunCommand.Make(console),
        WorkerCommand.Make(console),
        WorkersCommand.Make(console),
        SlurmCommand.Make(console),
        ServeCommand.Make(console),
        DeadCommand.Make(console),
        ReplayCommand.Make(console),
        DiffCommand.Make(console),
        CacheCommand.Make(console),
        CheckCommand.Make(console),
        ExplainCommand.Make(console),
        GraphCommand.Make(console),
        ListCommand.Make(console),
        InspectCommand.Make(console),
        NewCommand.Make(console),
        SynthCommand.Make(console),
        InfoCommand.Make(console),
        ConvertCommand.Make(console),
        ModelsCommand.Make(console), PromptsCommand.Make(console),
        ReportCommand.Make(console),
        DevicesCommand.Make(console),
        OpCommand.Make(console),
        NetCommand.Make(console),
        WeightsCommand.Make(console),
        BenchCommand.Make(console),
        ReproduceCommand.Make(console),
    };
}
