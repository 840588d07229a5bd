using Pipeline3D.Cli;
using Pipeline3D.Cli.Terminal;

return await CommandTree.RunAsync(args, CliConsole.OfProcess()).ConfigureAwait(false);
