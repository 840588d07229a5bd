using System.Globalization;

namespace Pipeline3D.Core.Options;

/// <summary>Collects everything that is wrong with a set of options, so that all of it is reported at once.</summary>
public sealed class Problems
{
    private readonly List<Problem> _found = [];

    /// <summary>What was found so far, in the order of the checks.</summary>
    public IReadOnlyList<Problem> Found => _found;

    /// <summary>Notes a problem unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string option, object? found, string rule)
    {
        if (!holds)
            _found.Add(new Problem(option, Convert.ToString(found, CultureInfo.InvariantCulture) ?? "nothing", rule));
    }

    /// <summary>Notes a problem unless the value lies in the closed range.</summary>
    public void RequireRange<T>(T value, T low, T high, string option) where T : IComparable<T>
        => Require(value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0, option, value,
            $"must lie between {low} and {high}");

    /// <summary>Notes a problem when the text is empty.</summary>
    public void RequireText(string? value, string option)
        => Require(!string.IsNullOrWhiteSpace(value), option, value is null ? "nothing" : $"'{value}'",
            "must be given");
}
