using System.Globalization;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Cli.Running;

/// <summary>Runs a pipeline and shows it: what is resumed, how far it is, and what came of it.</summary>
internal sealed class RunOutput(CliConsole console)
{
    /// <summary>The request of a run that is shown.</summary>
    public RunRequest Request => new() { Started = Begin, ProgressInterval = ProgressLine.IntervalOf(console) };

    /// <summary>Runs and prints.</summary>
    /// <param name="run">Runs, and reports its progress.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Func<IProgress<RunProgress>, Task<RunReport>> run)
    {
        RunReport report = await run(new ProgressLine(console)).ConfigureAwait(false);
        await PrintAsync(report).ConfigureAwait(false);
        return (int)report.Outcome;
    }

    private void Begin(RunStarted run)
    {
        if (run.Before is not null)
            console.Error.WriteLine($"{(run.IsReplay ? "Replaying the dead letters of" : "Resuming")} {run.Folder}, "
                + $"which was {run.Before}: what is done is not computed again.");
    }

    private async Task PrintAsync(RunReport report)
    {
        MetricsTable.Print(report.Folder, console);
        foreach (string remark in report.Remarks)
            await console.Error.WriteLineAsync($"remark: {remark}").ConfigureAwait(false);
        foreach (IGrouping<RejectReason, DeadLetter> group in report.DeadLetters.GroupBy(letter => letter.Reason))
            await console.Error.WriteLineAsync(
                $"{group.Count()} unusable: {group.Key}, first: {group.First().Item} in {group.First().Block}: "
                    + $"{group.First().Message}").ConfigureAwait(false);
        foreach (string failure in report.Failures)
            await console.Error.WriteLineAsync($"failed: {failure}").ConfigureAwait(false);
        RunCounts counts = report.Counts;
        await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{report.Status}: {counts.Read} read = {counts.Completed} completed + {counts.Dead} unusable + "
                + $"{counts.Filtered} filtered{(counts.Resumed > 0 ? $", {counts.Resumed} resumed" : "")}, "
                + $"in {report.Elapsed.TotalSeconds:0.0} s")).ConfigureAwait(false);
        if (!report.DeadLetters.IsEmpty)
            await console.Out.WriteLineAsync($"Unusable: {report.Folder.DeadLetters}").ConfigureAwait(false);
        if (File.Exists(report.Folder.Report))
            await console.Out.WriteLineAsync($"Report: {Path.GetFullPath(report.Folder.Report)}")
                .ConfigureAwait(false);
    }
}
