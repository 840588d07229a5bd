using Pipeline3D.Cli;

return await CommandTree.RunAsync(args, CliConsole.OfProcess()).ConfigureAwait(false);
