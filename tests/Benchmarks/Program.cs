using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Pipeline3D.Benchmarks.Peers;
using Pipeline3D.Benchmarks.Peers.Torch;

// peers ...: the table beside other libraries; network ...: one group of 3D-ST's; torch-3dst ...: one row of it;
// anything else is BenchmarkDotNet's, as --filter '*Engine*'.
if (args is ["peers", ..])
    return PeersCommand.Run(args[1..]);
if (args is ["network", string program, string drivers, string points, string threads, string repeat])
    return NetworkTable.Run(program, drivers, int.Parse(points), int.Parse(threads), int.Parse(repeat));
if (args is ["torch-3dst", ..])
    return TorchPeerCommand.Run(args[1..]);
// In this process: a job of its own would have to restore packages, and with it the repository's lock files.
BenchmarkSwitcher.FromAssembly(typeof(PeersCommand).Assembly).Run(args, DefaultConfig.Instance.AddJob(
    Job.ShortRun.WithIterationCount(9).WithToolchain(InProcessEmitToolchain.Instance)));
return 0;
