using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Hosting.Serving;

/// <summary>Serves a pipeline behind HTTP and a watched folder, in a host or alone: what <c>pipeline3d serve</c>
/// does.</summary>
/// <remarks>
/// In a host (<c>AddPipeline3DService</c>) it listens once the host has started; a file that
/// cannot be served, or a port that is taken, ends the start of the host. When the host stops, no further scan is
/// accepted and all that were are finished and answered; what is not answered when the host's shutdown timeout passes
/// is stopped and answered 503. A run that ends by itself in failure ends the host, by the host's own rule for
/// background services. It keeps no journal: what was accepted lies in the spool until it is answered.
/// </remarks>
public sealed class PipelineService : BackgroundService
{
    // Long enough to answer what was stopped and to write the manifest; a host is not to hang on a block that does not
    // heed its stop.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(5);

    private readonly IPipelineRunner _runner;
    private readonly ServiceRequest _request;
    private readonly ILoggerFactory _logs;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<ServiceStarted> _listening
        = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServedPipeline? _served;

    /// <summary>Makes a service; nothing is read and nothing listens yet.</summary>
    /// <param name="runner">What loads the pipeline.</param>
    /// <param name="request">Which pipeline is served, and how.</param>
    /// <param name="logs">Where every answer and every remark is logged.</param>
    /// <param name="lifetime">The host whose stopping drains the service; null without a host.</param>
    public PipelineService(IPipelineRunner runner, ServiceRequest request, ILoggerFactory logs,
        IHostApplicationLifetime? lifetime = null)
    {
        (_runner, _request, _logs) = (runner, request, logs);
        _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;
    }

    /// <summary>Name, address and folder; null before it listens.</summary>
    public ServiceStarted? Started => _listening.Task is { IsCompletedSuccessfully: true, Result: var started }
        ? started : null;

    /// <summary>What came of it; null while it serves.</summary>
    public ServiceReport? Report { get; private set; }

    /// <summary>Serves until it is drained, stopped, or has given all its answers. Once.</summary>
    /// <param name="drain">Cancel to accept no further scan and finish those accepted.</param>
    /// <param name="stop">Cancel to answer at once that scans in work were stopped.</param>
    /// <exception cref="DefinitionException">The pipeline file cannot be run.</exception>
    /// <exception cref="RunException">The pipeline cannot be served, its folder is taken, or there is no such
    /// device.</exception>
    /// <exception cref="IOException">The port is taken, or a folder cannot be written.</exception>
    public async Task<ServiceReport> RunAsync(CancellationToken drain = default, CancellationToken stop = default)
    {
        ServedPipeline served = _served ??= Load();
        return Report = await served.RunAsync(started =>
        {
            _listening.TrySetResult(started);
            _request.Started?.Invoke(started);
        }, drain, stop).ConfigureAwait(false);
    }

    /// <summary>Loads the pipeline and waits until it listens.</summary>
    /// <param name="cancellationToken">The host gives up starting.</param>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _served = Load();
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
        Task serving = ExecuteTask!;
        await (await Task.WhenAny(_listening.Task, serving).WaitAsync(cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    /// <summary>Finishes what was accepted; stops it when the host's patience ends.</summary>
    /// <param name="cancellationToken">The host's shutdown timeout has passed.</param>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _drain.CancelAsync().ConfigureAwait(false);
        if (ExecuteTask is not { } serving)
            return;
        var patience = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(() => patience.TrySetResult()).ConfigureAwait(false))
            if (await Task.WhenAny(serving, patience.Task).ConfigureAwait(false) == serving)
                return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(serving, Task.Delay(TimeToStop, CancellationToken.None)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _drain.Dispose();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(_drain.Token, _stopping, stoppingToken);
        ServiceReport report = await RunAsync(drain.Token, _stop.Token).ConfigureAwait(false);
        if (report.Outcome != RunOutcome.Ok && !drain.IsCancellationRequested)
            throw new RunException($"the service {Started?.Name} ended by itself: "
                + string.Join("; ", report.Run.Failures.DefaultIfEmpty("no more scans can come")));
    }

    private ServedPipeline Load() => new(_runner.Load(_request.File, _request.Overrides), _request, _logs);
}
