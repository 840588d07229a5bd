using Pipeline3D.Cli;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;

var console = CliConsole.OfProcess();
using var guard = new ExitGuard(console);
return await CommandTree.RunAsync(args, console).ConfigureAwait(false);
