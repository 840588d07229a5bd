using System.Globalization;
using Pipeline3D.Detection.Models;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Training;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Artifacts;

/// <summary>Gives the named numbers of a model file, each checked.</summary>
public sealed class ArtifactReader
{
    private readonly WeightFile _file;
    private readonly string _name;

    internal ArtifactReader(WeightFile file, string name) => (_file, _name) = (file, name);

    /// <summary>Whether the file has a tensor.</summary>
    public bool Has(string name) => _file.Entries.Any(entry => entry.Name == name);

    /// <summary>Names of tensors that begin alike.</summary>
    public IEnumerable<string> NamesBelow(string prefix) => _file.Entries.Select(entry => entry.Name)
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A tensor's numbers, all finite.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape it must have, -1 where any size will do; none when any shape will.</param>
    /// <exception cref="ModelFormatException">It is missing, of another shape, or a number is not finite.</exception>
    public float[] Floats(string name, params ReadOnlySpan<long> shape)
    {
        WeightEntry entry = _file.Entries.FirstOrDefault(found => found.Name == name)
            ?? throw Error($"the tensor '{name}' is missing; learn the model anew");
        bool fits = shape.Length == 0 || shape.Length == entry.Shape.Length;
        for (int i = 0; fits && i < shape.Length; i++)
            fits = shape[i] < 0 || shape[i] == entry.Shape[i];
        if (!fits)
            throw Error($"the tensor '{name}' is [{string.Join(", ", entry.Shape)}], the options of the model say "
                + $"[{string.Join(", ", shape.ToArray().Select(size => size < 0 ? "any" : $"{size}"))}]");
        float[] numbers = _file.ReadFloats(name);
        int bad = Array.FindIndex(numbers, number => !float.IsFinite(number));
        return bad < 0 ? numbers : throw Error($"number {bad} of '{name}' is {numbers[bad]}; it must be finite");
    }

    /// <summary>The numbers of a network that <see cref="ArtifactWriter.AddWeights"/> wrote.</summary>
    /// <param name="layout">The network.</param>
    /// <param name="prefix">Before every name.</param>
    /// <exception cref="ModelFormatException">A tensor is missing, or has another shape.</exception>
    internal float[] Weights(FlatLayout layout, string prefix = "")
    {
        var weights = new float[layout.Count];
        foreach (FlatPart part in layout.Parts)
            Floats(prefix + part.Name, part.Shape.AsSpan()).CopyTo(weights, part.Start);
        return weights;
    }

    /// <summary>Rows of a known length.</summary>
    /// <exception cref="ModelFormatException">They are missing, there are none, or of another length.</exception>
    public FeatureMatrix Rows(string name, int columns)
    {
        float[] numbers = Floats(name, -1, columns);
        return numbers.Length > 0 ? new FeatureMatrix(numbers.Length / columns, columns, numbers)
            : throw Error($"'{name}' has no rows; learn the model anew");
    }

    /// <summary>A fact that the model added.</summary>
    /// <exception cref="ModelFormatException">It is missing.</exception>
    public string Text(string name) => _file.Metadata.TryGetValue($"model.{name}", out string? text) ? text
        : throw Error($"'{name}' is missing; learn the model anew");

    /// <summary>Facts whose names begin alike, by the rest of their names.</summary>
    /// <param name="prefix">The beginning, without the dot behind it.</param>
    public IReadOnlyDictionary<string, string> TextsBelow(string prefix)
    {
        string begin = $"model.{prefix}.";
        return _file.Metadata.Where(text => text.Key.StartsWith(begin, StringComparison.Ordinal))
            .ToDictionary(text => text.Key[begin.Length..], text => text.Value, StringComparer.Ordinal);
    }

    /// <summary>A fact that is a whole number.</summary>
    /// <exception cref="ModelFormatException">It is missing or no number.</exception>
    public int Int32(string name) => int.TryParse(Text(name), NumberStyles.AllowLeadingSign,
        CultureInfo.InvariantCulture, out int value) ? value
        : throw Error($"{name} is '{Text(name)}', no whole number");

    /// <summary>A fact that is a finite number.</summary>
    /// <exception cref="ModelFormatException">It is missing or no number.</exception>
    public double Double(string name) => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture,
        out double value) && double.IsFinite(value) ? value : throw Error($"{name} is '{Text(name)}', no number");

    /// <summary>The error of this file; throw it.</summary>
    /// <param name="problem">What is wrong and what to do, without the file's name.</param>
    public ModelFormatException Error(string problem) => new(_name, problem);
}
