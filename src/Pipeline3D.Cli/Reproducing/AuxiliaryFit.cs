using System.Collections.Immutable;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>A fit of a reproduction that learns from labelled test scans of some categories.</summary>
/// <param name="Name">Its name in names of files and blocks, such as <c>carrot</c>; with the dataset before it where
/// that is another one.</param>
/// <param name="Categories">The categories.</param>
internal sealed record AuxiliaryFit(string Name, ImmutableArray<string> Categories)
{
    /// <summary>The fits of a protocol.</summary>
    /// <param name="text">Categories with <c>+</c> between those that are learnt from together, and commas between
    /// fits.</param>
    /// <param name="dataset">The dataset that is learnt from, where it is another one; empty for the same.</param>
    /// <exception cref="UsageException">It names no category.</exception>
    public static ImmutableArray<AuxiliaryFit> Of(string text, string dataset)
    {
        ImmutableArray<string>[] fits = [.. text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries
            | StringSplitOptions.RemoveEmptyEntries).Select(fit => fit.Split('+', StringSplitOptions.TrimEntries
                | StringSplitOptions.RemoveEmptyEntries).ToImmutableArray()).Where(fit => fit.Length > 0)];
        if (fits.Length == 0)
            throw new UsageException($"auxiliary is '{text}' and names no category; write them with commas between "
                + "fits, and + between categories of one fit, such as carrot,cookie+dowel");
        return [.. fits.Select(fit => new AuxiliaryFit(NameOf(dataset.Length > 0 ? fit.Insert(0, dataset) : fit), fit))
            .DistinctBy(fit => fit.Name)];
    }

    // Names of files hold letters, digits, '-' and '_'.
    private static string NameOf(ImmutableArray<string> parts) => string.Concat(string.Join('-', parts).Select(letter
        => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
}
