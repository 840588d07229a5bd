using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>The methods and the dataset that a command line means.</summary>
/// <param name="Dataset">Id of the dataset's layout.</param>
/// <param name="Methods">The methods by id; each knows the dataset.</param>
internal sealed record ReproductionChoice(string Dataset, ImmutableArray<MethodType> Methods)
{
    /// <summary>Methods that know the dataset, too, and are run by their names alone.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>Why others are left out, a sentence each.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>Whether a model of one category's normal scans scores all other categories.</summary>
    public bool IsZeroShot { get; init; }

    /// <summary>Whether the methods were named together, by the name of their group: what is named for a method is then
    /// for each.</summary>
    public bool IsGroup { get; init; }

    /// <summary>Finds them.</summary>
    /// <param name="method">Id of the method, or name of a group of them; null for all that know the dataset.</param>
    /// <param name="dataset">Id of the dataset; null for the only one there is.</param>
    /// <param name="blocks">The blocks, and so the methods, that there are.</param>
    /// <param name="others">Whether all other methods that know the dataset come after the method; otherwise those that
    /// its reproduce.json has beside it, such as controls. Nothing comes after a group.</param>
    /// <param name="zeroShot">Whether a model of one category scores all others; null for what the method's paper
    /// did.</param>
    /// <exception cref="UsageException">There is no such thing; the message says what there is.</exception>
    public static ReproductionChoice Of(string? method, string? dataset, BlockRegistry blocks, bool others = false,
        bool? zeroShot = null)
    {
        ImmutableArray<MethodType> all = [.. blocks.Types.Select(type => type.Declaration).Distinct()
            .Select(MethodType.Of).OfType<MethodType>().OrderBy(type => type.Id, StringComparer.Ordinal)];
        ImmutableArray<MethodType> known = [.. all.Where(type => type.Scores
            && type.Reproduction.Datasets.Values.Any(habits => zeroShot != true || habits.ZeroShot is not null))];
        bool Knows(MethodType type, string dataset, bool zero) => type.Reproduction.Datasets.TryGetValue(dataset,
            out DatasetHabits? habits) && (!zero || habits.ZeroShot is not null);
        if (method is null)
        {
            bool zero = zeroShot == true;
            string[] datasets = [.. known.SelectMany(type => type.Reproduction.Datasets.Keys.Where(found
                => Knows(type, found, zero))).Distinct().Order(StringComparer.Ordinal)];
            string chosen = Choose(dataset, datasets, "the methods here know");
            return new(chosen, [.. known.Where(type => Knows(type, chosen, zero))]) { IsZeroShot = zero };
        }
        MethodType[] grouped = [.. all.Where(type => type.Scores && !type.Reproduction.Groups.IsEmpty)];
        string[] groups = [.. grouped.SelectMany(type => type.Reproduction.Groups).Distinct().Order(
            StringComparer.Ordinal)];
        if (groups.Contains(method))
            return OfGroup(method, dataset, [.. grouped.Where(type => type.Reproduction.Groups.Contains(method))],
                zeroShot == true);
        string those = $"Methods that can be reproduced{(zeroShot == true ? " with --zero-shot" : "")}: "
            + $"{string.Join(", ", known.Select(type => type.Id))}."
            + (groups.Length > 0 ? $" Groups of them: {string.Join(", ", groups)}." : "");
        MethodType one = all.FirstOrDefault(type => type.Id == method)
            ?? throw new UsageException($"there is no method '{method}' here.{Meant(method, [.. known.Select(type
                => type.Id), .. groups])} {those}");
        if (!known.Contains(one))
            throw new UsageException(one.Reproduction.Datasets.Count > 0
                ? $"{method} has no zero_shot in its reproduce.json; leave out --zero-shot. {those}"
                : $"{method} cannot be reproduced: no {one.Declaration.Name}.reproduce.json "
                + $"beside its class says how it is used on a dataset; write one (docs/own-methods.md). {those}");
        string on = Choose(dataset, [.. one.Reproduction.Datasets.Keys.Where(found => Knows(one, found,
            zeroShot == true))], $"{method} knows");
        DatasetHabits habits = one.Reproduction.Datasets[on];
        bool isZeroShot = zeroShot ?? habits.ZeroShot?.IsProtocol ?? false;
        ImmutableArray<string> beside = isZeroShot ? habits.ZeroShot!.Beside : habits.Beside;
        return new(on, [one, .. known.Where(type => type != one && Knows(type, on, isZeroShot)
            && (others || beside.Contains(type.Id)))]) { IsZeroShot = isZeroShot };
    }

    // All of them, on a dataset that each knows.
    private static ReproductionChoice OfGroup(string group, string? dataset, ImmutableArray<MethodType> methods,
        bool zeroShot)
    {
        string[] datasets = [.. methods.SelectMany(type => type.Reproduction.Datasets.Keys).Distinct().Where(found
            => methods.All(type => type.Reproduction.Datasets.TryGetValue(found, out DatasetHabits? habits)
                && (!zeroShot || habits.ZeroShot is not null))).Order(StringComparer.Ordinal)];
        if (datasets.Length == 0)
            throw new UsageException($"the methods of {group} ({string.Join(", ", methods.Select(type => type.Id))}) "
                + $"know no common dataset{(zeroShot ? " with --zero-shot" : "")}; name one of them");
        return new(Choose(dataset, datasets, $"{group} knows"), methods) { IsZeroShot = zeroShot, IsGroup = true };
    }

    /// <summary>What a method's reproduce.json says of the dataset and the protocol.</summary>
    public DatasetHabits HabitsOf(MethodType method)
    {
        DatasetHabits habits = method.Reproduction.Datasets[Dataset];
        return IsZeroShot ? habits.InZeroShot() : habits;
    }

    /// <summary>The first method alone.</summary>
    public ReproductionChoice Alone() => this with { Methods = [Methods[0]] };

    /// <summary>The methods that learn from the dataset's splits: others need more than the dataset.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public ReproductionChoice WithoutAuxiliary()
    {
        if (IsZeroShot)
            return this;
        ILookup<bool, MethodType> auxiliary = Methods.ToLookup(type
            => !type.Reproduction.Datasets[Dataset].Auxiliary.IsEmpty);
        return auxiliary[false].Any() ? this with
        {
            Methods = [.. auxiliary[false]], LeftOut = [.. auxiliary[true].Select(type => type.Id)],
        } : throw new UsageException(
            $"no method here learns from the splits of {Dataset}; name one instead of --all");
    }

    private static string Choose(string? asked, string[] datasets, string who)
    {
        string names = string.Join(", ", datasets);
        return asked is null ? datasets is [{ } only] ? only : throw new UsageException(
                $"{who} {datasets.Length} datasets; choose one with --dataset: {names}")
            : datasets.Contains(asked) ? asked : throw new UsageException(
                $"{who} no dataset '{asked}'.{Meant(asked, datasets)} Give one with --dataset: {names}");
    }

    private static string Meant(string found, IEnumerable<string> names)
        => NearestName.Of(found, names) is { } near ? $" Did you mean '{near}'?" : "";
}
