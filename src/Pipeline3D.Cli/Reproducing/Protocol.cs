using System.Collections.Immutable;
using System.Reflection;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Reporting.Benchmark;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>How one method is reproduced on one dataset: what its reproduce.json says, and what the command line
/// changes.</summary>
/// <remarks>A name that the protocol says, under <c>reproduce</c> or among the parameters of <c>before</c>, changes it
/// wherever the protocol says it; any other name is an option of the method.</remarks>
internal sealed class Protocol
{
    private const string Seed = "seed";
    private readonly SortedDictionary<string, string> _set = new(StringComparer.Ordinal);
    private readonly List<string> _changes = [];
    private readonly Dictionary<string, PropertyInfo> _options;
    private readonly ImmutableSortedDictionary<string, string> _defaults;

    public Protocol(MethodType method, string dataset)
    {
        (Method, Dataset, Habits) = (method, dataset, method.Reproduction.Datasets[dataset]);
        _options = OptionRecord.PropertiesOf(method.OptionsType).ToDictionary(
            property => OptionText.NameOf(property.Name), StringComparer.Ordinal);
        _defaults = OptionRecord.Write(Activator.CreateInstance(method.OptionsType)!);
    }

    /// <summary>The method.</summary>
    public MethodType Method { get; }

    /// <summary>Id of the dataset.</summary>
    public string Dataset { get; }

    /// <summary>What its reproduce.json says of the dataset.</summary>
    public DatasetHabits Habits { get; }

    /// <summary>What runs first; null when nothing does, or its product was given.</summary>
    public RunBefore? Before => Habits.Before is { } before && !_set.ContainsKey(before.Option) ? before : null;

    /// <summary>Overrides of the run before, as they stand behind <c>--set</c>.</summary>
    public List<string> BeforeOverrides { get; } = [];

    /// <summary>Where the run leaves the protocol, a phrase each.</summary>
    public IReadOnlyList<string> Changes => _changes;

    /// <summary>The names that may be set.</summary>
    public IEnumerable<string> Names => _options.Keys.Where(name => name != Seed)
        .Union(Habits.Before?.Parameters.Keys ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Name of the method's files and blocks of one seed.</summary>
    public string NameOf(int seed) => $"{Method.Id}_on_{Dataset}-seed-{seed}";

    /// <summary>Sets a name; false when there is none such.</summary>
    public bool TrySet(string name, string value)
    {
        if (!TakesBefore(name) && !TakesMethod(name))
            return false;
        _set[name] = value;
        return true;
    }

    /// <summary>Notes a change that is no value of a name.</summary>
    public void AddChange(string change) => _changes.Add(change);

    /// <summary>Holds what was set against what runs; to be called once, before the properties above are
    /// asked.</summary>
    /// <exception cref="UsageException">A name that was set belongs to a run that is left out.</exception>
    public void Complete()
    {
        if (Before is null && BeforeOverrides.Find(text => !text.StartsWith("run.", StringComparison.Ordinal))
            is { } idle)
            throw LeftOut($"before.{idle}");
        foreach ((string name, string value) in _set)
        {
            if (Before is not null && TakesBefore(name))
                BeforeOverrides.Insert(0, $"{name}={value}");
            else if (TakesBefore(name) && !TakesMethod(name) && !Distinguishing.Contains(name))
                throw LeftOut($"{name}={value}");
            if (name == Habits.Before?.Option)
                _changes.Add($"{name}={value} instead of one made for it");
            else if (!IsRunOnly(name) && Normal(name, value) is { } now && now != Normal(name, OfProtocol(name))
                && !Habits.Published.Any(row => row.Options.TryGetValue(name, out string? text)
                    && Normal(name, text) == now))
                _changes.Add($"{name}={value} instead of {(OfProtocol(name) is { Length: > 0 } said ? said : "none")}");
        }
    }

    /// <summary>What the blocks of a fit are overridden by.</summary>
    public IEnumerable<string> OverridesOf(string block) => _set.Where(set => TakesMethod(set.Key))
        .Select(set => $"{block}.{set.Key}={set.Value}");

    /// <summary>What its paper reports, and whether the run is like it.</summary>
    public IEnumerable<PublishedNumbers> Published() => Habits.Published.Select(row
        => new PublishedNumbers(Method.Id, row.Source, row.Metric, row.Values)
        {
            Categories = row.Categories, Options = row.Options, NotCompared = Difference(row),
        });

    private UsageException LeftOut(string setting) => new($"--set {setting} changes what {Method.Id} makes first, "
        + $"which is left out as {Habits.Before!.Option} is given; leave out one of the two");

    // Options in which rows of the dataset differ from each other.
    private IEnumerable<string> Distinguishing => Habits.Published.SelectMany(row => row.Options.Keys).Distinct();

    private string? Difference(PublishedRow row)
    {
        foreach (string name in Distinguishing)
        {
            string made = row.Options.GetValueOrDefault(name) ?? OfProtocol(name);
            if (OfRun(name) is not { } here)
                return $"Not compared: the row was made with {name}={made}, and nothing says so of the "
                    + $"{Habits.Before!.Option} that was given; --set {name}={made} does.";
            if (Normal(name, here) != Normal(name, made))
                return $"Not compared: the row was made with {name}={made}, this run with {name}={here}; "
                    + $"--set {name}={made} makes them alike.";
        }
        return null;
    }

    // Null when it is decided by a file that was given.
    private string? OfRun(string name) => _set.TryGetValue(name, out string? value) ? value
        : TakesBefore(name) && !TakesMethod(name) && Before is null ? null : OfProtocol(name);

    private string OfProtocol(string name) => Habits.Reproduce.GetValueOrDefault(name)
        ?? Habits.Before?.Parameters.GetValueOrDefault(name) ?? Habits.Options.GetValueOrDefault(name)
        ?? _defaults.GetValueOrDefault(name) ?? "";

    private bool TakesBefore(string name) => Habits.Before?.Parameters.ContainsKey(name) == true;

    private bool TakesMethod(string name) => Habits.Reproduce.ContainsKey(name)
        || (_options.ContainsKey(name) && name != Seed && !TakesBefore(name));

    private bool IsRunOnly(string name) => _options.TryGetValue(name, out PropertyInfo? option)
        && option.IsDefined(typeof(RunOnlyAttribute), inherit: true);

    private string Normal(string name, string text) => _options.TryGetValue(name, out PropertyInfo? option)
        && OptionText.TryRead(text, option.PropertyType, out object? value) ? OptionText.Write(value) : text;
}
