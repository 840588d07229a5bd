using System.Runtime.InteropServices;
using Pipeline3D.Cli.Terminal;

namespace Pipeline3D.Cli.Running;

/// <summary>Keeps code of others from ending the process as if the command had done its work: a block that calls
/// <see cref="Environment.Exit"/> ends it, and yet no run that did not end has exit code 0.</summary>
internal sealed partial class ExitGuard : IDisposable
{
    private readonly CliConsole _console;

    public ExitGuard(CliConsole console)
    {
        _console = console;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>The command is done.</summary>
    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= OnExit;

    private void OnExit(object? sender, EventArgs e)
    {
        if (Environment.ExitCode != ExitCode.Ok)
            return;
        Environment.ExitCode = ExitCode.Failed;
        _console.Error.WriteLine("failed: the program was ended before the command was done, by a block or plug-in "
            + "that ended the process; a run goes on with the same command");
        _console.Error.Flush();
        // Another thread that calls for the end as well would set its own code again.
        if (!OperatingSystem.IsWindows())
            EndNow(ExitCode.Failed);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndNow(int code);
}
