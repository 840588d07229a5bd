using System.Globalization;
using Pipeline3D.Core;
using Pipeline3D.Engine;

namespace Pipeline3D.Cli;

/// <summary>Shows how far a run is: one line that renews itself on a terminal, plain lines now and then
/// elsewhere.</summary>
internal sealed class ProgressLine(CliConsole console, GraphRun run, RunContext context) : IAsyncDisposable
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ended = new();
    private Task _show = Task.CompletedTask;

    public void Start() => _show = ShowAsync();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _show.ConfigureAwait(false);
        if (run.Progress is { } last)
            await WriteAsync(last, isLast: true).ConfigureAwait(false);
        _ended.Dispose();
    }

    /// <summary>The line, for example <c> 42/100 items  42%  12.3/s  ETA 0:05  1 dead</c>.</summary>
    internal static string Format(RunProgress progress)
    {
        string total = progress.Total is { } all
            ? string.Create(CultureInfo.InvariantCulture,
                $"{progress.Ended}/{all} items  {(all == 0 ? 100 : 100 * progress.Ended / all)}%")
            : $"{progress.Ended} items";
        string left = progress.Remaining is { } remaining
            ? string.Create(CultureInfo.InvariantCulture, $"ETA {(int)remaining.TotalMinutes}:{remaining.Seconds:00}")
                : "ETA ?";
        return string.Create(CultureInfo.InvariantCulture,
            $"{total}  {progress.Rate:0.0}/s  {left}  {progress.Dead} dead");
    }

    private async Task ShowAsync()
    {
        using var timer = new PeriodicTimer(console.IsInteractive ? Fast : Slow, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
                if (run.Progress is { } progress)
                    await WriteAsync(progress, isLast: false).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The run has ended; the last line is written by whoever ended it.
        }
    }

    private async Task WriteAsync(RunProgress progress, bool isLast)
    {
        string line = Format(progress) + (!isLast && context.Status is { Length: > 0 } status ? $"  {status}" : "");
        if (console.IsInteractive)
            await console.Error.WriteAsync($"\r{line,-78}{(isLast ? Environment.NewLine : "")}").ConfigureAwait(false);
        else
            await console.Error.WriteLineAsync(line).ConfigureAwait(false);
    }
}
