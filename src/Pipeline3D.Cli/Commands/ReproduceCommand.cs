using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Cli.Reproducing;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting;
using Pipeline3D.Reporting.Benchmark;
using Pipeline3D.Reporting.Html;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d reproduce METHOD|--all --data DIR</c>: the protocol of a method's paper on the data it was
/// made for, its numbers beside ours.</summary>
internal static class ReproduceCommand
{
    public static Command Make(CliConsole console)
    {
        Argument<string?> method = new("method")
        {
            Description = "Id of the method, such as 3d-st. Left out with --all.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var data = CliOptions.Required<string>("--data", "The dataset's folder.");
        var dataset = CliOptions.Maybe<string>("--dataset", "Id of the dataset's layout, such as mvtec3d. Default: the "
            + "only one that the method knows.", "LAYOUT");
        Option<bool> all = new("--all") { Description = "Every method that knows the dataset." };
        var seeds = CliOptions.With("--seeds", "Seeds of the fits, such as 0,1,2.", "0");
        var output = CliOptions.Maybe<string>("--out", "Folder of what is run; runs in it are resumed. Default: "
            + "out/reproduce-METHOD-DATASET.", "DIR");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace the runs in the folder." };
        var set = CliOptions.Many("--set", "NAME=value changes the protocol or an option of the methods, "
            + "METHOD.NAME=value of one of them, before.NAME=value what is made first, run.KEY=value and "
            + "BLOCK.OPTION=value the pipeline. May be repeated.", "NAME=value");
        Option<string[]> plugin = PipelineArguments.PluginOption();
        var command = new Command("reproduce", "Run the protocol of a method's paper, and show what it reports beside "
            + "what is found.") { method, data, dataset, all, seeds, output, overwrite, set, plugin };
        command.SetAction(async (parse, _) =>
        {
            string? asked = parse.GetValue(method);
            if (asked is null != parse.GetValue(all))
                throw new UsageException(asked is null
                    ? "reproduce needs the id of a method, or --all for every method that knows the dataset"
                    : $"reproduce takes '{asked}' or --all, not both; leave one out");
            string folder = parse.GetRequiredValue(data);
            if (!Directory.Exists(folder))
                throw new UsageException($"there is no folder {folder}; give the dataset's own with --data");
            using ServiceProvider program = Programs.Of(parse.GetRequiredValue(plugin));
            var runner = program.GetRequiredService<IPipelineRunner>();
            var choice = ReproductionChoice.Of(asked, parse.GetValue(dataset), runner.Blocks);
            ImmutableArray<Protocol> protocols = [.. choice.Methods.Select(found => new Protocol(found,
                choice.Dataset))];
            string[] settings = [.. parse.GetRequiredValue(set)];
            // Whoever says which weights wants the methods that need some.
            if (asked is null && !settings.Any(setting => setting.Contains("weights=", StringComparison.Ordinal)))
                protocols = [.. protocols.Where(protocol => HasItsFiles(protocol, program, console))];
            IReadOnlyList<string> overrides = ProtocolSettings.Apply(settings, protocols);
            var work = new Reproduction(runner, console, parse.GetValue(output)
                ?? Path.Combine("out", $"reproduce-{asked ?? "all"}-{choice.Dataset}"), parse.GetValue(overwrite));
            return await work.RunAsync(folder, protocols, SeedsOf(parse.GetRequiredValue(seeds)), overrides)
                .ConfigureAwait(false);
        });
        return command;
    }

    // Files that a method's defaults name, such as published weights, and that are not here.
    private static bool HasItsFiles(Protocol protocol, IServiceProvider program, CliConsole console)
    {
        try
        {
            protocol.Method.Open(program).Check(
                (MethodOptions)Activator.CreateInstance(protocol.Method.OptionsType)!);
            return true;
        }
        catch (IOException cause)
        {
            console.Out.WriteLine($"remark: {protocol.Method.Id} is left out: {cause.Message}");
            return false;
        }
    }

    private static int[] SeedsOf(string text)
    {
        string[] parts = text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
        int[] seeds = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out seeds[i])
                || seeds[i] > 999_999_999)
                throw new UsageException($"--seeds is '{text}'; write whole numbers from 0, such as 0,1,2");
        return [.. seeds.Distinct()];
    }

    private sealed class Reproduction(IPipelineRunner runner, CliConsole console, string folder, bool overwrite)
    {
        private readonly RunOutput _shown = new(console);

        public async Task<int> RunAsync(string data, ImmutableArray<Protocol> protocols, int[] seeds,
            IReadOnlyList<string> overrides)
        {
            // Everything that can be wrong is said before the first run, which may take days.
            (PipelineDefinition Pipeline, string Folder)[] first = [.. protocols.Where(protocol
                => protocol.Before is not null).Select(protocol => (Load($"before-{protocol.Method.Id}.yaml",
                    ReproductionFiles.Before(protocol, protocol.Before!), protocol.BeforeOverrides),
                    FolderOf(protocol)))];
            PipelineDefinition main = Load("reproduce.yaml", ReproductionFiles.Whole(data, protocols, seeds, protocol
                => protocol.Before is { } before ? Path.Combine(FolderOf(protocol), before.File) : null),
                [.. overrides, .. protocols.SelectMany(protocol => seeds.SelectMany(seed
                    => protocol.OverridesOf(protocol.NameOf(seed))))]);
            string run = Path.Combine(folder, "run");
            await LookAtAsync(main, run).ConfigureAwait(false);
            using var signals = new StopSignals(console);
            foreach ((PipelineDefinition pipeline, string own) in first)
                if (await RunAsync(pipeline, own, signals).ConfigureAwait(false) is var exit and not ExitCode.Ok)
                    return exit;
            int ended = await RunAsync(main, run, signals).ConfigureAwait(false);
            if (ended is ExitCode.Ok or ExitCode.SomeRejected)
                Compare(new RunFolder(run), protocols);
            return ended;
        }

        private string FolderOf(Protocol protocol) => Path.Combine(folder, $"before-{protocol.Method.Id}");

        // Pipeline files lie beside their runs, for those who ask what was run.
        private PipelineDefinition Load(string file, string text, IReadOnlyList<string> overrides)
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, file);
            AtomicFile.WriteText(path, text);
            return runner.Load(path, overrides);
        }

        private static async Task LookAtAsync(PipelineDefinition pipeline, string run)
        {
            var context = new RunContext { Folder = new RunFolder(run) };
            try
            {
                foreach (var source in pipeline.Graph.Nodes.Select(node => node.Block).OfType<SourceBlock3D<Scan>>())
                    await source.StartAsync(context, default).ConfigureAwait(false);
            }
            catch (DatasetException cause)
            {
                throw new UsageException(cause.Message, cause);
            }
        }

        private Task<int> RunAsync(PipelineDefinition pipeline, string own, StopSignals signals)
            => _shown.RunAsync(progress => runner.RunAsync(pipeline, _shown.Request with
            {
                Folder = own, Overwrite = overwrite,
            }, progress, signals.Drain, signals.Stop));

        private void Compare(RunFolder run, ImmutableArray<Protocol> protocols)
        {
            var table = ReproductionTable.Of(BenchmarkTable.Of(run), protocols[0].Dataset,
                protocols.SelectMany(protocol => protocol.Published()), protocols.Select(protocol
                    => KeyValuePair.Create<string, ImmutableArray<string>>(protocol.Method.Id, [.. protocol.Changes])));
            table.Write(run);
            HtmlReport.Write(run);
            foreach (Protocol protocol in protocols)
            {
                console.Out.WriteLine($"{protocol.Method} on {protocol.Dataset}, 0 to 1:");
                if (protocol.Habits.Published.IsEmpty)
                    console.Out.WriteLine($"Its reproduce.json has no row of a paper on {protocol.Dataset}.");
                foreach (ReproducedRow row in table.Rows.Where(row => row.Published.Method == protocol.Method.Id))
                {
                    console.WriteTable(ReproductionText.Titles(row), ReproductionText.Lines(row));
                    if (row.Note is not null)
                        console.Out.WriteLine(row.Note);
                }
                if (ReproductionText.Changes(table, protocol.Method.Id) is { } changes)
                    console.Out.WriteLine(changes);
            }
            console.Out.WriteLine($"All digits: {run.In("reproduction.json")}");
        }
    }
}
