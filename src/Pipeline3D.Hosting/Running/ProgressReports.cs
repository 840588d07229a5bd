using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Hosting.Running;

/// <summary>Reports how far a run is, now and then while it lasts and once at its end.</summary>
internal sealed class ProgressReports : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly IProgress<RunProgress>? _progress;
    private readonly GraphRun _run;
    private readonly Task _reports;

    /// <summary>Begins to report.</summary>
    /// <param name="progress">Who is told, one report after the other; null for nobody.</param>
    /// <param name="run">The run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="interval">Time between two reports.</param>
    public ProgressReports(IProgress<RunProgress>? progress, GraphRun run, TimeProvider time, TimeSpan interval)
    {
        (_progress, _run) = (progress, run);
        _reports = progress is null ? Task.CompletedTask : ReportAsync(progress, time, interval);
    }

    /// <summary>Reports the end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _reports.ConfigureAwait(false);
        if (_run.Progress is { } last)
            _progress?.Report(last with { HasEnded = true });
        _ended.Dispose();
    }

    private async Task ReportAsync(IProgress<RunProgress> progress, TimeProvider time, TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
                if (_run.Progress is { } now)
                    progress.Report(now);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The run has ended; the last report is made by whoever ended it.
        }
    }
}
