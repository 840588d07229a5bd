namespace Pipeline3D.Nats;

/// <summary>Places at which tests have a process end, as if it were killed there: named, by an environment variable,
/// with the number of the time.</summary>
internal static class FaultPoints
{
    private static readonly (string Name, int Count)? Armed = Parse(
        Environment.GetEnvironmentVariable("PIPELINE3D_FAULT_POINT"));

    private static readonly StrongBox Seen = new();

    /// <summary>Ends the process when the variable says <c>NAME:COUNT</c> and this is the COUNT-th time.</summary>
    public static void At(string name)
    {
        if (Armed is { } armed && armed.Name == name && Interlocked.Increment(ref Seen.Value) == armed.Count)
            System.Diagnostics.Process.GetCurrentProcess().Kill();
    }

    private static (string, int)? Parse(string? text)
        => text?.Split(':') is [var name, var count] && int.TryParse(count, out int number) ? (name, number) : null;

    private sealed class StrongBox
    {
        public int Value;
    }
}
