using System.Collections.Immutable;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting;
using Pipeline3D.Reporting.Benchmark;
using Pipeline3D.Reporting.Html;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>Runs reproductions in a folder.</summary>
internal sealed class ReproductionRun(IPipelineRunner runner, CliConsole console, string folder, bool overwrite)
{
    private readonly RunOutput _shown = new(console);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>Runs a job and prints its table.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">Something is wrong with it; nothing was run.</exception>
    public async Task<int> RunAsync(ReproductionJob job)
    {
        Ready ready = await PrepareAsync(job, folder).ConfigureAwait(false);
        foreach (string remark in job.Choice.Remarks)
            console.Error.WriteLine($"remark: {remark}");
        foreach (string left in job.Choice.LeftOut)
            console.Out.WriteLine($"{left} learns from labelled categories and is run by its name alone: pipeline3d "
                + $"reproduce {left} --data {job.Data} --dataset {job.Choice.Dataset}");
        using var signals = new StopSignals(console);
        (int ended, ReproductionTable? table) = await RunAsync(ready, signals).ConfigureAwait(false);
        if (table is not null)
        {
            ReproductionPrint.Write(console, table, ready.Protocols);
            console.Out.WriteLine($"All digits: {Path.Combine(ready.Folder, "run", "reproduction.json")}");
        }
        return ended;
    }

    /// <summary>Makes a job's pipelines. Everything that can be wrong is said before the first run, which may take
    /// days.</summary>
    /// <exception cref="UsageException">Something is.</exception>
    public async Task<Ready> PrepareAsync(ReproductionJob job, string into)
    {
        (ImmutableArray<Protocol> protocols, IReadOnlyList<string> overrides) = job.Open();
        ImmutableArray<(PipelineDefinition, string)> first = [.. protocols.Where(protocol
            => protocol.Before is not null).Select(protocol => (Load(into, $"before-{protocol.Method.Id}.yaml",
                ReproductionFiles.Before(protocol, protocol.Before!), protocol.BeforeOverrides),
                FolderOf(into, protocol)))];
        PipelineDefinition main = Load(into, "reproduce.yaml", ReproductionFiles.Whole(job.Data, protocols, job.Seeds,
            protocol => protocol.Before is { } before ? Path.Combine(FolderOf(into, protocol), before.File) : null),
            [.. overrides, .. protocols.SelectMany(protocol => ReproductionFiles.MethodBlocks(protocol, job.Seeds)
                .SelectMany(protocol.OverridesOf))]);
        await LookAtAsync(main, Path.Combine(into, "run"), protocols).ConfigureAwait(false);
        return new Ready(into, protocols, first, main);
    }

    /// <summary>Runs what was made.</summary>
    /// <returns>The exit code, and the table where it ended.</returns>
    public async Task<(int Exit, ReproductionTable? Table)> RunAsync(Ready ready, StopSignals signals)
    {
        foreach ((PipelineDefinition pipeline, string own) in ready.First)
            if (await RunAsync(pipeline, own, signals).ConfigureAwait(false) is var exit and not ExitCode.Ok)
                return (exit, null);
        string path = Path.Combine(ready.Folder, "run");
        int ended = await RunAsync(ready.Main, path, signals).ConfigureAwait(false);
        if (ended is not (ExitCode.Ok or ExitCode.SomeRejected))
            return (ended, null);
        var run = new RunFolder(path);
        var table = ReproductionTable.Of(BenchmarkTable.Of(run), ready.Protocols[0].Dataset,
            ready.Protocols.SelectMany(protocol => protocol.Published()), ready.Protocols.Select(protocol
                => KeyValuePair.Create<string, ImmutableArray<string>>(protocol.Method.Id, [.. protocol.Changes])));
        table.Write(run);
        HtmlReport.Write(run);
        return (ended, table);
    }

    private static string FolderOf(string into, Protocol protocol)
        => Path.Combine(into, $"before-{protocol.Method.Id}");

    // Pipeline files lie beside their runs, for those who ask what was run.
    private PipelineDefinition Load(string into, string file, string text, IReadOnlyList<string> overrides)
    {
        Directory.CreateDirectory(into);
        string path = Path.Combine(into, file);
        AtomicFile.WriteText(path, text);
        return runner.Load(path, overrides);
    }

    private static async Task LookAtAsync(PipelineDefinition pipeline, string run, ImmutableArray<Protocol> protocols)
    {
        var context = new RunContext { Folder = new RunFolder(run) };
        try
        {
            foreach (var source in pipeline.Graph.Nodes.Select(node => node.Block).OfType<SourceBlock3D<Scan>>())
                await source.StartAsync(context, default).ConfigureAwait(false);
        }
        catch (DatasetException cause)
        {
            throw new UsageException(protocols.Any(protocol => protocol.IsAuxiliary)
                ? $"{cause.Message} (--set {Protocol.AuxiliaryName}=CATEGORY,... says which are learnt from)"
                : cause.Message, cause);
        }
    }

    private Task<int> RunAsync(PipelineDefinition pipeline, string own, StopSignals signals)
        => _shown.RunAsync(progress => runner.RunAsync(pipeline, _shown.Request with
        {
            Folder = own, Overwrite = overwrite,
        }, progress, signals.Drain, signals.Stop));

    /// <summary>What is ready to run.</summary>
    /// <param name="Folder">Its folder.</param>
    /// <param name="Protocols">The protocols.</param>
    /// <param name="First">What is made first, each with its folder.</param>
    /// <param name="Main">What fits, scores and measures.</param>
    internal sealed record Ready(string Folder, ImmutableArray<Protocol> Protocols,
        ImmutableArray<(PipelineDefinition Pipeline, string Folder)> First, PipelineDefinition Main);
}
