using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Detection.Artifacts;

/// <summary>Takes the named numbers of a model.</summary>
public sealed class ArtifactWriter
{
    private readonly List<(string Name, long[] Shape, ReadOnlyMemory<float> Numbers)> _tensors = [];
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The tensors in the order of adding.</summary>
    internal IReadOnlyList<(string Name, long[] Shape, ReadOnlyMemory<float> Numbers)> Tensors => _tensors;

    /// <summary>All numbers in the order of adding.</summary>
    public IEnumerable<float> Numbers => _tensors.SelectMany(tensor => tensor.Numbers.ToArray());

    /// <summary>The texts by name.</summary>
    internal IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Adds a tensor; not copied.</summary>
    /// <param name="name">Its name, once per model.</param>
    /// <param name="numbers">Row-major.</param>
    /// <param name="shape">Its shape; none for one dimension of all numbers.</param>
    /// <exception cref="ArgumentException">The name is taken, or the numbers do not fill the shape.</exception>
    public void Add(string name, ReadOnlyMemory<float> numbers, params long[] shape)
    {
        if (shape.Length == 0)
            shape = [numbers.Length];
        if (_tensors.Any(tensor => tensor.Name == name))
            throw new ArgumentException($"the model has two tensors '{name}'", nameof(name));
        if (shape.Aggregate(1L, (product, size) => checked(product * size)) != numbers.Length)
            throw new ArgumentException($"{numbers.Length} numbers do not fill '{name}' [{string.Join(", ", shape)}]",
                nameof(numbers));
        _tensors.Add((name, shape, numbers));
    }

    /// <summary>Adds rows; shape [rows, columns].</summary>
    public void Add(string name, FeatureMatrix rows) => Add(name, rows.Values, rows.Rows, rows.Columns);

    /// <summary>Adds a fact that is no option, such as the best epoch.</summary>
    public void AddText(string name, string text) => _texts[name] = text;

    /// <summary>Writes the tensors of a network, each under its own name.</summary>
    /// <param name="layout">The network.</param>
    /// <param name="weights">Its numbers.</param>
    /// <param name="prefix">Before every name.</param>
    internal void AddWeights(FlatLayout layout, float[] weights, string prefix = "")
    {
        foreach (FlatPart part in layout.Parts)
            Add(prefix + part.Name, weights.AsMemory(part.Start, part.Count), [.. part.Shape]);
    }
}
