using System.Runtime.InteropServices;
using Pipeline3D.Cli.Terminal;

namespace Pipeline3D.Cli.Running;

/// <summary>Ctrl-C (or SIGTERM) drains a run, a second one stops it, a third one ends the process.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CliConsole _console;
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public StopSignals(CliConsole console)
    {
        _console = console;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    public CancellationToken Drain => _drain.Token;

    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _drain.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        switch (Interlocked.Increment(ref _count))
        {
            case 1:
                context.Cancel = true;
                _console.Error.WriteLine("Draining: no further scan is read, those in work are finished. Again to "
                    + "stop at once.");
                _drain.Cancel();
                break;
            case 2:
                context.Cancel = true;
                _console.Error.WriteLine("Stopping: scans in work become dead letters.");
                _stop.Cancel();
                break;
        }
    }
}
