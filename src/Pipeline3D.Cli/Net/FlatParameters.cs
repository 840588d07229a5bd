using System.Text.Json;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Cli.Net;

/// <summary>Parameters that lie one after the other in one file, in the order that its entry's <c>layout</c>
/// says.</summary>
internal sealed class FlatParameters
{
    private readonly Dictionary<string, (int Start, int[] Shape)> _places = new(StringComparer.Ordinal);

    /// <summary>Reads the layout of a file.</summary>
    /// <exception cref="UsageException">There is none, or it is no list of names, places and shapes.</exception>
    public FlatParameters(NetTask task, NetFile file)
    {
        if (!file.Entry.TryGetProperty("layout", out JsonElement layout) || layout.ValueKind != JsonValueKind.Array)
            throw task.Error($"'{file.File}' has no list 'layout'");
        foreach (JsonElement part in layout.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("name", out JsonElement name)
                || name.ValueKind != JsonValueKind.String || !part.TryGetProperty("offset", out JsonElement offset)
                || !offset.TryGetInt32(out int start) || start < 0
                || !part.TryGetProperty("shape", out JsonElement sizes) || sizes.ValueKind != JsonValueKind.Array
                || sizes.EnumerateArray().Any(size => !size.TryGetInt32(out int value) || value < 1))
                throw task.Error($"the layout of '{file.File}' has a part without name, offset or shape: {part}");
            int[] shape = [.. sizes.EnumerateArray().Select(size => size.GetInt32())];
            if (!_places.TryAdd(name.GetString()!, (start, shape)))
                throw task.Error($"the layout of '{file.File}' names '{name.GetString()}' twice");
        }
    }

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _places.Keys;

    /// <summary>Whether a parameter is there.</summary>
    public bool Has(string name) => _places.ContainsKey(name);

    /// <summary>A parameter's shape.</summary>
    public int[] Shape(string name) => _places[name].Shape;

    /// <summary>Puts the numbers of an input into those of a network.</summary>
    /// <param name="task">The group.</param>
    /// <param name="key">The input; parts that its layout does not name stay as they are.</param>
    /// <param name="layout">The network.</param>
    /// <param name="weights">Its numbers.</param>
    /// <param name="needed">Which parts the layout must name.</param>
    /// <param name="prefix">What the names of the parts begin with in the network and not in the file; others are left
    /// out.</param>
    /// <exception cref="UsageException">One is not there, or has another number of numbers.</exception>
    public static void Fill(NetTask task, string key, FlatLayout layout, Span<float> weights,
        Func<FlatPart, bool> needed, string prefix = "")
    {
        var places = new FlatParameters(task, task.Input(key));
        Span<float> given = task.Array(key).To<float>();
        foreach ((FlatPart part, string name) in Below(layout, prefix).Where(item => places.Has(item.Name)
            || needed(item.Part)))
        {
            Span<float> from = places.Of(task, name, given);
            if (from.Length != part.Count)
                throw task.Error($"'{name}' of '{key}' is [{string.Join(", ", places.Shape(name))}], what is "
                    + $"beside it says [{string.Join(", ", part.Shape)}]");
            from.CopyTo(part.Of(weights));
        }
    }

    /// <summary>Writes numbers of a network, those that the layout of an output names; nothing when the output is not
    /// wanted.</summary>
    public static void Write(NetTask task, string key, FlatLayout layout, ReadOnlySpan<float> numbers,
        string prefix = "")
    {
        if (!task.Wants(key))
            return;
        var places = new FlatParameters(task, task.Output(key));
        (FlatPart Part, string Name)[] parts = [.. Below(layout, prefix).Where(item => places.Has(item.Name))];
        var packed = new float[parts.Sum(item => item.Part.Count)];
        foreach ((FlatPart part, string name) in parts)
        {
            Span<float> to = places.Of(task, name, packed.AsSpan());
            if (to.Length != part.Count)
                throw task.Error($"'{name}' of '{key}' is [{string.Join(", ", places.Shape(name))}], the "
                    + $"network has [{string.Join(", ", part.Shape)}]");
            part.Of(numbers).CopyTo(to);
        }
        task.Write(key, packed, packed.Length);
    }

    /// <summary>A parameter's numbers among all.</summary>
    /// <exception cref="UsageException">The file is shorter than its layout says, or has no such parameter.</exception>
    public Span<T> Of<T>(NetTask task, string name, Span<T> all)
    {
        if (!_places.TryGetValue(name, out (int Start, int[] Shape) place))
            throw task.Error($"the layout names no parameter '{name}'");
        long count = place.Shape.Aggregate(1L, (product, size) => checked(product * size));
        return place.Start + count <= all.Length ? all.Slice(place.Start, (int)count)
            : throw task.Error($"'{name}' ends at {place.Start + count}, the file holds {all.Length} numbers");
    }

    private static IEnumerable<(FlatPart Part, string Name)> Below(FlatLayout layout, string prefix) => layout.Parts
        .Where(part => part.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(part => (part, part.Name[prefix.Length..]));
}
