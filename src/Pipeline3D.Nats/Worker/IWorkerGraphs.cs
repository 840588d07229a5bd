using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Nats.Worker;

/// <summary>Makes graphs of the definitions that runs are sent with.</summary>
public interface IWorkerGraphs
{
    /// <summary>Version of the program and of what decides results.</summary>
    string Build { get; }

    /// <summary>Makes a graph of fresh blocks.</summary>
    /// <param name="order">What is asked for.</param>
    /// <exception cref="WorkerException">It cannot be made here; the message says why and what to do.</exception>
    WorkerGraph Make(GraphOrder order);
}

/// <summary>A graph that a worker is to make.</summary>
/// <param name="Definition">The pipeline, as the program wrote it.</param>
/// <param name="Folder">The folder that blocks see as the run's: scratch.</param>
/// <param name="RunFolder">The run's folder as seen here; empty when it is not.</param>
/// <param name="PathHere">Names a path of the run's machine as it is named here.</param>
public sealed record GraphOrder(string Definition, string Folder, string RunFolder, Func<string, string> PathHere);

/// <summary>A graph, and how to run it: feed and order are set by whoever runs it.</summary>
/// <param name="Plan">The graph.</param>
/// <param name="Options">How to run it.</param>
/// <param name="Release">Called when it has ended.</param>
public sealed record WorkerGraph(GraphPlan Plan, RunOptions Options, Action Release);
