using System.Globalization;
using Xunit;

namespace Pipeline3D.TestSupport;

/// <summary>How often the long tests repeat what they do: a tenth as often in the usual run, all of it when
/// <c>bash tools/test --soak</c> has set PIPELINE3D_SOAK to 1.</summary>
public static class Soak
{
    /// <summary>Whether this is the long run.</summary>
    public static bool IsOn => Environment.GetEnvironmentVariable("PIPELINE3D_SOAK") == "1";

    /// <summary>Repetitions of this run; the test's output says which it ran.</summary>
    /// <param name="all">Those of the long run.</param>
    /// <param name="variable">An environment variable that sets another number, for the figures of a page.</param>
    /// <exception cref="FormatException">The variable holds no whole number above 0.</exception>
    public static int Repetitions(int all, string? variable = null)
    {
        int repetitions = IsOn ? all : Math.Max(1, all / 10);
        if (variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out repetitions)
                || repetitions == 0))
            throw new FormatException($"{variable} is '{text}': set it to a whole number above 0, or not at all");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{repetitions} repetitions of {all}{(repetitions < all ? "; bash tools/test --soak runs them all" : "")}"));
        return repetitions;
    }
}
