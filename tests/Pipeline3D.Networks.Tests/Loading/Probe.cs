using System.Diagnostics;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Networks.Tests.Loading;

/// <summary>Runs tests/NetworkProbe as a process of its own.</summary>
internal static class Probe
{
    /// <summary>Its exit code and lines.</summary>
    public static async Task<(int ExitCode, string[] Lines, string Errors)> RunAsync(
        string libtorch, CancellationToken stop, params string[] arguments)
    {
        string program = Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "bin", "NetworkProbe",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "NetworkProbe.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (libtorch.Length > 0)
            start.Environment[Pipeline3D.Networks.Loading.TorchFolder.Variable] = libtorch;
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration end = stop.Register(() => process.Kill(entireProcessTree: true));
        Task<string> errors = process.StandardError.ReadToEndAsync(stop);
        string output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        string[] said = (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            string.Join('\n', said.TakeLast(5)));
    }
}
