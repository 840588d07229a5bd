namespace Pipeline3D.Definitions.Files;

/// <summary>Reads a pipeline file with everything it includes; what the including file says wins.</summary>
internal sealed class Includes(List<DefinitionProblem> problems)
{
    private readonly List<string> _open = [];

    public MapPart? Read(string path, Place? asked = null)
    {
        string full = Path.GetFullPath(path);
        var here = asked ?? new Place(path, 1, 1);
        if (_open.Contains(full))
        {
            problems.Add(new DefinitionProblem(here, "P3D2011",
                $"{path} includes itself: {string.Join(" -> ", _open.Append(full))}"));
            return null;
        }
        string text;
        try
        {
            text = File.ReadAllText(full);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            problems.Add(new DefinitionProblem(here, "P3D2011",
                $"the pipeline file {path} cannot be read: {cause.Message}"));
            return null;
        }
        if (YamlParts.Read(text, path, problems) is not { } root)
            return null;
        _open.Add(full);
        MapPart result = root;
        if (root.Find("include") is { } include)
            foreach (Part part in include.Value is ListPart list ? list.Items : [include.Value])
                result = Include(part, path, result);
        _open.RemoveAt(_open.Count - 1);
        return result;
    }

    private MapPart Include(Part part, string path, MapPart root)
    {
        if (part is not TextPart { Text: var name })
        {
            problems.Add(new DefinitionProblem(part.Place, "P3D2003", "'include' takes a file name or a list of them"));
            return root;
        }
        string file = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
        return Read(file, part.Place) is { } below ? Over(below, root) : root;
    }

    /// <summary>Lays one mapping over another: mappings are joined, blocks are joined by id, everything else is
    /// replaced.</summary>
    private static MapPart Over(MapPart below, MapPart above)
    {
        MapPart result = below;
        foreach (MapEntry entry in above.Entries)
        {
            Part value = (result.Find(entry.Key)?.Value, entry.Value) switch
            {
                (MapPart old, MapPart change) => Over(old, change),
                (ListPart old, ListPart change) when entry.Key == "blocks" => JoinBlocks(old, change),
                _ => entry.Value,
            };
            result = result.With(entry.Key, value);
        }
        return result;
    }

    private static ListPart JoinBlocks(ListPart below, ListPart above)
    {
        var blocks = below.Items.ToList();
        foreach (Part part in above.Items)
        {
            int same = blocks.FindIndex(block => IdOf(block) is { } id && id == IdOf(part));
            if (same >= 0)
                blocks[same] = Over((MapPart)blocks[same], (MapPart)part);
            else
                blocks.Add(part);
        }
        return above with { Items = blocks };
    }

    private static string? IdOf(Part block) => (block as MapPart)?.Find("id")?.Value is TextPart { Text: var id } ? id
        : null;
}
