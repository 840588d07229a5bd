using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Pipeline3D.Benchmarks.Peers;

// peers ...: the table beside other libraries; anything else is BenchmarkDotNet's, as --filter '*Engine*'.
if (args is ["peers", ..])
    return PeersCommand.Run(args[1..]);
// In this process: a job of its own would have to restore packages, and with it the repository's lock files.
BenchmarkSwitcher.FromAssembly(typeof(PeersCommand).Assembly).Run(args, DefaultConfig.Instance.AddJob(
    Job.ShortRun.WithIterationCount(9).WithToolchain(InProcessEmitToolchain.Instance)));
return 0;
