
namespace Pipeline3D.Definitions.Files;

/// <summary>Unrolls <c>each: { NAME: LIST }, blocks: [...]</c>: the blocks once for every combination of the lists'
/// items, with <c>${NAME}</c> in the place of the item, or <c>${NAME.KEY}</c> in the place of what a mapping has under
/// KEY.</summary>
internal sealed class Loops(Parameters parameters, Expansion expansion, SectionReader reader)
{
    // The lists of a loop multiply; no graph of more blocks can be run.
    private const int MaxBlocks = 10_000;

    private static readonly string[] Keys = ["each", "blocks"];

    /// <summary>The blocks with all loops unrolled, loops within loops included.</summary>
    public Part Unroll(Part blocks) => blocks is ListPart list
        ? list with { Items = [.. list.Items.SelectMany(Unrolled)] } : blocks;

    private IEnumerable<Part> Unrolled(Part item)
    {
        if (item is not MapPart map || map.Find("each") is not { } each)
            return [item];
        reader.Allow(map, "a loop", Keys);
        if (each.Value is not MapPart { Entries.Count: > 0 } names
            || reader.List(map, "blocks") is not { Items.Count: > 0 } body)
        {
            reader.Report(each.Place, "P3D2023", "a loop has 'each', a mapping of names to lists, and 'blocks', a list",
                "write for example each: { seed: [0, 1, 2] }");
            return [];
        }
        IReadOnlyList<Part> all = body.Items;
        foreach (MapEntry entry in names.Entries)
        {
            Part filled = parameters.Fill(entry.Value);
            Part[] values = filled switch
            {
                ListPart list => [.. list.Items.Where(part => part is TextPart or MapPart)],
                TextPart { Text.Length: > 0 } or MapPart => [filled],
                _ => [],
            };
            if (values.Length == 0)
            {
                // A parameter may name none: what the loop would make is left out.
                if (entry.Value is TextPart && filled is ListPart { Items.Count: 0 })
                    return [];
                reader.Report(entry.Place, "P3D2023", $"'{entry.Key}' of 'each' has no items", "give a list");
                return [];
            }
            if ((long)values.Length * all.Count > MaxBlocks)
            {
                reader.Report(entry.Place, "P3D2023", $"the loop makes more than {MaxBlocks} blocks",
                    "give shorter lists, or fewer of them");
                return [];
            }
            all = [.. values.SelectMany(value => all.Select(part => With(part, NamesOf(entry.Key, value))))];
        }
        return ((ListPart)Unroll(body with { Items = [.. all] })).Items;
    }

    private static Dictionary<string, string> NamesOf(string name, Part value) => value switch
    {
        TextPart text => new(StringComparer.Ordinal) { [name] = text.Text },
        MapPart map => map.Entries.Where(entry => entry.Value is TextPart).ToDictionary(
            entry => $"{name}.{entry.Key}", entry => ((TextPart)entry.Value).Text, StringComparer.Ordinal),
        _ => [],
    };

    private Part With(Part part, Dictionary<string, string> names) => part switch
    {
        TextPart text => text with
        {
            Text = expansion.Fill(text.Text, text.Place, names.GetValueOrDefault, _ => []),
        },
        ListPart list => list with { Items = [.. list.Items.Select(item => With(item, names))] },
        MapPart map => map with { Entries = [.. map.Entries.Select(entry
            => entry with { Value = With(entry.Value, names) })] },
        _ => part,
    };
}
