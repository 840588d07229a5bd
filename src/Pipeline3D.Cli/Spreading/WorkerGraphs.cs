using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Nats.Worker;

namespace Pipeline3D.Cli.Spreading;

/// <summary>Makes the graphs of a worker with the blocks of this program.</summary>
internal sealed class WorkerGraphs(SentRuns runs, PathMap paths) : IWorkerGraphs
{
    public string Build { get; } = runs.Build;

    public WorkerGraph Make(GraphOrder order)
    {
        try
        {
            (GraphPlan plan, RunOptions options, IDisposable held) = runs.Make(order.Definition, order.Folder,
                order.RunFolder.Length == 0 ? "" : Path.Combine(order.RunFolder, "journal", "scratch", "cache"),
                path => Allowed(order.PathHere(path), order));
            return new WorkerGraph(plan, options, held.Dispose);
        }
        catch (RunException cause)
        {
            throw new WorkerException(cause.Message, cause);
        }
    }

    // What is computed here may touch no more than whoever started the worker said.
    private string Allowed(string path, GraphOrder order) => paths.IsAllowed(path)
        || path.StartsWith(order.Folder, StringComparison.Ordinal) ? path
        : throw new WorkerException($"the pipeline names {path}, which lies below none of the folders that this worker "
            + "was started with (--root, --map)");
}
