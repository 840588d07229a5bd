using System.Collections.Immutable;

namespace Pipeline3D.Weights;

/// <summary>How a set of weights fits a model: everything that does not, at once.</summary>
/// <param name="Missing">Names that the model has and the weights lack.</param>
/// <param name="Unexpected">Names that the weights have and the model lacks.</param>
/// <param name="Misshapen">Names in both whose shapes differ, with both shapes.</param>
public sealed record LoadReport(
    ImmutableArray<string> Missing, ImmutableArray<string> Unexpected, ImmutableArray<string> Misshapen)
{
    /// <summary>True when every name is in both with the same shape.</summary>
    public bool Fits => Missing.IsEmpty && Unexpected.IsEmpty && Misshapen.IsEmpty;

    /// <summary>Compares what a model has with what weights bring, by name and shape.</summary>
    public static LoadReport Compare(
        IEnumerable<(string Name, long[] Shape)> model, IEnumerable<(string Name, long[] Shape)> weights)
    {
        Dictionary<string, long[]> wanted = ByName(model), given = ByName(weights);
        return new LoadReport(
            [.. wanted.Keys.Where(name => !given.ContainsKey(name))],
            [.. given.Keys.Where(name => !wanted.ContainsKey(name))],
            [.. from item in wanted
                where given.TryGetValue(item.Key, out long[]? shape) && !shape.AsSpan().SequenceEqual(item.Value)
                select $"{item.Key} is {Text(given[item.Key])}, the model wants {Text(item.Value)}"]);
    }

    /// <summary>Does nothing when the weights fit; without <paramref name="strict"/> only shapes count.</summary>
    /// <exception cref="ArgumentException">They do not; the message lists every name.</exception>
    public void Require(bool strict = true)
    {
        if (strict ? !Fits : !Misshapen.IsEmpty)
            throw new ArgumentException(ToString());
    }

    /// <summary>As <see cref="Require(bool)"/>, for weights that come from a file.</summary>
    /// <exception cref="WeightFormatException">They do not fit; the message names the file and lists every
    /// name.</exception>
    public void Require(string file, bool strict = true)
    {
        if (strict ? !Fits : !Misshapen.IsEmpty)
            throw new WeightFormatException(file, ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => Fits ? "the weights fit the model" : "the weights do not fit the model: "
        + string.Join("; ", ((string[])
            [Part("missing", Missing), Part("unexpected", Unexpected), Part("misshapen", Misshapen)])
            .Where(part => part.Length > 0));

    private static Dictionary<string, long[]> ByName(IEnumerable<(string Name, long[] Shape)> tensors) =>
        tensors.ToDictionary(item => item.Name, item => item.Shape, StringComparer.Ordinal);

    private static string Part(string what, ImmutableArray<string> names) =>
        names.IsEmpty ? "" : $"{names.Length} {what}: {string.Join(", ", names)}";

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
