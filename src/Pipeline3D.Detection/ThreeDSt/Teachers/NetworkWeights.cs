using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>Reads networks that others trained: torch's .pt and .pth, .npz, .safetensors.</summary>
/// <remarks>Needs no libtorch and executes nothing in the file. Names of this project and of the widespread public
/// implementation (<c>residual_blocks.N.initial_mlp.fc</c> and so on, no head) are known; the architecture follows from
/// the shapes.</remarks>
internal static class NetworkWeights
{
    /// <summary>Reads a network.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">Tensors are missing, unexpected or misshapen, all of which the message
    /// names; or the file is of no known kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DescriptorNetwork Read(string path)
    {
        try
        {
            using WeightFile file = WeightFile.Open(path);
            return Read(file);
        }
        catch (WeightFormatException cause)
        {
            throw new ModelFormatException(cause.Message, -1, cause);
        }
        catch (ArgumentException cause)
        {
            throw new ModelFormatException($"{path}: {cause.Message}", -1, cause);
        }
    }

    private static DescriptorNetwork Read(WeightFile file)
    {
        var found = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        foreach (WeightEntry entry in file.Entries)
            if (WeightNames.Ours(entry.Name) is { } name && !found.TryAdd(name, entry))
                throw new ArgumentException($"two tensors are '{name}': {found[name].Name} and {entry.Name}");
        if (found.Count == 0)
            throw new ArgumentException("no tensor in it has a name of 3D-ST's network; it has "
                + string.Join(", ", file.Entries.Take(5).Select(entry => entry.Name)));
        var layout = new NetworkLayout(ShapeOf(found));
        LoadReport.Compare(
            layout.Tensors().Select(tensor => (tensor.Name, Dimensions(tensor.Rows, tensor.Columns))),
            found.Select(pair => (pair.Key, pair.Value.Shape.ToArray()))).Require();
        var weights = new float[layout.Count];
        foreach ((string name, _, _, int start) in layout.Tensors())
            file.ReadFloats(found[name].Name).CopyTo(weights.AsSpan(start));
        return new DescriptorNetwork(layout.Shape, weights);
    }

    private static NetworkShape ShapeOf(Dictionary<string, WeightEntry> found)
    {
        if (!found.TryGetValue("blocks.0.expand.0.bias", out WeightEntry? expand) || expand.Shape.Length != 1)
            throw new ArgumentException("the first block has no bias of its last layer, so its width is not known");
        int blocks = found.Keys.Where(name => name.StartsWith("blocks.", StringComparison.Ordinal))
            .Max(name => int.Parse(name.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture)) + 1;
        return new NetworkShape
        {
            Width = checked((int)expand.Shape[0]),
            Blocks = blocks,
            HeadOutputs = found.TryGetValue("head.2.bias", out WeightEntry? head) && head.Shape.Length == 1
                ? checked((int)head.Shape[0]) : 0,
        };
    }

    private static long[] Dimensions(int rows, int columns) => columns == 0 ? [rows] : [rows, columns];
}
