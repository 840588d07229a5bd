using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Training;

/// <summary>Weight files of networks whose tensors have a <see cref="FlatLayout"/>.</summary>
public static class FlatFiles
{
    /// <summary>Reads the tensors of a network from a file that holds these and no others.</summary>
    /// <param name="file">The file.</param>
    /// <param name="layout">The network.</param>
    /// <returns>Shape [Count].</returns>
    /// <exception cref="WeightFormatException">A name is missing, unexpected or of another shape, all of them told at
    /// once; or a number is not finite.</exception>
    public static float[] Read(WeightFile file, FlatLayout layout)
    {
        LoadReport.Compare(ShapesOf(layout), file.Entries.Select(entry => (entry.Name, entry.Shape.ToArray())))
            .Require(file.FilePath, strict: true);
        var numbers = new float[layout.Count];
        foreach (FlatPart part in layout.Parts)
            Read(file, part.Name, part.Of(numbers.AsSpan()));
        return numbers;
    }

    /// <summary>Reads one tensor.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The tensor's name there.</param>
    /// <param name="into">As many numbers as it has; overwritten.</param>
    /// <exception cref="WeightFormatException">A number is not finite, or the file is shorter than it says.</exception>
    public static void Read(WeightFile file, string name, Span<float> into)
    {
        file.ReadFloats(name, into);
        for (int i = 0; i < into.Length; i++)
            if (!float.IsFinite(into[i]))
                throw file.Error($"{name} is {into[i]} at {i}, and networks need finite numbers");
    }

    /// <summary>Writes a network as safetensors.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="layout">The network.</param>
    /// <param name="numbers">Shape [Count].</param>
    /// <param name="type">Float32, or Float16 of half the size.</param>
    /// <exception cref="ArgumentException">A number is too large for Float16.</exception>
    public static void Write(Stream stream, FlatLayout layout, float[] numbers, WeightType type)
        => SafetensorsWriter.Write(stream, [.. ShapesOf(layout)],
            name => numbers.AsMemory(layout[name].Start, layout[name].Count), type);

    private static IEnumerable<(string Name, long[] Shape)> ShapesOf(FlatLayout layout)
        => layout.Parts.Select(part => (part.Name, part.Shape.ToArray()));
}
