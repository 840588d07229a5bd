using Pipeline3D.Core.Runs;

namespace Pipeline3D.Hosting.Running;

/// <summary>What a pool of other processes is told of a run that it is to compute.</summary>
/// <param name="RunId">The run's own name: 16 hexadecimal digits, the same after it was killed and begun again.</param>
/// <param name="Name">Name of the pipeline.</param>
/// <param name="Definition">The pipeline, as <see cref="SentRuns"/> reads it.</param>
/// <param name="Build">Version of the program and of what decides results.</param>
/// <param name="Context">The run: its folder, its clock, whom to tell.</param>
/// <param name="ValueFiles">Lists the files of values that every process loads by itself, such as saved models.</param>
public sealed record PoolRequest(string RunId, string Name, string Definition, string Build, RunContext Context,
    Func<CancellationToken, Task<IReadOnlyList<string>>> ValueFiles);
