using System.Text.RegularExpressions;

namespace Pipeline3D.Definitions.Files;

/// <summary>Unrolls <c>each: { NAME: LIST }, blocks: [...]</c>: the blocks once for every combination of the lists'
/// items, with <c>${NAME}</c> in the place of the item.</summary>
internal sealed partial class Loops(Parameters parameters, SectionReader reader)
{
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
        IEnumerable<Part> all = body.Items;
        foreach (MapEntry entry in names.Entries)
        {
            Part filled = parameters.Fill(entry.Value);
            TextPart[] values = filled switch
            {
                ListPart list => [.. list.Items.OfType<TextPart>()],
                TextPart { Text.Length: > 0 } text => [text],
                _ => [],
            };
            if (values.Length == 0)
            {
                reader.Report(entry.Place, "P3D2023", $"'{entry.Key}' of 'each' has no items", "give a list");
                return [];
            }
            all = [.. values.SelectMany(value => all.Select(part => With(part, entry.Key, value.Text)))];
        }
        return ((ListPart)Unroll(body with { Items = [.. all] })).Items;
    }

    private static Part With(Part part, string name, string value) => part switch
    {
        TextPart text => text with
        {
            Text = Reference().Replace(text.Text, match => match.Groups[1].Value == name ? value : match.Value),
        },
        ListPart list => list with { Items = [.. list.Items.Select(item => With(item, name, value))] },
        MapPart map => map with { Entries = [.. map.Entries.Select(entry
            => entry with { Value = With(entry.Value, name, value) })] },
        _ => part,
    };

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Reference();
}
