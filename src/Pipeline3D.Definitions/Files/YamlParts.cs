using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pipeline3D.Definitions.Files;

/// <summary>Reads YAML into parts with places. The one place that knows the parser, which throws exceptions of many
/// kinds for text that is none.</summary>
internal static class YamlParts
{
    private const string Code = "P3D2001";

    // Far more than a file may have, and far less than the parser can take.
    private const int MaxOpen = 1000;

    /// <summary>Reads one document; null, with the problem noted, when it is no YAML mapping.</summary>
    public static MapPart? Read(string text, string file, List<DefinitionProblem> problems)
    {
        var (part, problem) = Parse(text, file);
        if (part is MapPart root)
            return root;
        problems.Add(problem ?? new DefinitionProblem(new Place(file, 1, 1), Code,
            "a pipeline file is one YAML mapping with the keys name, parameters, run, chains and blocks"));
        return null;
    }

    /// <summary>Reads the value of an override: a YAML scalar, list or mapping.</summary>
    /// <remarks>What is not YAML is meant as it stands, such as a Windows path.</remarks>
    public static Part ReadValue(string text, Place place)
        => Parse(text, place.File).Part is { } part ? At(part, place) : new TextPart(place, text);

    private static Part At(Part part, Place place) => part switch
    {
        ListPart list => new ListPart(place, [.. list.Items.Select(item => At(item, place))]),
        MapPart map => new MapPart(place, [.. map.Entries.Select(e => new MapEntry(e.Key, place, At(e.Value, place)))]),
        _ => part with { Place = place },
    };

    private static (Part? Part, DefinitionProblem? Problem) Parse(string text, string file)
    {
        if (FindHopeless(text, file) is { } hopeless)
            return (null, hopeless);
        var parser = new Parser(new StringReader(text));
        try
        {
            Part? part = null;
            while (parser.MoveNext())
            {
                if (parser.Current is StreamStart or StreamEnd or DocumentStart or DocumentEnd)
                    continue;
                // Of several documents none is meant more than the others.
                if (part is not null)
                    return (null, null);
                part = Node(parser, file, 0);
            }
            return (part, null);
        }
        catch (YamlException cause)
        {
            return (null, Problem(file, cause.Start, cause.InnerException?.Message ?? cause.Message));
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // The parser gives up in ways of its own; it had come as far as its last event.
            return (null, Problem(file, parser.Current?.End ?? Mark.Empty,
                "the text after this place cannot be understood; look for brackets and quotes that are not closed"));
        }
    }

    // Reads the node that the parser stands on, to its end.
    private static Part Node(Parser parser, string file, int depth)
    {
        ParsingEvent start = parser.Current!;
        var place = PlaceOf(file, start.Start);
        if (depth > Expansion.MaxDepth)
            throw new YamlException(start.Start, start.End,
                $"lists and mappings contain each other more than {Expansion.MaxDepth} deep");
        // An alias may stand for what contains it, or double its content at every level: no file needs either.
        if (start is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            throw new YamlException(start.Start, start.End,
                "anchors and aliases are not supported; use 'parameters' or 'chains'");
        switch (start)
        {
            case Scalar scalar:
                return scalar.Value.Length <= Expansion.MaxValue ? new TextPart(place, scalar.Value)
                    : throw new YamlException(start.Start, start.End,
                        $"this value has {scalar.Value.Length} characters; at most {Expansion.MaxValue} are read");
            case SequenceStart:
                var items = new List<Part>();
                while (Next(parser) is not SequenceEnd)
                    items.Add(Node(parser, file, depth + 1));
                return new ListPart(place, items);
            case MappingStart:
                var entries = new List<MapEntry>();
                var keys = new HashSet<string>(StringComparer.Ordinal);
                while (Next(parser) is not MappingEnd)
                {
                    ParsingEvent at = parser.Current!;
                    if (Node(parser, file, depth + 1) is not TextPart key)
                        throw new YamlException(at.Start, at.End, "a key must be a plain name");
                    if (!keys.Add(key.Text))
                        throw new YamlException(at.Start, at.End, $"the key '{key.Text}' is there twice");
                    Next(parser);
                    entries.Add(new MapEntry(key.Text, key.Place, Node(parser, file, depth + 1)));
                }
                return new MapPart(place, entries);
            default:
                throw new YamlException(start.Start, start.End, "this kind of node is not supported");
        }
    }

    private static ParsingEvent Next(Parser parser) => parser.MoveNext() ? parser.Current!
        : throw new YamlException(parser.Current?.End ?? Mark.Empty, parser.Current?.End ?? Mark.Empty,
            "the text ends before its last list or mapping does");

    // What the parser would read to its end in silence, or take too deep for its stack.
    private static DefinitionProblem? FindHopeless(string text, string file)
    {
        int line = 1, column = 1, open = 0;
        foreach (char letter in text)
        {
            if (letter == '\0')
                return new DefinitionProblem(new Place(file, line, column), Code,
                    "not valid YAML: there is a NUL character; the file is no text, or damaged");
            open += letter is '[' or '{' ? 1 : letter is ']' or '}' && open > 0 ? -1 : 0;
            if (open > MaxOpen)
                return new DefinitionProblem(new Place(file, line, column), Code,
                    $"not valid YAML here: more than {MaxOpen} brackets are open; at most {Expansion.MaxDepth} lists "
                        + "and mappings may contain each other");
            (line, column) = letter == '\n' ? (line + 1, 1) : (line, column + 1);
        }
        return null;
    }

    private static DefinitionProblem Problem(string file, Mark mark, string message)
        => new(PlaceOf(file, mark), Code, $"not valid YAML: {message}");

    private static Place PlaceOf(string file, Mark mark)
        => new(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
