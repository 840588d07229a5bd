using System.Diagnostics;

namespace EndToEnd.Tests.Support;

/// <summary>Programs of the system, such as mount.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string tool, params string[] args)
        => (await OutputAsync(tool, args)).Exit;

    /// <summary>Runs one to its end.</summary>
    /// <returns>Its exit code and all that it wrote, without white space at the ends.</returns>
    public static async Task<(int Exit, string Output)> OutputAsync(string tool, params string[] args)
    {
        var start = new ProcessStartInfo(tool, args) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(stop), error = process.StandardError
            .ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, (await output + await error).Trim());
    }
}
