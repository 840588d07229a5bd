using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline3D.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Engine.Cache;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Hosting.Running;

/// <summary>Makes graphs of pipelines that another process sent, with the blocks and services of this
/// program.</summary>
public sealed class SentRuns
{
    private readonly Lazy<(PluginSet Plugins, BlockRegistry Blocks)> _found;
    private readonly ILogger _log;

    /// <summary>Makes one; see <see cref="Pipeline3DServices"/>.</summary>
    public SentRuns(IOptions<Pipeline3DOptions> options, IServiceProvider services, ILoggerFactory logs)
    {
        _found = new(() =>
        {
            PluginSet plugins = PluginSet.Load(options.Value);
            return (plugins, plugins.Registry(services));
        });
        _log = logs.CreateLogger(PipelineRunner.RunCategory);
    }

    /// <summary>Version of the program and of what decides results: another process of the same gives the
    /// same.</summary>
    /// <exception cref="PluginException">A plug-in cannot be loaded.</exception>
    public string Build => BuildIdentity.Of(_found.Value.Plugins.Assemblies);

    /// <summary>Makes a graph, and how it is to be run.</summary>
    /// <param name="definition">The pipeline, as it was sent.</param>
    /// <param name="folder">Folder that blocks see as the run's.</param>
    /// <param name="cache">Folder for outputs that the processes of the run share when the pipeline names none; empty =
    /// none.</param>
    /// <param name="pathHere">Names a path of the sender's machine as it is named here.</param>
    /// <returns>The graph of fresh blocks, how to run it, and what to dispose once it has ended.</returns>
    /// <exception cref="RunException">It cannot be made here; the message says why and what to do.</exception>
    public (GraphPlan Plan, RunOptions Options, IDisposable Held) Make(string definition, string folder, string cache,
        Func<string, string> pathHere)
    {
        var devices = new DeviceCatalog();
        try
        {
            SentPipeline sent = SentPipeline.Read(definition);
            Graph graph = sent.Make(_found.Value.Blocks, pathHere);
            var device = new RunDevice(devices.Choose(sent.Device));
            string outputs = sent.Cache.Length > 0 ? pathHere(sent.Cache) : cache;
            return (graph.Plan(), new RunOptions
            {
                Context = new RunContext
                {
                    Folder = new RunFolder(folder), Seed = sent.Seed, Device = device, Log = _log,
                },
                Cache = outputs.Length == 0 ? null : new FolderCache(outputs, TimeProvider.System),
                Definitions = sent.Definitions,
            }, devices);
        }
        catch (Exception cause) when (cause is FormatException or OptionsException or PluginException
            or ArgumentException or GraphException)
        {
            devices.Dispose();
            throw new RunException($"the pipeline cannot be run here: {cause.Message}", cause);
        }
    }
}
