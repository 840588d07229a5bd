namespace Pipeline3D.Definitions.Files;

/// <summary>Reads a pipeline file with everything it includes; what the including file says wins.</summary>
internal sealed class Includes(List<DefinitionProblem> problems)
{
    // More files than anybody keeps apart; without a bound, a few that include each other twice are read for ever.
    private const int MaxFiles = 100;

    private readonly List<string> _open = [];
    private int _read;

    public MapPart? Read(string path, Place? asked = null)
    {
        var here = asked ?? new Place(path, 1, 1);
        if (path.Contains('\0', StringComparison.Ordinal) || Path.GetFileName(path).Length == 0)
        {
            problems.Add(new DefinitionProblem(here, "P3D2011",
                $"'{path.Replace("\0", "\\0", StringComparison.Ordinal)}' is no name of a file"));
            return null;
        }
        string full = Path.GetFullPath(path);
        if (_open.Contains(full))
        {
            problems.Add(new DefinitionProblem(here, "P3D2011",
                $"{path} includes itself: {string.Join(" -> ", _open.Append(full))}"));
            return null;
        }
        (string? text, string problem) = ++_read > MaxFiles
            ? (null, $"is one of more than {MaxFiles} that are included")
            : PipelineFileText.Read(full);
        if (text is null)
        {
            // Said once: every further file is one too many as well.
            if (_read <= MaxFiles + 1)
                problems.Add(new DefinitionProblem(here,
                    asked is null && problem == PipelineFileText.Nothing ? "P3D2001" : "P3D2011",
                    $"the pipeline file {path} {problem}"));
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
        // Nothing, joined to a folder, would be the folder.
        string file = name.Length == 0 ? name : Path.Combine(Path.GetDirectoryName(path) ?? "", name);
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
