using System.Collections.Immutable;
using System.Reflection;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Reporting.Benchmark;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>How one method is reproduced on one dataset: what its reproduce.json says, and what the command line
/// changes.</summary>
/// <remarks>A name that the protocol says, under <c>reproduce</c>, among the parameters of its steps or of
/// <c>before</c>, changes it wherever the protocol says it; any other name is an option of the method.</remarks>
internal sealed class Protocol
{
    /// <summary>Name of the categories that are learnt from.</summary>
    public const string AuxiliaryName = "auxiliary";

    /// <summary>Name of the dataset that is learnt from, in rows.</summary>
    public const string LearnDataset = "learn_dataset";

    private const string Seed = "seed", ForTest = "test_";
    private readonly SortedDictionary<string, string> _set = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, string> _as = ImmutableSortedDictionary<string, string>.Empty;
    private readonly List<string> _changes = [];
    private readonly Dictionary<string, PropertyInfo> _options;
    private readonly ImmutableSortedDictionary<string, string> _defaults;

    public Protocol(MethodType method, string dataset, DatasetHabits habits)
    {
        (Method, Dataset, Habits) = (method, dataset, habits);
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

    /// <summary>Whether it learns from some categories, most often from labelled test scans, and scores the
    /// others.</summary>
    public bool IsAuxiliary => !Habits.Auxiliary.IsEmpty;

    /// <summary>The dataset that it learns from; null for the one that it measures on.</summary>
    public OtherDataset? Learnt { get; private set; }

    /// <summary>The named set of values that it runs with; null for none.</summary>
    public string? AsName { get; private set; }

    /// <summary>The values of that set, a phrase each.</summary>
    public IEnumerable<string> AsValues => _as.Select(set => $"{set.Key}={set.Value}");

    /// <summary>The fits of labelled categories.</summary>
    public ImmutableArray<AuxiliaryFit> Fits => AuxiliaryFit.Of(OfRun(AuxiliaryName)!, Learnt?.Dataset ?? "");

    /// <summary>What it learns from and is measured on, where it learns from labelled categories.</summary>
    public string ProtocolText => $"learnt on {(Habits.AuxiliarySplit == "train" ? "normal scans of " : "")}"
        + string.Join(", ", Fits.Select(fit => string.Join(" + ", fit.Categories))) + (Learnt is null
            ? ", each fit measured on the categories that it was not learnt on"
            : $" of {Learnt.Dataset}, each fit measured on all categories of {Dataset}");

    /// <summary>What runs first; null when nothing does, or its product was given.</summary>
    public RunBefore? Before => Habits.Before is { } before && !_set.ContainsKey(before.Option) ? before : null;

    /// <summary>Overrides of the run before, as they stand behind <c>--set</c>.</summary>
    public List<string> BeforeOverrides { get; } = [];

    /// <summary>Where the run leaves the protocol, a phrase each.</summary>
    public IReadOnlyList<string> Changes => _changes;

    /// <summary>The names that may be set.</summary>
    public IEnumerable<string> Names => _options.Keys.Where(name => name != Seed)
        .Union(Habits.Before?.Parameters.Keys ?? [], StringComparer.Ordinal).Union(Habits.Parameters.Keys)
        .Union(Habits.Parameters.Keys.Select(name => ForTest + name)).Union(IsAuxiliary ? [AuxiliaryName] : [])
        .Order(StringComparer.Ordinal);

    /// <summary>Names of the method's files and blocks of one seed: of its fits, or of the only one.</summary>
    public IEnumerable<string> NamesOf(int seed)
        => IsAuxiliary ? Fits.Select(fit => NameOf(seed, fit)) : [NameOf(seed)];

    /// <summary>Name of the files and blocks of one seed and fit.</summary>
    public string NameOf(int seed, AuxiliaryFit? fit = null)
        => $"{Method.Id}{(fit is null ? "" : $"_from_{fit.Name}")}_on_{Dataset}-seed-{seed}";

    /// <summary>The steps of scans that are learnt from, with the values that are set.</summary>
    public IEnumerable<HabitStep> LearnSteps => (Learnt?.Habits ?? Habits).StepsWith(StepValues(""));

    /// <summary>The steps of scans that are scored.</summary>
    public IEnumerable<HabitStep> TestSteps => Habits.StepsWith(StepValues(ForTest));

    /// <summary>Takes a named set of values.</summary>
    /// <exception cref="UsageException">There is none, or it names what is nothing here.</exception>
    public void RunAs(string name)
    {
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> sets = Method.Reproduction.As;
        string there = sets.Count == 0 ? "it has none" : $"sets: {string.Join(", ", sets.Keys)}";
        _as = sets.GetValueOrDefault(name) ?? throw new UsageException(
            $"{Method.Id} has no set of values '{name}' for --as; {there}");
        AsName = name;
        if (_as.Keys.FirstOrDefault(key => !TakesSteps(key) && !TakesMethod(key)) is { } unknown)
            throw new UsageException($"{Method.Id} has no '{unknown}' on {Dataset}, which its reproduce.json sets "
                + $"under '{name}'");
    }

    /// <summary>Learns from another dataset.</summary>
    /// <exception cref="UsageException">The method has no categories for that.</exception>
    public void LearnFrom(string folder, string dataset)
    {
        DatasetHabits[] known = [.. Method.Reproduction.Datasets.Where(found => found.Key == dataset).Select(found
            => found.Value).Where(habits => !habits.Auxiliary.IsEmpty)];
        if (!IsAuxiliary || known is not [{ } habits])
            throw new UsageException($"{Method.Id} has no auxiliary categories on {(IsAuxiliary ? dataset : Dataset)}, "
                + "so --learn-from is nothing that it can do; datasets with some: " + (Method.Reproduction.Datasets
                    .Where(found => !found.Value.Auxiliary.IsEmpty).Select(found => found.Key).ToArray()
                    is [_, ..] some ? string.Join(", ", some) : "none"));
        Learnt = new OtherDataset(folder, dataset, habits);
    }

    /// <summary>Sets a name; false when there is none such.</summary>
    public bool TrySet(string name, string value)
    {
        if (!TakesBefore(name) && !TakesSteps(name) && !TakesMethod(name) && !(IsAuxiliary && name == AuxiliaryName))
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
    public IEnumerable<string> OverridesOf(string block) => _as.Concat(_set).Where(set => TakesMethod(set.Key))
        .Select(set => $"{block}.{set.Key}={set.Value}");

    /// <summary>What its paper reports, and whether the run is like it.</summary>
    public IEnumerable<PublishedNumbers> Published() => Habits.Published.Select(row
        => new PublishedNumbers(Method.Id, row.Source, row.Metric, row.Values)
        {
            Categories = row.Categories, Options = row.Options, LearntOn = row.LearntOn,
            NotCompared = row.Apart.Length > 0 ? $"Not compared: {row.Apart}" : Difference(row),
        });

    private UsageException LeftOut(string setting) => new($"--set {setting} changes what {Method.Id} makes first, "
        + $"which is left out as {Habits.Before!.Option} is given; leave out one of the two");

    // Options in which rows of the dataset differ from each other.
    private IEnumerable<string> Distinguishing => Habits.Published.SelectMany(row => row.Options.Keys).Distinct();

    private string? Difference(PublishedRow row)
    {
        // Where prompts were learnt always tells rows apart.
        foreach (string name in Distinguishing.Union([LearnDataset]))
        {
            // Sizes that the protocol sets are told as changes of it; a row that says one itself holds for that alone.
            if (!row.Options.ContainsKey(name) && Habits.Reproduce.ContainsKey(name))
                continue;
            string made = OfRow(row, name);
            if (OfRun(name) is not { } here)
                return $"Not compared: the row was made with {name}={made}, and nothing says so of the "
                    + $"{Habits.Before!.Option} that was given; --set {name}={made} does.";
            if (name == LearnDataset && here != made)
                return "Not compared: the row was learnt on " + (made.Length > 0
                    ? $"{made}; --learn-from DIR --learn-dataset {made} does so."
                    : "categories of the dataset itself; leave out --learn-from to do so.");
            if (Normal(name, here) != Normal(name, made))
                return $"Not compared: the row was made with {name}={made}, this run with {name}={here}; "
                    + $"--set {name}={made} makes them alike.";
        }
        return null;
    }

    // Null when it is decided by a file that was given.
    private string? OfRun(string name) => _set.TryGetValue(name, out string? value) ? value
        : name == LearnDataset ? Learnt?.Dataset ?? ""
        : IsForTest(name) ? OfRun(name[ForTest.Length..])
        : TakesBefore(name) && !TakesMethod(name) && Before is null ? null : OfProtocol(name);

    private string OfRow(PublishedRow row, string name) => row.Options.GetValueOrDefault(name)
        ?? (IsForTest(name) ? OfRow(row, name[ForTest.Length..]) : OfProtocol(name));

    private string OfProtocol(string name) => IsForTest(name) ? OfProtocol(name[ForTest.Length..])
        : name == AuxiliaryName && IsAuxiliary ? string.Join(',', (Learnt?.Habits ?? Habits).Auxiliary)
        : _as.GetValueOrDefault(name) ?? Habits.Parameters.GetValueOrDefault(name)
        ?? Habits.Reproduce.GetValueOrDefault(name)
        ?? Habits.Before?.Parameters.GetValueOrDefault(name) ?? Habits.Options.GetValueOrDefault(name)
        ?? _defaults.GetValueOrDefault(name) ?? "";

    private bool TakesBefore(string name) => Habits.Before?.Parameters.ContainsKey(name) == true;

    private bool IsForTest(string name) => name.StartsWith(ForTest, StringComparison.Ordinal)
        && Habits.Parameters.ContainsKey(name[ForTest.Length..]);

    private bool TakesSteps(string name) => Habits.Parameters.ContainsKey(name) || IsForTest(name);

    // What is set here, and what the set of values says; the habits of each dataset say the rest.
    private Dictionary<string, string> StepValues(string prefix)
    {
        var values = new Dictionary<string, string>(_as, StringComparer.Ordinal);
        foreach (string name in Habits.Parameters.Keys)
            foreach (string key in new[] { name, prefix + name })
                if (_set.TryGetValue(key, out string? value))
                    values[name] = value;
        return values;
    }

    private bool TakesMethod(string name) => Habits.Reproduce.ContainsKey(name)
        || (_options.ContainsKey(name) && name != Seed && !TakesBefore(name));

    private bool IsRunOnly(string name) => _options.TryGetValue(name, out PropertyInfo? option)
        && option.IsDefined(typeof(RunOnlyAttribute), inherit: true);

    private string Normal(string name, string text) => _options.TryGetValue(name, out PropertyInfo? option)
        && OptionText.TryRead(text, option.PropertyType, out object? value) ? OptionText.Write(value) : text;
}
