using System.Globalization;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Cli.Running;

/// <summary>Shows how far a run is: one line that renews itself on a terminal, plain lines now and then
/// elsewhere.</summary>
internal sealed class ProgressLine(CliConsole console) : IProgress<RunProgress>
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    /// <summary>How often a console wants to be told.</summary>
    public static TimeSpan IntervalOf(CliConsole console) => console.IsInteractive ? Fast : Slow;

    /// <summary>Writes the line.</summary>
    public void Report(RunProgress value)
    {
        string line = Format(value) + (!value.HasEnded && value.Status.Length > 0 ? $"  {value.Status}" : "");
        if (console.IsInteractive)
            console.Error.Write($"\r{line,-78}{(value.HasEnded ? Environment.NewLine : "")}");
        else
            console.Error.WriteLine(line);
    }

    /// <summary>The line, for example <c> 42/100 items  42%  12.3/s  ETA 0:05  1 dead</c>.</summary>
    internal static string Format(RunProgress progress)
    {
        string total = progress.Total is { } all
            ? string.Create(CultureInfo.InvariantCulture,
                $"{progress.Ended}/{all} items  {(all == 0 ? 100 : 100 * progress.Ended / all)}%")
            : $"{progress.Ended} items";
        string workers = progress.Workers is { } there ? string.Create(CultureInfo.InvariantCulture,
            $"  {there.Count} workers, {there.Sum(worker => worker.Places)} places") : "";
        string left = progress.Remaining is { } remaining
            ? string.Create(CultureInfo.InvariantCulture, $"ETA {(int)remaining.TotalMinutes}:{remaining.Seconds:00}")
                : "ETA ?";
        return string.Create(CultureInfo.InvariantCulture,
            $"{total}  {progress.Rate:0.0}/s  {left}  {progress.Dead} dead{workers}");
    }
}
