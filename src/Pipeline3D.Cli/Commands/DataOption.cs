using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>--no-data</c> of the verbs that look at a pipeline's data, and what they see.</summary>
internal static class DataOption
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    public static Option<bool> Make() => new("--no-data")
    {
        Description = "Look at the file alone, not at the folders of its sources.",
    };

    /// <summary>Prints what the sources would read.</summary>
    /// <returns>Whether all of them can start.</returns>
    public static async Task<bool> PrintAsync(PipelineDefinition pipeline, CliConsole console, CancellationToken stop)
    {
        ImmutableArray<SourceLook> looks = await SourceLook.AllAsync(pipeline, stop).ConfigureAwait(false);
        foreach (SourceLook look in looks.Where(look => look.Entries is not null))
            await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"Data: {look.Source} reads {look.Entries} scan{(look.Entries == 1 ? "" : "s")}, "
                    + $"{ByteSize.Write(look.FileBytes)} of files")).ConfigureAwait(false);
        foreach (SourceLook look in looks.Where(look => look.Problem is not null))
            await console.Error.WriteLineAsync($"{look.Source} cannot start: {look.Problem}").ConfigureAwait(false);
        if (looks.Any(look => look.Entries > 0))
            foreach (DiskNeed need in DiskNeed.Of(pipeline, looks))
            {
                await console.Out.WriteLineAsync($"Disk: {need.Sentence}").ConfigureAwait(false);
                await WarnAsync(need, console).ConfigureAwait(false);
            }
        if (SourceLook.LastRun(pipeline) is { } last)
            await console.Out.WriteLineAsync(last).ConfigureAwait(false);
        return looks.All(look => look.Problem is null);
    }

    /// <summary>Warns when a disk may not hold what a run will write.</summary>
    /// <param name="pipeline">The pipeline; its sources are started to list what there is, so that it cannot be
    /// run.</param>
    /// <param name="folder">The run's folder; null for that of the file.</param>
    /// <param name="console">Where to.</param>
    /// <param name="stop">Ends the listing.</param>
    public static async Task WarnOfDiskAsync(PipelineDefinition pipeline, string? folder, CliConsole console,
        CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        enough.CancelAfter(LongestLook);
        try
        {
            ImmutableArray<SourceLook> looks = await Task.Run(() => SourceLook.AllAsync(pipeline, enough.Token),
                CancellationToken.None).WaitAsync(enough.Token).ConfigureAwait(false);
            foreach (DiskNeed need in DiskNeed.Of(pipeline, looks, folder))
                await WarnAsync(need, console).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A source that takes long, or is stuck, keeps no run waiting for a warning; the run lists it again.
        }
    }

    private static async Task WarnAsync(DiskNeed need, CliConsole console)
    {
        if (need.Warning is { } warning)
            await console.Error.WriteLineAsync($"warning: {warning}").ConfigureAwait(false);
    }
}
