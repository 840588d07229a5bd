using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pipeline3D.Detection.Models;

/// <summary>Collects everything that is wrong with a set of options, so that one error names it all.</summary>
internal sealed class OptionProblems(string owner)
{
    private readonly List<string> _problems = [];

    public void Require(
        bool holds, object value, string rule, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!holds)
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it {rule}"));
    }

    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
            throw new ArgumentException($"{owner}: {string.Join(". ", _problems)}.");
    }
}
