namespace Pipeline3D.Definitions.Files;

/// <summary>Unrolls <c>chain: NAME</c>: a row of blocks written once and used in several places.</summary>
/// <remarks>The blocks of a chain used under the id <c>x</c> are called <c>x/NAME</c>, the last one <c>x</c>
/// itself.</remarks>
internal sealed class Chains(MapPart? chains, SectionReader reader)
{
    public IEnumerable<MapPart> Unroll(MapPart block)
    {
        if (block.Find("chain") is null)
            return [block];
        reader.Allow(block, "a use of a chain", "id", "chain", "from");
        if (reader.Text(block, "chain") is not { } name)
            return [];
        if (chains?.Find(name.Text) is not { } chain)
        {
            reader.Report(name.Place, "P3D2017", $"there is no chain '{name.Text}'"
                + SectionReader.Meant(name.Text, chains?.Entries.Select(entry => entry.Key) ?? []),
                    "declare it under 'chains'");
            return [];
        }
        if (chain.Value is not ListPart { Items.Count: > 0 } list || list.Items.Any(item => item is not MapPart))
        {
            reader.Report(chain.Place, "P3D2003", $"the chain '{name.Text}' must be a list of blocks");
            return [];
        }
        string id = reader.Text(block, "id")?.Text ?? name.Text;
        return Name(list, id, block);
    }

    private IEnumerable<MapPart> Name(ListPart list, string id, MapPart use)
    {
        string? previous = null;
        for (int i = 0; i < list.Items.Count; i++)
        {
            var link = (MapPart)list.Items[i];
            string own = reader.Text(link, "id")?.Text ?? reader.Text(link, "use")?.Text.Split('.')[^1] ?? $"{i + 1}";
            string linkId = i == list.Items.Count - 1 ? id : $"{id}/{own}";
            MapPart named = link.With("id", new TextPart(link.Place, linkId));
            if (previous is not null)
                named = named.With("from", new TextPart(link.Place, previous));
            else if (use.Find("from") is { } from)
                named = named.With("from", from.Value);
            previous = linkId;
            yield return named;
        }
    }
}
