using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Spreading;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Nats.Server;
using Pipeline3D.Nats.Worker;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d worker nats://HOST</c></summary>
internal static class WorkerCommand
{
    public static Command Make(CliConsole console)
    {
        var address = new Argument<string?>("server")
        {
            Description = "The NATS server, for example nats://head:4222. Default: PIPELINE3D_ON.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<int> places = CliOptions.With("--places", "Scans that are worked on at once. Default: the cores.",
            Environment.ProcessorCount);
        Option<string?> budget = CliOptions.Maybe<string>("--budget",
            "Most memory of scans in work, for example 16 GiB. Default: half of the machine's.", "SIZE");
        Option<string[]> map = CliOptions.Many("--map",
            "Where a folder of the runs' machines lies here. May be repeated.", "FROM=TO");
        Option<string[]> root = CliOptions.Many("--root",
            "A folder that work may read and write; with any of them (or --map), nothing else. May be repeated.",
                "DIR");
        Option<string[]> tags = CliOptions.Many("--tags", "What the machine has, for example gpu.", "TAG",
            together: true);
        Option<string?> name = CliOptions.Maybe<string>("--name", "Its name. Default: machine and process.");
        Option<string?> scratch = CliOptions.Maybe<string>("--scratch",
            "Folder for what is in work when files travel (run --ship). Default: the system's.", "DIR");
        Option<string?> grace = CliOptions.Maybe<string>("--grace",
            "How long scans in work have to end when it is asked to leave. Default 60 s.", "TIME");
        Option<string[]> plugin = PipelineArguments.PluginOption();
        var server = new ServerArguments();
        var command = new Command("worker",
            "Compute scans for runs on other machines ('run --on') until it is ended; Ctrl-C leaves in good order.")
        {
            address, places, budget, map, root, tags, name, scratch, grace, plugin,
        };
        server.AddTo(command);
        command.SetAction(async (parse, _) =>
        {
            if (parse.GetRequiredValue(places) is < 1 or > 4096)
                throw new UsageException("--places must lie between 1 and 4096");
            PathMap paths = PathsOf(parse.GetRequiredValue(map), parse.GetRequiredValue(root));
            var options = new WorkerOptions
            {
                Address = server.Of(parse, parse.GetValue(address)
                    ?? Environment.GetEnvironmentVariable("PIPELINE3D_ON") ?? throw new UsageException("name the "
                        + "server, for example: pipeline3d worker nats://head:4222")),
                Places = parse.GetRequiredValue(places), Paths = paths, Tags = parse.GetRequiredValue(tags),
                Say = line => console.Error.WriteLine(line),
            };
            if (parse.GetValue(name) is { } own)
                options = options with { Name = own };
            if (parse.GetValue(scratch) is { } folder)
                options = options with { Scratch = Path.GetFullPath(folder) };
            if (parse.GetValue(budget) is { } size)
                options = options with
                {
                    BudgetBytes = ByteSize.TryParse(size, out long bytes) && bytes >= 1 << 20 ? bytes
                        : throw new UsageException($"--budget is '{size}'; write a size of at least 1 MiB, such as "
                            + "16 GiB"),
                };
            if (parse.GetValue(grace) is { } time)
                options = options with
                {
                    Grace = OptionText.TryRead(time, typeof(TimeSpan), out object? span) ? (TimeSpan)span!
                        : throw new UsageException($"--grace is '{time}'; write a time such as 60 s"),
                };
            return await RunAsync(options, parse.GetRequiredValue(plugin), console).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(WorkerOptions options, IReadOnlyList<string> plugins, CliConsole console)
    {
        using ServiceProvider program = Programs.Of(plugins);
        var graphs = new WorkerGraphs(program.GetRequiredService<SentRuns>(), options.Paths);
        using var signals = new StopSignals(console);
        try
        {
            await new NatsWorker(options, graphs).RunAsync(signals.Drain, signals.Stop).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (ServerException cause)
        {
            throw new UsageException(cause.Message);
        }
    }

    private static PathMap PathsOf(string[] map, string[] root)
    {
        try
        {
            return PathMap.Parse(map, root);
        }
        catch (FormatException cause)
        {
            throw new UsageException(cause.Message);
        }
    }
}
