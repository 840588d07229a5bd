using System.Diagnostics;

namespace EndToEnd.Tests.Support;

/// <summary>The command line as a process of its own, which a test may kill.</summary>
internal static class CliProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "pipeline3d.dll");

    /// <summary>Starts it; output and error go to the caller.</summary>
    public static Process Start(IEnumerable<string> args, params IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args]) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<CliResult> RunAsync(params IEnumerable<string> args)
    {
        using Process process = Start(args);
        return await EndAsync(process);
    }

    /// <summary>Kills it (SIGKILL) unless it ends before.</summary>
    /// <param name="isMoment">Whether it is time to, given the time since its start; asked about every
    /// millisecond.</param>
    /// <param name="args">The command line.</param>
    /// <returns>Whether it was killed.</returns>
    public static async Task<bool> RunAndKillAsync(Func<TimeSpan, bool> isMoment, params IEnumerable<string> args)
    {
        using Process process = Start(args);
        Task<CliResult> end = EndAsync(process);
        var clock = Stopwatch.StartNew();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!process.HasExited && !isMoment(clock.Elapsed))
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        bool isKilled = !process.HasExited;
        if (isKilled)
            process.Kill();
        await end;
        return isKilled;
    }

    /// <summary>Reads what it prints until its end.</summary>
    public static async Task<CliResult> EndAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }
}
