using System.Globalization;

namespace Pipeline3D.ScaleModel;

/// <summary>The command line: words, and numbers by name.</summary>
public sealed class Options
{
    private readonly Dictionary<string, double> _numbers = new(StringComparer.Ordinal);

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="known">Names of the numbers that there are, without their hyphens.</param>
    /// <exception cref="ArgumentException">One is none of them.</exception>
    public Options(IReadOnlyList<string> arguments, IReadOnlyList<string> known)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                Folder = Folder is null ? arguments[i]
                    : throw new ArgumentException($"two folders are named: {Folder} and {arguments[i]}");
                continue;
            }
            string name = arguments[i][2..];
            if (!known.Contains(name))
                throw new ArgumentException($"there is no option --{name}; there are --{string.Join(", --", known)}");
            if (++i == arguments.Count || !double.TryParse(arguments[i], NumberStyles.Float,
                CultureInfo.InvariantCulture, out double number) || number < 0 || !double.IsFinite(number))
                throw new ArgumentException($"--{name} takes a number that is not negative, such as 200 or 2e6");
            _numbers[name] = number;
        }
    }

    /// <summary>The run's folder; null when none is named.</summary>
    public string? Folder { get; }

    /// <summary>A number, or what stands for it when it is not given.</summary>
    public double Number(string name, double otherwise) => _numbers.GetValueOrDefault(name, otherwise);

    /// <summary>A whole number.</summary>
    /// <exception cref="ArgumentException">It is not whole, or too large.</exception>
    public int Whole(string name, int otherwise) => Number(name, otherwise) is var number
        && number == Math.Floor(number) && number <= int.MaxValue ? (int)number
        : throw new ArgumentException($"--{name} takes a whole number");
}
