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
        if (SourceLook.LastRun(pipeline) is { } last)
            await console.Out.WriteLineAsync(last).ConfigureAwait(false);
        return looks.All(look => look.Problem is null);
    }
}
