using Pipeline3D.Core.Options;

namespace Pipeline3D.Definitions.Files;

/// <summary>Reads sections of a pipeline file and notes what does not belong there.</summary>
internal sealed class SectionReader(List<DefinitionProblem> problems)
{
    public void Report(Place place, string code, string message, string hint = "")
        => problems.Add(new DefinitionProblem(place, code, message, hint));

    /// <summary>Notes keys that mean nothing here.</summary>
    public void Allow(MapPart map, string what, params IReadOnlyList<string> keys)
    {
        foreach (MapEntry entry in map.Entries.Where(entry => !keys.Contains(entry.Key)))
            Report(entry.Place, "P3D2002", $"{what} has no key '{entry.Key}'{Meant(entry.Key, keys)}",
                $"Keys: {string.Join(", ", keys)}");
    }

    /// <summary>The mapping at a key; null when it is absent or, with the problem noted, something else.</summary>
    public MapPart? Map(MapPart map, string key) => Of<MapPart>(map, key, "a mapping of names to values");

    /// <summary>The list at a key.</summary>
    public ListPart? List(MapPart map, string key) => Of<ListPart>(map, key, "a list");

    /// <summary>The single value at a key.</summary>
    public TextPart? Text(MapPart map, string key) => Of<TextPart>(map, key, "a single value");

    /// <summary>Reads a value of a type; the default when it is absent or, with the problem noted, of another
    /// type.</summary>
    public T Value<T>(MapPart map, string key, T otherwise)
    {
        if (map.Find(key) is not { } entry)
            return otherwise;
        if (OptionParts.TryRead(entry.Value, typeof(T), out object? value))
            return (T)value!;
        Report(entry.Value.Place, "P3D2008",
            $"'{key}' is {Shown(entry.Value)}, which is no {OptionText.KindOf(typeof(T))}");
        return otherwise;
    }

    /// <summary>". Did you mean 'x'?" or nothing.</summary>
    public static string Meant(string found, IEnumerable<string> candidates)
        => NearestName.Of(found, candidates) is { } nearest ? $". Did you mean '{nearest}'?" : "";

    /// <summary>A value as the message shows it.</summary>
    public static string Shown(Part part) => part switch
    {
        TextPart text => $"'{text.Text}'",
        ListPart => "a list",
        _ => "a mapping",
    };

    private T? Of<T>(MapPart map, string key, string kind) where T : Part
    {
        if (map.Find(key) is not { } entry)
            return null;
        if (entry.Value is T part)
            return part;
        Report(entry.Value.Place, "P3D2003", $"'{key}' is {Shown(entry.Value)} where {kind} is needed");
        return null;
    }
}
