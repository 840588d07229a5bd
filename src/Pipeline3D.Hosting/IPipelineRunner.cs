using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Hosting;

/// <summary>Runs pipelines as the command line does: with journal, cache, device, manifest and report. Thread-safe;
/// runs may go on side by side, each in a folder of its own.</summary>
public interface IPipelineRunner
{
    /// <summary>The kinds of block that pipelines may use here.</summary>
    /// <exception cref="PluginException">A plug-in cannot be loaded, or two blocks have the same address.</exception>
    BlockRegistry Blocks { get; }

    /// <summary>Reads a pipeline file and makes its blocks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Values for parameters and options, each <c>NAME=VALUE</c>, <c>run.KEY=VALUE</c> or
    /// <c>BLOCK.OPTION=VALUE</c>; later ones win. Default: none.</param>
    /// <returns>The pipeline, ready for one run.</returns>
    /// <exception cref="DefinitionException">It cannot be run; every problem is listed with file, line and
    /// column.</exception>
    /// <exception cref="PluginException">A plug-in cannot be loaded.</exception>
    PipelineDefinition Load(string path, IReadOnlyList<string>? overrides = null);

    /// <summary>Runs a pipeline to its end, or resumes the run in the request's folder.</summary>
    /// <param name="definition">The pipeline, as <see cref="Load"/> made it; each runs once.</param>
    /// <param name="request">Folder, limits, who is told.</param>
    /// <param name="progress">Told how far the run is, one report after the other. Default: nobody.</param>
    /// <param name="drain">Cancel to read no further scan and let those in work finish.</param>
    /// <param name="stop">Cancel to stop at once: scans in work become dead letters. The task ends with a report all
    /// the same.</param>
    /// <returns>What came of it; a scan that cannot be used is a dead letter in it, never an exception.</returns>
    /// <exception cref="RunException">It cannot begin: the folder holds another run or something else, there is no such
    /// device, the definition ran already.</exception>
    /// <exception cref="JournalException">Another process runs in the folder, or it cannot be written.</exception>
    Task<RunReport> RunAsync(PipelineDefinition definition, RunRequest request,
        IProgress<RunProgress>? progress = null, CancellationToken drain = default, CancellationToken stop = default);

    /// <summary>Runs the rejected scans of a run again and merges them into its results and report.</summary>
    /// <param name="folder">Folder of the run, which was made of a pipeline file.</param>
    /// <param name="overrides">Values for the scans that are run again, on top of those of the run.</param>
    /// <param name="request">Limits, who is told; its folder is not asked.</param>
    /// <param name="progress">Told how far the run is. Default: nobody.</param>
    /// <param name="drain">As for <see cref="RunAsync"/>.</param>
    /// <param name="stop">As for <see cref="RunAsync"/>.</param>
    /// <returns>The whole run, what was replayed and what stood before.</returns>
    /// <exception cref="DefinitionException">The pipeline file of the run cannot be run any more.</exception>
    /// <exception cref="PluginException">A plug-in of the run cannot be loaded.</exception>
    /// <exception cref="RunException">The folder holds no run that can be replayed, or the pipeline file says something
    /// else by now.</exception>
    /// <exception cref="JournalException">Another process runs in the folder, or it cannot be written.</exception>
    Task<RunReport> ReplayAsync(string folder, IReadOnlyList<string> overrides, RunRequest request,
        IProgress<RunProgress>? progress = null, CancellationToken drain = default, CancellationToken stop = default);
}
