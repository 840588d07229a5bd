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

    /// <summary>Finds them.</summary>
    /// <param name="method">Id of the method; null for all that know the dataset.</param>
    /// <param name="dataset">Id of the dataset; null for the only one there is.</param>
    /// <param name="blocks">The blocks, and so the methods, that there are.</param>
    /// <param name="others">Whether all other methods that know the dataset come after the method; otherwise those that
    /// its reproduce.json has beside it, such as controls.</param>
    /// <exception cref="UsageException">There is no such thing; the message says what there is.</exception>
    public static ReproductionChoice Of(string? method, string? dataset, BlockRegistry blocks, bool others = false)
    {
        ImmutableArray<MethodType> all = [.. blocks.Types.Select(type => type.Declaration).Distinct()
            .Select(MethodType.Of).OfType<MethodType>().OrderBy(type => type.Id, StringComparer.Ordinal)];
        ImmutableArray<MethodType> known = [.. all.Where(type => type.Scores && type.Reproduction.Datasets.Count > 0)];
        if (method is null)
        {
            string[] datasets = [.. known.SelectMany(type => type.Reproduction.Datasets.Keys).Distinct().Order(
                StringComparer.Ordinal)];
            string chosen = Choose(dataset, datasets, "the methods here know");
            return new(chosen, [.. known.Where(type => type.Reproduction.Datasets.ContainsKey(chosen))]);
        }
        string those = $"Methods that can be reproduced: {string.Join(", ", known.Select(type => type.Id))}.";
        MethodType one = all.FirstOrDefault(type => type.Id == method)
            ?? throw new UsageException($"there is no method '{method}' here.{Meant(method, known.Select(type
                => type.Id))} {those}");
        if (!known.Contains(one))
            throw new UsageException($"{method} cannot be reproduced: no {one.Declaration.Name}.reproduce.json "
                + $"beside its class says how it is used on a dataset; write one (docs/own-methods.md). {those}");
        string on = Choose(dataset, [.. one.Reproduction.Datasets.Keys], $"{method} knows");
        return new(on, [one, .. known.Where(type => type != one && type.Reproduction.Datasets.ContainsKey(on)
            && (others || one.Reproduction.Datasets[on].Beside.Contains(type.Id)))]);
    }

    /// <summary>The first method alone.</summary>
    public ReproductionChoice Alone() => this with { Methods = [Methods[0]] };

    /// <summary>The methods that learn from the dataset's splits: others need more than the dataset.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public ReproductionChoice WithoutAuxiliary()
    {
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
