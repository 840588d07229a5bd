using Pipeline3D.Cli;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;

var console = CliConsole.OfProcess();
using var guard = new ExitGuard(console);
if (OpenFiles.Problem() is { } problem)
{
    await console.Error.WriteLineAsync($"failed: {problem}").ConfigureAwait(false);
    return ExitCode.Failed;
}
return await CommandTree.RunAsync(args, console).ConfigureAwait(false);
