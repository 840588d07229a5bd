using Pipeline3D.Core.Options;

namespace Pipeline3D.Definitions.Files;

/// <summary>Puts the values of parameters where <c>${name}</c> stands.</summary>
internal sealed class Parameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ListPart> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _named = new(StringComparer.Ordinal);
    private readonly List<DefinitionProblem> _problems;
    private readonly Expansion _expansion;
    private readonly List<string> _names = [];

    public Parameters(Part? section, Expansion expansion, List<DefinitionProblem> problems)
    {
        (_problems, _expansion) = (problems, expansion);
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
            _named[entry.Key] = _names = [];
            Part? value = entry.Value is MapPart declared ? declared.Find("default")?.Value : entry.Value;
            if (value is TextPart { Text: var text } && text.Length > 0)
                _values[entry.Key] = Fill(text, value.Place);
            else if (value is ListPart or MapPart)
            {
                // A mapping alone stands for a list of one, as a single value does.
                Part list = Fill(value as ListPart ?? new ListPart(value.Place, [value]));
                if (!_expansion.Allows(list, value.Place, entry.Key, WayFrom))
                    list = new ListPart(value.Place, []);
                _lists[entry.Key] = (ListPart)list;
                _values[entry.Key] = Shown(list);
            }
            else
                problems.Add(new DefinitionProblem(entry.Place, "P3D2015", $"the parameter '{entry.Key}' has no value",
                    $"give one: --set {entry.Key}=VALUE"));
        }
        _names = [];
        Names = [.. map.Entries.Select(entry => entry.Key)];
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    private IReadOnlyList<string> Names { get; } = [];

    public Part Fill(Part part) => part switch
    {
        // A list stays one where it is all that stands there.
        TextPart text when Expansion.NameOf(text.Text) is { } name && _lists.TryGetValue(name, out ListPart? items)
            => Used(name, items, text.Place),
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

    private ListPart Used(string name, ListPart items, Place place)
    {
        _names.Add(name);
        return _expansion.Allows(items, place, name, WayFrom) ? items : new ListPart(place, []);
    }

    // The first name that each value names, one after the other.
    private IEnumerable<string> WayFrom(string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(name) && _named.TryGetValue(name, out List<string>? named) && named.Count > 0)
            yield return name = named[0];
    }

    private string Fill(string text, Place place) => _expansion.Fill(text, place, name =>
    {
        _names.Add(name);
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
    }, WayFrom);
}
