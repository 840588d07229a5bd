using System.Diagnostics;

namespace EndToEnd.Tests.Support;

/// <summary>Programs of the system, such as mount.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string tool, params string[] args)
    {
        var start = new ProcessStartInfo(tool, args) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
