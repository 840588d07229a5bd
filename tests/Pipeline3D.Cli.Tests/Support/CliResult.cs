namespace Pipeline3D.Cli.Tests.Support;

/// <summary>What a command did.</summary>
/// <param name="Exit">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record CliResult(int Exit, string Output, string Error)
{
    /// <summary>Everything that was printed, for failure messages.</summary>
    public string All => $"exit {Exit}\n{Output}\n{Error}";
}
