using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Files;

/// <summary>Makes blocks of their definitions: finds the kind, binds the options, checks every rule.</summary>
internal sealed class BlockReader(BlockRegistry registry, SectionReader reader, int parallelism)
{
    private static readonly string[] Keys = ["id", "use", "from", "side", "preset", "with", "settings"];

    /// <summary>Where the parts of a node stand, for problems that only the whole graph shows.</summary>
    public Dictionary<string, MapPart> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>What users should know about the file although it can be run.</summary>
    public List<string> Remarks { get; } = [];

    public (GraphNode Node, BlockDefinition Definition)? Read(MapPart map, string? previous)
    {
        reader.Allow(map, "a block", Keys);
        if (reader.Text(map, "use") is not { } use)
        {
            if (map.Find("use") is null)
                reader.Report(map.Place, "P3D2006", "the block has no 'use'", "see: pipeline3d list");
            return null;
        }
        string id = reader.Text(map, "id")?.Text ?? use.Text.Split('.')[^1];
        map = OfToday(map, ref use);
        Places[id] = map;
        if (registry.Find(use.Text) is not { } type)
        {
            reader.Report(use.Place, "P3D2005",
                $"there is no block '{use.Text}'{SectionReader.Meant(use.Text, registry.Types.Select(t => t.Id))}",
                    "see: pipeline3d list");
            return null;
        }
        BlockSettings settings = ReadSettings(map);
        MapPart with = reader.Map(map, "with") ?? MapPart.Empty(map.Place);
        if (!TryReadPreset(type, map, out Preset? preset))
            return null;
        try
        {
            object? options = PluginCode.Call($"the options of '{type.Id}'", () => ReadOptions(type, with, preset));
            if (options is null && type.OptionsType is not null)
                return null;
            var node = new GraphNode(id, registry.Create(type, options), settings, ReadFrom(map, type, previous),
                reader.Text(map, "side")?.Text);
            return (node, new BlockDefinition(id, type.Id, map.Place, [.. type.Options.Select(option =>
                KeyValuePair.Create(option.Name, OptionText.Write(option.Property.GetValue(options))))])
            {
                UsesDevice = type.UsesDevice, Version = RunVersion.Of(type), OptionValues = options as IBlockOptions,
                Preset = preset,
            });
        }
        catch (PluginException cause)
        {
            reader.Report(use.Place, "P3D2018", cause.Message);
            return null;
        }
        catch (OptionsException cause)
        {
            foreach (Problem problem in cause.Problems)
            {
                string name = OptionText.NameOf(problem.Option);
                reader.Report(with.Find(name)?.Value.Place ?? use.Place, "P3D2009",
                    $"{type.Id}: {name} is {problem.Found}: it {problem.Rule}", $"see: pipeline3d inspect {type.Id}");
            }
            return null;
        }
    }

    // Addresses of earlier versions are read for one version more.
    private MapPart OfToday(MapPart map, ref TextPart use)
    {
        if (registry.FindFormer(use.Text) is not { } former)
            return map;
        MapPart with = map.Find("with")?.Value as MapPart ?? MapPart.Empty(use.Place);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (MapEntry entry in with.Entries)
            if (entry.Value is TextPart text)
                texts[entry.Key] = text.Text;
        var before = new Dictionary<string, string>(texts, StringComparer.Ordinal);
        string now = former.Rewrite(texts);
        Remarks.Add($"{use.Place}: '{use.Text}' is now called '{now}'; the old name is read for one version more");
        foreach (string gone in before.Keys.Except(texts.Keys, StringComparer.Ordinal))
            with = with with { Entries = [.. with.Entries.Where(entry => entry.Key != gone)] };
        foreach ((string name, string value) in texts)
            if (before.GetValueOrDefault(name) != value)
                with = with.With(name, new TextPart(use.Place, value));
        use = use with { Text = now };
        return with.Entries.Count == 0 ? map : map.With("with", with);
    }

    private bool TryReadPreset(BlockType type, MapPart map, out Preset? preset)
    {
        preset = null;
        if (reader.Text(map, "preset") is not { Text: not ("null" or "~" or "") } name
            || type.Presets.TryGetValue(name.Text, out preset))
            return true;
        reader.Report(name.Place, "P3D2019", type.Presets.Count == 0 ? $"{type.Id} has no presets"
            : $"{type.Id} has no preset '{name.Text}'{SectionReader.Meant(name.Text, type.Presets.Keys)}",
            type.Presets.Count == 0 ? "give its options under 'with'"
                : $"Presets: {string.Join(", ", type.Presets.Keys)}. Or give its options under 'with'");
        return false;
    }

    private object? ReadOptions(BlockType type, MapPart with, Preset? preset)
    {
        object? options = type.OptionsType is null ? null
            : preset is null ? Activator.CreateInstance(type.OptionsType)
            : OptionRecord.Read(type.OptionsType, preset.Options);
        bool ok = true;
        // An option set to null counts as not given: so a file can take back what an included one says.
        foreach (MapEntry entry in with.Entries.Where(entry => entry.Value is not TextPart { Text: "null" or "~" }))
        {
            if (Find(type, entry) is not { } option)
            {
                string known = string.Join(", ", type.Options.Select(Describe));
                string meant = SectionReader.Meant(entry.Key, type.Options.Select(o => o.Name));
                reader.Report(entry.Place, "P3D2007", $"{type.Id} has no option '{entry.Key}'{meant}",
                    $"Options: {(known.Length > 0 ? known : "none")}. See: pipeline3d inspect {type.Id}");
                ok = false;
            }
            else if (!OptionParts.TryRead(entry.Value, option.Property.PropertyType, out object? value))
            {
                reader.Report(entry.Value.Place, "P3D2008",
                    $"{type.Id}: {option.Name} is {SectionReader.Shown(entry.Value)}, which is no {option.Kind}",
                    option.Kind == "length" ? "write for example 4 mm or 0.004 m" : option.Kind == "time"
                        ? "write for example 30 s or 500 ms" : "");
                ok = false;
            }
            else
            {
                ok &= Set(option, options!, value, entry, type);
            }
        }
        return ok ? options : null;
    }

    private OptionInfo? Find(BlockType type, MapEntry entry)
    {
        if (type.Options.FirstOrDefault(option => option.Name == entry.Key) is { } found)
            return found;
        if (type.Options.FirstOrDefault(option => option.FormerName == entry.Key) is not { } renamed)
            return null;
        Remarks.Add($"{entry.Place}: the option '{entry.Key}' of {type.Id} is now called '{renamed.Name}'; the old "
            + "name is read for one version more");
        return renamed;
    }

    private static string Describe(OptionInfo option)
        => $"{option.Name} ({option.Kind}{(option.Default.Length > 0 ? $", default {option.Default}" : "")})";

    // Init accessors may guard a value by themselves; what they say is the user's to read.
    private bool Set(OptionInfo option, object options, object? value, MapEntry entry, BlockType type)
    {
        try
        {
            option.Property.SetValue(options, value);
            return true;
        }
        catch (System.Reflection.TargetInvocationException cause)
            when (cause.InnerException is ArgumentException problem)
        {
            reader.Report(entry.Value.Place, "P3D2009", $"{type.Id}: {option.Name}: {problem.Message}");
            return false;
        }
    }

    private BlockSettings ReadSettings(MapPart map)
    {
        var defaults = new BlockSettings { Parallelism = parallelism };
        if (reader.Map(map, "settings") is not { } settings)
            return defaults;
        reader.Allow(settings, "'settings'", "parallelism", "ordered", "timeout", "retries", "retry_delay", "capacity");
        return new BlockSettings
        {
            Parallelism = reader.Value(settings, "parallelism", defaults.Parallelism),
            Ordered = reader.Value(settings, "ordered", defaults.Ordered),
            Timeout = reader.Value(settings, "timeout", defaults.Timeout),
            Retries = reader.Value(settings, "retries", defaults.Retries),
            RetryDelay = reader.Value(settings, "retry_delay", defaults.RetryDelay),
            Capacity = reader.Value(settings, "capacity", defaults.Capacity),
        };
    }

    private ImmutableArray<string> ReadFrom(MapPart map, BlockType type, string? previous)
    {
        if (map.Find("from") is not null)
            return [.. reader.Value(map, "from", Array.Empty<string>())];
        // A block that names no input takes the output of the block written before it.
        return type.Shape.Kind == BlockKind.Source || previous is null ? [] : [previous];
    }
}
