using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>The pipeline files of a reproduction.</summary>
internal static class ReproductionFiles
{
    private static readonly JsonSerializerOptions Quotes = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What runs before a method.</summary>
    public static string Before(Protocol protocol, RunBefore before)
    {
        var yaml = new StringBuilder();
        Head(yaml, $"before-{protocol.Method.Id}", before.Summary);
        foreach ((string name, string value) in before.Parameters)
            // Nothing is no value of a parameter; null leaves an option to its default.
            Line(yaml, $"  {name}: {Quoted(value.Length > 0 ? value : "null")}");
        Line(yaml, "blocks:");
        foreach (HabitStep step in before.Steps)
            Block(yaml, step.Use.Split('.')[^1], step.Use, step.With);
        Block(yaml, "models", "sink.models", []);
        return yaml.ToString();
    }

    /// <summary>Fits, scores and measures every method with every seed.</summary>
    /// <param name="data">The dataset's folder.</param>
    /// <param name="protocols">The methods, on one dataset.</param>
    /// <param name="seeds">Seeds of the fits.</param>
    /// <param name="made">File that was made before a method; null for none.</param>
    public static string Whole(string data, IReadOnlyList<Protocol> protocols, IReadOnlyList<int> seeds,
        Func<Protocol, string?> made)
    {
        var yaml = new StringBuilder();
        Head(yaml, "reproduce", $"What papers report on {protocols[0].Dataset}, run again: "
            + $"{string.Join(", ", protocols.Select(protocol => protocol.Method.ToString()))}.");
        Line(yaml, $"  data: {Quoted(data)}");
        Line(yaml, "  resamples: 1000");
        Line(yaml, "blocks:");
        var sources = new HashSet<string>(StringComparer.Ordinal);
        foreach (Protocol protocol in protocols)
        {
            string[] from = [.. protocol.Habits.Splits.Select(split => Source(split, protocol))];
            string test = Source("test", protocol);
            foreach (int seed in seeds)
                Method(yaml, protocol, protocol.NameOf(seed), from, test, [.. protocol.Habits.Reproduce,
                    .. made(protocol) is { } file ? Values((protocol.Habits.Before!.Option, file)) : [],
                    new("seed", seed.ToString(CultureInfo.InvariantCulture))]);
        }
        return yaml.ToString();

        // Methods that want scans read alike share the source.
        string Source(string split, Protocol protocol)
        {
            Protocol first = protocols.First(other => other.Habits.Source.SequenceEqual(protocol.Habits.Source));
            string id = first == protocols[0] ? split : $"{split}-{first.Method.Id}";
            if (sources.Add(id))
                Block(yaml, id, $"source.{protocol.Dataset}",
                    [.. Values(("root", "${data}"), ("split", split)), .. protocol.Habits.Source]);
            return id;
        }
    }

    private static void Method(StringBuilder yaml, Protocol protocol, string name, string[] from, string test,
        IEnumerable<KeyValuePair<string, string>> options)
    {
        Block(yaml, name, $"fit.{protocol.Method.Id}", options, $"from: [{string.Join(", ", from.Select(Quoted))}]",
            $"preset: {Quoted(protocol.Dataset)}");
        Block(yaml, $"{name}-models", "sink.models", Values(("name", name)));
        string scores = $"{name}-scores";
        Block(yaml, scores, $"score.{protocol.Method.Id}", [], $"from: {Quoted(test)}", $"side: {Quoted(name)}");
        Block(yaml, $"{name}-metrics", "evaluation.metrics", Values(("method", name), ("resamples", "${resamples}")));
        foreach (string sink in (string[])["verdicts", "maps", "evidence"])
            Block(yaml, $"{name}-{sink}", $"sink.{sink}", Values(("method", name)), $"from: {Quoted(scores)}");
    }

    private static void Head(StringBuilder yaml, string name, string summary)
    {
        Line(yaml, $"name: {Quoted(name)}");
        Line(yaml, $"summary: {Quoted(summary)}");
        Line(yaml, "parameters:");
    }

    private static void Block(StringBuilder yaml, string id, string use,
        IEnumerable<KeyValuePair<string, string>> options, params string[] links)
    {
        Line(yaml, $"  - id: {Quoted(id)}");
        Line(yaml, $"    use: {Quoted(use)}");
        foreach (string link in links)
            Line(yaml, $"    {link}");
        string[] values = [.. options.Select(option => $"{option.Key}: {Quoted(option.Value)}")];
        if (values.Length > 0)
            Line(yaml, $"    with: {{ {string.Join(", ", values)} }}");
    }

    private static KeyValuePair<string, string>[] Values(params (string Name, string Value)[] values)
        => [.. values.Select(value => KeyValuePair.Create(value.Name, value.Value))];

    private static void Line(StringBuilder yaml, string text) => yaml.Append(text).Append('\n');

    // Strings of JSON are strings of YAML.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, Quotes);
}
