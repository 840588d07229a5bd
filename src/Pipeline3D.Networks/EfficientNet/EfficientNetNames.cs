using System.Globalization;

namespace Pipeline3D.Networks.EfficientNet;

/// <summary>Names of an EfficientNet's tensors in files: those of efficientnet_pytorch stay, those of timm are brought
/// to them.</summary>
/// <remarks>timm counts blocks by stage, <c>blocks.STAGE.BLOCK</c>; efficientnet_pytorch over all stages. A block
/// without expansion has other names there: its <c>conv_pw</c> is the projection.</remarks>
internal sealed class EfficientNetNames
{
    private static readonly string[] Prefixes = ["module.", "backbone.", "encoder.", "model.", "state_dict."];

    private static readonly Dictionary<string, string> Outer = new(StringComparer.Ordinal)
    {
        ["conv_stem"] = "_conv_stem", ["bn1"] = "_bn0", ["conv_head"] = "_conv_head", ["bn2"] = "_bn1",
        ["classifier"] = "_fc",
    };

    private static readonly Dictionary<string, string> Expanded = new(StringComparer.Ordinal)
    {
        ["conv_pw"] = "_expand_conv", ["bn1"] = "_bn0", ["conv_dw"] = "_depthwise_conv", ["bn2"] = "_bn1",
        ["se.conv_reduce"] = "_se_reduce", ["se.conv_expand"] = "_se_expand", ["conv_pwl"] = "_project_conv",
        ["bn3"] = "_bn2",
    };

    private static readonly Dictionary<string, string> Plain = new(StringComparer.Ordinal)
    {
        ["conv_dw"] = "_depthwise_conv", ["bn1"] = "_bn1", ["se.conv_reduce"] = "_se_reduce",
        ["se.conv_expand"] = "_se_expand", ["conv_pw"] = "_project_conv", ["bn2"] = "_bn2",
    };

    private readonly Dictionary<int, int> _first = [];
    private readonly HashSet<(int Stage, int Block)> _expanded = [];

    /// <summary>Looks at the names of a file.</summary>
    public EfficientNetNames(IEnumerable<string> names)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (string name in names)
            if (Place(Bare(name)) is { } place)
            {
                counts[place.Stage] = Math.Max(counts.GetValueOrDefault(place.Stage), place.Block + 1);
                if (place.Name == "conv_pwl.weight")
                    _expanded.Add((place.Stage, place.Block));
            }
        int before = 0;
        foreach ((int stage, int count) in counts)
        {
            _first[stage] = before;
            before += count;
        }
    }

    /// <summary>The name in efficientnet_pytorch; one that is of neither stays as it is, less what packages put before
    /// all names.</summary>
    public string Of(string name)
    {
        name = Bare(name);
        if (Place(name) is not { } place)
            return Renamed(name, Outer, "");
        return Renamed(place.Name, _expanded.Contains((place.Stage, place.Block)) ? Expanded : Plain,
            string.Create(CultureInfo.InvariantCulture, $"_blocks.{_first[place.Stage] + place.Block}."));
    }

    private static string Bare(string name)
    {
        while (Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
            name = name[prefix.Length..];
        return name;
    }

    private static string Renamed(string name, Dictionary<string, string> to, string prefix)
        => name.LastIndexOf('.') is var dot and > 0 && to.TryGetValue(name[..dot], out string? layer)
            ? $"{prefix}{layer}{name[dot..]}" : prefix + name;

    private static (int Stage, int Block, string Name)? Place(string name)
        => name.Split('.', 4) is ["blocks", var stage, var block, var rest]
            && int.TryParse(stage, NumberStyles.None, CultureInfo.InvariantCulture, out int s) && s < 1 << 10
            && int.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out int b) && b < 1 << 10
            ? (s, b, rest) : null;
}
