using System.Text.RegularExpressions;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Definitions.Files;

/// <summary>Puts the values of parameters where <c>${name}</c> stands.</summary>
internal sealed partial class Parameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ListPart> _lists = new(StringComparer.Ordinal);
    private readonly List<DefinitionProblem> _problems;

    public Parameters(Part? section, List<DefinitionProblem> problems)
    {
        _problems = problems;
        if (section is null)
            return;
        if (section is not MapPart map)
        {
            problems.Add(new DefinitionProblem(section.Place, "P3D2003",
                "'parameters' is a mapping of names to values"));
            return;
        }
        foreach (MapEntry entry in map.Entries)
        {
            Part? value = entry.Value is MapPart declared ? declared.Find("default")?.Value : entry.Value;
            if (value is TextPart { Text: var text } && text.Length > 0)
                _values[entry.Key] = Fill(text, value.Place);
            else if (value is ListPart or MapPart)
            {
                // A mapping alone stands for a list of one, as a single value does.
                _lists[entry.Key] = (ListPart)Fill(value as ListPart ?? new ListPart(value.Place, [value]));
                _values[entry.Key] = Shown(_lists[entry.Key]);
            }
            else
                problems.Add(new DefinitionProblem(entry.Place, "P3D2015", $"the parameter '{entry.Key}' has no value",
                    $"give one: --set {entry.Key}=VALUE"));
        }
        Names = [.. map.Entries.Select(entry => entry.Key)];
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    private IReadOnlyList<string> Names { get; } = [];

    public Part Fill(Part part) => part switch
    {
        // A list stays one where it is all that stands there.
        TextPart text when Reference().Match(text.Text) is { Success: true } match && match.Length == text.Text.Length
            && _lists.TryGetValue(match.Groups[1].Value, out ListPart? items) => items,
        TextPart text => text with { Text = Fill(text.Text, text.Place) },
        ListPart list => list with { Items = [.. list.Items.Select(Fill)] },
        MapPart map => map with { Entries = [.. map.Entries.Select(entry
            => entry with { Value = Fill(entry.Value) })] },
        _ => part,
    };

    private static string Shown(Part part) => part switch
    {
        TextPart text => text.Text,
        ListPart list => $"[{string.Join(", ", list.Items.Select(Shown))}]",
        MapPart map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {Shown(entry.Value)}"))}}}",
        _ => "",
    };

    private string Fill(string text, Place place) => Reference().Replace(text, match =>
    {
        string name = match.Groups[1].Value;
        if (_values.TryGetValue(name, out string? value))
            return value;
        // A declared parameter without a value is a problem of its own already.
        if (!Names.Contains(name))
        {
            string? nearest = NearestName.Of(name, _values.Keys);
            _problems.Add(new DefinitionProblem(place, "P3D2010",
                $"there is no parameter '{name}'{(nearest is null ? "" : $". Did you mean '{nearest}'?")}",
                    "declare it under 'parameters', before its use"));
        }
        return "";
    });

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Reference();
}
