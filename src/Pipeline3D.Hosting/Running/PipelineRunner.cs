using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline3D.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Hosting.Running;

/// <summary>Runs pipelines with the blocks and services of a program.</summary>
internal sealed class PipelineRunner : IPipelineRunner
{
    private readonly Pipeline3DOptions _options;
    private readonly IServiceProvider _services;
    private readonly ILogger _log;
    private readonly Lazy<BlockRegistry> _blocks;
    private readonly ConditionalWeakTable<Graph, object> _ran = [];
    private readonly Lock _folders = new();

    public PipelineRunner(IOptions<Pipeline3DOptions> options, IServiceProvider services, ILoggerFactory logs)
    {
        (_options, _services, _log) = (options.Value, services, logs.CreateLogger(RunCategory));
        _blocks = new(() => PluginSet.Load(_options).Registry(services));
    }

    /// <summary>Category of what runs log.</summary>
    public const string RunCategory = "Pipeline3D.Run";

    public BlockRegistry Blocks => _blocks.Value;

    public PipelineDefinition Load(string path, IReadOnlyList<string>? overrides = null)
        => DefinitionLoader.Load(path, overrides ?? [], Blocks);

    public async Task<RunReport> RunAsync(PipelineDefinition definition, RunRequest request,
        IProgress<RunProgress>? progress = null, CancellationToken drain = default, CancellationToken stop = default)
    {
        using var devices = new DeviceCatalog();
        (PipelineDefinition pipeline, RunDevice device) = devices.Resolve(definition);
        (RunContext context, SqliteJournal journal) = Begin(pipeline, device, request);
        using (journal)
            return await new PipelineRun(pipeline, context, journal, request)
            {
                Build = request.Pool is null ? "" : BuildIdentity.Of(PluginSet.Load(_options).Assemblies),
            }.RunAsync(progress, drain, stop).ConfigureAwait(false);
    }

    public async Task<RunReport> ReplayAsync(string folder, IReadOnlyList<string> overrides, RunRequest request,
        IProgress<RunProgress>? progress = null, CancellationToken drain = default, CancellationToken stop = default)
    {
        var asked = NotedRequest.Of(RunFolders.Existing(folder));
        PluginSet plugins = PluginSet.Load(_options.With(asked.Plugins));
        BlockRegistry blocks = plugins.Registry(_services);
        using var devices = new DeviceCatalog();
        PipelineDefinition before = devices.Resolve(
            DefinitionLoader.Load(asked.File, asked.Overrides, blocks)).Pipeline;
        (PipelineDefinition pipeline, RunDevice device) = devices.Resolve(DefinitionLoader.Load(asked.File,
            [.. asked.Overrides, .. overrides], blocks));
        RunContext context = ContextOf(pipeline, device, folder);
        using SqliteJournal journal = RunStart.Open(context.Folder, before, asked: null, request.Started);
        return await new PipelineRun(pipeline with { Overrides = before.Overrides }, context, journal, request)
        {
            Replay = overrides, Build = request.Pool is null ? "" : BuildIdentity.Of(plugins.Assemblies),
        }.RunAsync(progress, drain, stop).ConfigureAwait(false);
    }

    // Two runs that begin at the same time must not choose the same free name.
    private (RunContext Context, SqliteJournal Journal) Begin(PipelineDefinition pipeline, RunDevice device,
        RunRequest request)
    {
        lock (_folders)
        {
            if (_ran.TryGetValue(pipeline.Graph, out _))
                throw new RunException($"the pipeline {pipeline.Name} ran already, and its blocks hold what they "
                    + "learnt: load it again for another run");
            string folder = RunFolders.Choose(pipeline.Run.Out, request.Folder, request.Overwrite,
                taken => RunStart.IsUnfinished(taken, pipeline));
            RunContext context = ContextOf(pipeline, device, folder);
            SqliteJournal journal = RunStart.Open(context.Folder, pipeline,
                new NotedRequest(pipeline.File, pipeline.Overrides, _options.Plugins), request.Started);
            _ran.Add(pipeline.Graph, this);
            return (context, journal);
        }
    }

    private RunContext ContextOf(PipelineDefinition pipeline, RunDevice device, string folder) => new()
    {
        Folder = new RunFolder(folder), Seed = pipeline.Run.Seed, Device = device, Log = _log,
    };
}
