using System.Collections.Immutable;
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
        Head(yaml, "reproduce", SummaryOf(protocols));
        Line(yaml, $"  data: {Quoted(data)}");
        if (protocols.Select(protocol => protocol.Learnt).OfType<OtherDataset>().FirstOrDefault() is { } other)
            Line(yaml, $"  learn_from: {Quoted(other.Folder)}");
        Line(yaml, "  resamples: 1000");
        Line(yaml, "blocks:");
        // Methods that want scans read and changed alike share the blocks for it.
        var shared = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Protocol protocol in protocols)
        {
            KeyValuePair<string, string>[] options = [.. protocol.Habits.Reproduce, .. made(protocol) is { } file
                ? Values((protocol.Habits.Before!.Option, file)) : []];
            string test = Source("test", protocol);
            if (!IsSpelled(protocol))
            {
                string[] from = [.. protocol.Habits.Splits.Select(split => Source(split, protocol))];
                foreach (int seed in seeds)
                    Method(yaml, protocol, protocol.NameOf(seed), test, [], [.. options, SeedOf(seed)], From(from),
                        $"preset: {Quoted(protocol.Dataset)}");
                continue;
            }
            // What a preset would say comes first.
            options = [.. protocol.Habits.Options.SetItems(options)];
            string features = FeaturesOf(protocol);
            Block(yaml, features, $"prepare.{protocol.Method.Id}", options, From(Steps(yaml, shared, protocol, "test",
                protocol.TestSteps, test)));
            if (!protocol.IsAuxiliary)
            {
                string from = Steps(yaml, shared, protocol, "learn", protocol.LearnSteps,
                    [.. protocol.Habits.Splits.Select(split => Source(split, protocol))]);
                foreach (int seed in seeds)
                    Method(yaml, protocol, protocol.NameOf(seed), features, [], [.. options, SeedOf(seed)], From(from));
                continue;
            }
            foreach (AuxiliaryFit fit in protocol.Fits)
            {
                string from = Steps(yaml, shared, protocol, fit.Name, protocol.LearnSteps,
                    Auxiliary(yaml, shared, protocol, fit));
                foreach (int seed in seeds)
                    Method(yaml, protocol, protocol.NameOf(seed, fit), features, protocol.Learnt is null
                        ? fit.Categories : [], [.. options, SeedOf(seed)], From(from));
            }
        }
        return yaml.ToString();

        string Source(string split, Protocol protocol)
            => SourceOf(yaml, shared, protocol, split, protocol.Dataset,
                [.. Values(("root", "${data}"), ("split", split)), .. protocol.Habits.Source], []);
    }

    /// <summary>The blocks of a protocol that take options of its method.</summary>
    public static IEnumerable<string> MethodBlocks(Protocol protocol, IReadOnlyList<int> seeds)
        => [.. seeds.SelectMany(protocol.NamesOf), .. IsSpelled(protocol) ? (string[])[FeaturesOf(protocol)] : []];

    // Whoever may be measured on scans that went another way than those of its fit says both ways in full.
    private static bool IsSpelled(Protocol protocol) => protocol.IsAuxiliary || !protocol.Habits.Parameters.IsEmpty;

    private static string FeaturesOf(Protocol protocol) => $"{protocol.Method.Id}-features";

    private static string SummaryOf(IReadOnlyList<Protocol> protocols)
    {
        var text = new StringBuilder($"What papers report on {protocols[0].Dataset}, run again: "
            + $"{string.Join(", ", protocols.Select(protocol => protocol.Method.ToString()))}");
        foreach (Protocol protocol in protocols)
        {
            if (protocol.IsAuxiliary)
                text.Append($"; {protocol.ProtocolText}");
            if (protocol.AsName is { } name)
                text.Append($"; as {name}: {string.Join(", ", protocol.AsValues)}");
        }
        return text.Append('.').ToString();
    }

    // The scans of a fit.
    private static string Auxiliary(StringBuilder yaml, Dictionary<string, string> shared, Protocol protocol,
        AuxiliaryFit fit)
    {
        DatasetHabits habits = protocol.Learnt?.Habits ?? protocol.Habits;
        return SourceOf(yaml, shared, protocol, $"auxiliary-{fit.Name}", protocol.Learnt?.Dataset ?? protocol.Dataset,
            [.. Values(("root", protocol.Learnt is null ? "${data}" : "${learn_from}"),
                ("split", habits.AuxiliarySplit)), .. habits.Source], fit.Categories);
    }

    private static string SourceOf(StringBuilder yaml, Dictionary<string, string> shared, Protocol protocol, string id,
        string dataset, KeyValuePair<string, string>[] options, ImmutableArray<string> categories)
        => Shared(shared, protocol, id, $"source.{dataset}", options.Select(option => $"{option.Key}={option.Value}")
            .Append(string.Join(',', categories)), own => Block(yaml, own, $"source.{dataset}", options,
                ("categories", categories)));

    // The steps one after the other; returns the last block.
    private static string Steps(StringBuilder yaml, Dictionary<string, string> shared, Protocol protocol, string of,
        IEnumerable<HabitStep> steps, params string[] from)
    {
        int number = 0;
        foreach (HabitStep step in steps)
        {
            string[] input = from;
            from = [Shared(shared, null, $"{protocol.Method.Id}-{of}-{++number}-{step.Use.Split('.')[^1]}", step.Use,
                step.With.Select(option => $"{option.Key}={option.Value}").Concat(input),
                own => Block(yaml, own, step.Use, step.With, From(input)))];
        }
        return from.Length == 1 ? from[0] : throw new UsageException($"{protocol.Method.Id} on {protocol.Dataset} has "
            + "parameters of steps in its reproduce.json, and no step");
    }

    // A block that does what one does already is that one. Whose name is taken by another gets the method's.
    private static string Shared(Dictionary<string, string> shared, Protocol? protocol, string id, string use,
        IEnumerable<string> does, Action<string> write)
    {
        string key = string.Join('\n', does.Prepend(use));
        if (shared.TryGetValue(key, out string? found))
            return found;
        string own = protocol is not null && shared.ContainsValue(id) ? $"{id}-{protocol.Method.Id}" : id;
        shared.Add(key, own);
        write(own);
        return own;
    }

    private static void Method(StringBuilder yaml, Protocol protocol, string name, string test,
        ImmutableArray<string> without, IEnumerable<KeyValuePair<string, string>> options, params string[] links)
    {
        Block(yaml, name, $"fit.{protocol.Method.Id}", options, links);
        Block(yaml, $"{name}-models", "sink.models", Values(("name", name)));
        string scores = $"{name}-scores";
        Block(yaml, scores, $"score.{protocol.Method.Id}", [], $"from: {Quoted(test)}", $"side: {Quoted(name)}");
        Block(yaml, $"{name}-metrics", "evaluation.metrics", Values(("method", name), ("resamples", "${resamples}")),
            ("without", without));
        foreach (string sink in (string[])["verdicts", "maps", "evidence"])
            Block(yaml, $"{name}-{sink}", $"sink.{sink}", Values(("method", name)), $"from: {Quoted(scores)}");
    }

    private static string From(params string[] ids) => $"from: [{string.Join(", ", ids.Select(Quoted))}]";

    private static KeyValuePair<string, string> SeedOf(int seed)
        => new("seed", seed.ToString(CultureInfo.InvariantCulture));

    private static void Head(StringBuilder yaml, string name, string summary)
    {
        Line(yaml, $"name: {Quoted(name)}");
        Line(yaml, $"summary: {Quoted(summary)}");
        Line(yaml, "parameters:");
    }

    private static void Block(StringBuilder yaml, string id, string use,
        IEnumerable<KeyValuePair<string, string>> options, params string[] links)
        => Block(yaml, id, use, options, ("", []), links);

    private static void Block(StringBuilder yaml, string id, string use,
        IEnumerable<KeyValuePair<string, string>> options, (string Name, ImmutableArray<string> Items) list,
        params string[] links)
    {
        Line(yaml, $"  - id: {Quoted(id)}");
        Line(yaml, $"    use: {Quoted(use)}");
        foreach (string link in links)
            Line(yaml, $"    {link}");
        // A text is a list of one.
        string[] values = [.. options.Select(option => $"{option.Key}: {Quoted(option.Value)}"), .. list.Items.IsEmpty
            ? (string[])[] : [$"{list.Name}: [{string.Join(", ", list.Items.Select(Quoted))}]"]];
        if (values.Length > 0)
            Line(yaml, $"    with: {{ {string.Join(", ", values)} }}");
    }

    private static KeyValuePair<string, string>[] Values(params (string Name, string Value)[] values)
        => [.. values.Select(value => KeyValuePair.Create(value.Name, value.Value))];

    private static void Line(StringBuilder yaml, string text) => yaml.Append(text).Append('\n');

    // Strings of JSON are strings of YAML.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, Quotes);
}
