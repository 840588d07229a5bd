using Pipeline3D.Core.Options;

namespace Pipeline3D.Definitions.Files;

/// <summary>Applies <c>--set a.b=c</c>: a parameter, a key of <c>run</c>, or an option or setting of a block.</summary>
internal sealed class Overrides(List<DefinitionProblem> problems)
{
    private readonly List<(string[] Path, Part Value, Place Place)> _left = [];

    /// <summary>Applies those of parameters and of <c>run</c>; what is left is for <see
    /// cref="ApplyToBlocks"/>.</summary>
    public MapPart Apply(MapPart root, IReadOnlyList<string> overrides)
    {
        for (int i = 0; i < overrides.Count; i++)
        {
            var place = new Place("--set", i + 1, 1);
            int equals = overrides[i].IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problems.Add(new DefinitionProblem(place, "P3D2012",
                    $"'{overrides[i]}' is no override; write name=value or block.option=value"));
                continue;
            }
            string[] path = overrides[i][..equals].Split('.');
            root = Apply(root, path, YamlParts.ReadValue(overrides[i][(equals + 1)..], place), place);
        }
        return root;
    }

    /// <summary>Applies those of blocks, once loops are unrolled.</summary>
    public MapPart ApplyToBlocks(MapPart root)
    {
        foreach ((string[] path, Part value, Place place) in _left)
            root = ApplyToBlock(root, path, value, place);
        return root;
    }

    private MapPart Apply(MapPart root, string[] path, Part value, Place place)
    {
        var parameters = root.Find("parameters")?.Value as MapPart;
        if (path.Length == 1 && parameters?.Find(path[0]) is { } parameter)
            return root.With("parameters", parameters.With(path[0],
                parameter.Value is MapPart declared ? declared.With("default", value) : value));
        if (path.Length == 2 && path[0] == "run")
            return root.With("run", (root.Find("run")?.Value as MapPart ?? MapPart.Empty(place)).With(path[1], value));
        _left.Add((path, value, place));
        return root;
    }

    private MapPart ApplyToBlock(MapPart root, string[] path, Part value, Place place)
    {
        var parameters = root.Find("parameters")?.Value as MapPart;
        var blocks = root.Find("blocks")?.Value as ListPart;
        int index = blocks?.Items.ToList().FindIndex(block => IdOf(block) == path[0]) ?? -1;
        if (index >= 0 && path.Length is 2 or 3)
        {
            var block = (MapPart)blocks!.Items[index];
            string section = path.Length == 3 ? path[1] : "with";
            if (section is "with" or "settings")
            {
                MapPart inner = block.Find(section)?.Value as MapPart ?? MapPart.Empty(place);
                Part[] items = [.. blocks.Items];
                items[index] = block.With(section, inner.With(path[^1], value));
                return root.With("blocks", blocks with { Items = items });
            }
        }
        IEnumerable<string> known = (parameters?.Entries.Select(entry => entry.Key) ?? []).Append("run")
            .Concat(blocks?.Items.Select(IdOf).OfType<string>() ?? []);
        string? nearest = NearestName.Of(path[0], known);
        if (nearest == path[0])
        {
            string form = parameters?.Find(path[0]) is not null ? $"it is a parameter: write {path[0]}=value"
                : path[0] == "run" ? "it is a section: write run.KEY=value"
                : $"it is a block: write {path[0]}.OPTION=value or {path[0]}.settings.KEY=value";
            problems.Add(new DefinitionProblem(place, "P3D2012",
                $"'{string.Join('.', path)}' names no value, although there is '{path[0]}'", form));
            return root;
        }
        problems.Add(new DefinitionProblem(place, "P3D2012",
            $"'{string.Join('.', path)}' names nothing in the "
                + $"file{(nearest is null ? "" : $". Did you mean '{nearest}'?")}",
            "write PARAMETER=value, run.KEY=value, BLOCK.OPTION=value or BLOCK.settings.KEY=value"));
        return root;
    }

    private static string? IdOf(Part block) => (block as MapPart)?.Find("id")?.Value is TextPart { Text: var id } ? id
        : null;
}
