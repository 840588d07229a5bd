using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pipeline3D.Definitions.Files;

/// <summary>Reads YAML into parts with places.</summary>
internal static class YamlParts
{
    /// <summary>Reads one document; null, with the problem noted, when it is no YAML mapping.</summary>
    public static MapPart? Read(string text, string file, List<DefinitionProblem> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root)
                return (MapPart)Convert(root, file);
            problems.Add(new DefinitionProblem(new Place(file, 1, 1), "P3D2001",
                "a pipeline file is one YAML mapping with the keys name, parameters, run, chains and blocks"));
        }
        catch (YamlException cause)
        {
            string message = cause.InnerException?.Message ?? cause.Message;
            problems.Add(new DefinitionProblem(
                new Place(file, (int)cause.Start.Line, (int)cause.Start.Column), "P3D2001",
                    $"not valid YAML: {message}"));
        }
        return null;
    }

    /// <summary>Reads the value of an override: a YAML scalar, list or mapping.</summary>
    public static Part ReadValue(string text, Place place)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 ? At(Convert(stream.Documents[0].RootNode, place.File), place)
                : new TextPart(place, text);
        }
        catch (YamlException)
        {
            // Not YAML, so it is meant as it stands, such as a Windows path.
            return new TextPart(place, text);
        }
    }

    private static Part At(Part part, Place place) => part switch
    {
        ListPart list => new ListPart(place, [.. list.Items.Select(item => At(item, place))]),
        MapPart map => new MapPart(place, [.. map.Entries.Select(e => new MapEntry(e.Key, place, At(e.Value, place)))]),
        _ => part with { Place = place },
    };

    private static Part Convert(YamlNode node, string file)
    {
        var place = new Place(file, (int)node.Start.Line, (int)node.Start.Column);
        // An alias may stand for what contains it, or double its content at every level: no file needs either.
        if (!node.Anchor.IsEmpty)
            throw new YamlException(node.Start, node.End,
                "anchors and aliases are not supported; use 'parameters' or 'chains'");
        return node switch
        {
            YamlMappingNode map => new MapPart(place, [.. map.Children.Select(pair => new MapEntry(
                (pair.Key as YamlScalarNode ?? throw new YamlException(pair.Key.Start, pair.Key.End,
                    "a key must be a plain name")).Value ?? "",
                new Place(file, (int)pair.Key.Start.Line, (int)pair.Key.Start.Column),
                Convert(pair.Value, file)))]),
            YamlSequenceNode list => new ListPart(place, [.. list.Children.Select(item => Convert(item, file))]),
            YamlScalarNode scalar => new TextPart(place, scalar.Value ?? ""),
            _ => throw new YamlException(node.Start, node.End, "this kind of node is not supported"),
        };
    }
}
