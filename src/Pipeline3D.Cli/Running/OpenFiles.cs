using System.Globalization;

namespace Pipeline3D.Cli.Running;

/// <summary>Tells beforehand when a process may open too few files: later the runtime finds its own libraries no more,
/// and blames files that are there, or memory.</summary>
internal static class OpenFiles
{
    /// <summary>Libraries of the program, the journal, pipes and a few scans at once.</summary>
    internal const int Needed = 256;

    private const string Limits = "/proc/self/limits";

    /// <summary>Why the command cannot begin; null when it can, or when the system does not say.</summary>
    public static string? Problem() => !File.Exists(Limits) ? null : ProblemOf(File.ReadAllLines(Limits));

    /// <summary>As above, of the lines in which Linux says the limits of a process.</summary>
    internal static string? ProblemOf(IEnumerable<string> limits)
    {
        const string Title = "Max open files";
        string? line = limits.FirstOrDefault(found => found.StartsWith(Title, StringComparison.Ordinal));
        string? soft = line?[Title.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault();
        return int.TryParse(soft, CultureInfo.InvariantCulture, out int most) && most < Needed
            ? $"this process may have {most} files open, and needs {Needed} for its own libraries and a few scans; "
                + "raise the limit, for example: ulimit -n 1024" : null;
    }
}
