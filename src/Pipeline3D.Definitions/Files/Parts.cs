namespace Pipeline3D.Definitions.Files;

/// <summary>A piece of a pipeline file that remembers where it stands.</summary>
internal abstract record Part(Place Place);

/// <summary>A single value as written.</summary>
internal sealed record TextPart(Place Place, string Text) : Part(Place);

/// <summary>A list.</summary>
internal sealed record ListPart(Place Place, IReadOnlyList<Part> Items) : Part(Place);

/// <summary>Keys and values in the order of the file.</summary>
internal sealed record MapPart(Place Place, IReadOnlyList<MapEntry> Entries) : Part(Place)
{
    public MapEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    public MapPart With(string key, Part value) => this with
    {
        Entries = Find(key) is null
            ? [.. Entries, new MapEntry(key, value.Place, value)]
            : [.. Entries.Select(entry => entry.Key == key ? entry with { Value = value } : entry)],
    };

    public static MapPart Empty(Place place) => new(place, []);
}

/// <summary>One key with its value; the place is that of the key.</summary>
internal sealed record MapEntry(string Key, Place Place, Part Value);
