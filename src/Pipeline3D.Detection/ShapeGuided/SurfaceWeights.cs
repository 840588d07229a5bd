using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Networks.ImplicitSurface;
using Pipeline3D.Networks.Training;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>A learnt expert on surfaces: encoder and field.</summary>
public sealed class SurfaceWeights
{
    /// <summary>Before a file's name: weights of its sizes, drawn at random, as a control; alone: of the options'
    /// sizes.</summary>
    public const string RandomPrefix = "random:";

    private const int MaxSize = 1 << 20;

    internal SurfaceWeights(ImplicitSurfaceShape shape, float[] numbers)
        => (Shape, Layout, Numbers) = (shape, SurfaceStart.Layout(shape), numbers);

    /// <summary>Its sizes.</summary>
    internal ImplicitSurfaceShape Shape { get; }

    /// <summary>Where each tensor lies.</summary>
    internal FlatLayout Layout { get; }

    /// <summary>All numbers.</summary>
    internal float[] Numbers { get; }

    /// <summary>The file of a name.</summary>
    /// <exception cref="FileNotFoundException">It is not there; the message says which would do.</exception>
    internal static string Find(string weights)
    {
        string path = IsRandom(weights) ? weights[RandomPrefix.Length..] : weights;
        return File.Exists(path) ? path : throw new FileNotFoundException($"there is no file '{path}' of an expert on "
            + "surfaces; give one that fit.sdf-expert wrote as 'weights', such as "
            + "pipelines/models/sdf-small.safetensors, or none, and each category learns its own");
    }

    /// <summary>Reads a file, or draws a control.</summary>
    /// <param name="weights">Its path, <c>random:</c> and its path, or <c>random:</c> alone.</param>
    /// <param name="own">Sizes of the latter.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="WeightFormatException">It holds no such networks, or a number that is not finite.</exception>
    internal static SurfaceWeights Read(string weights, ImplicitSurfaceShape own)
        => weights == RandomPrefix ? new SurfaceWeights(own, SurfaceStart.Draw(own, seed: 0)) : Read(weights);

    /// <summary>Reads a file, or draws a control of its sizes.</summary>
    /// <inheritdoc cref="Read(string, ImplicitSurfaceShape)"/>
    internal static SurfaceWeights Read(string weights)
    {
        string path = Find(weights);
        using WeightFile file = WeightFile.Open(path);
        ImplicitSurfaceShape shape = ShapeOf(file);
        FlatLayout layout = SurfaceStart.Layout(shape);
        float[] numbers = FlatFiles.Read(file, layout);
        // A control has the sizes of real networks and nothing of what they learnt.
        return IsRandom(weights) ? new SurfaceWeights(shape, SurfaceStart.Draw(shape, seed: 0))
            : new SurfaceWeights(shape, numbers);
    }

    /// <summary>Whether a file holds an expert on surfaces, whole or not.</summary>
    internal static bool IsIn(WeightFile file) => new[] { "encoder.conv1.weight", "field.fc3.weight" }
        .All(name => file.Entries.Any(entry => entry.Name == name));

    /// <summary>Writes the networks as safetensors.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="type">Float32, or Float16 of half the size.</param>
    /// <exception cref="ArgumentException">A number is too large for Float16.</exception>
    internal void Save(Stream stream, WeightType type)
        => FlatFiles.Write(stream, Layout, Numbers, type);

    internal void Save(ArtifactWriter file, string prefix = "")
    {
        file.AddWeights(Layout, Numbers, prefix);
        foreach ((string name, int size) in new[]
        {
            ("width1", Shape.Widths[0]), ("width2", Shape.Widths[1]), ("width3", Shape.Widths[2]),
            ("middle", Shape.Middle), ("code", Shape.Code), ("hidden", Shape.Hidden), ("layers", Shape.Layers),
        })
            file.AddText(prefix + name, size.ToString(CultureInfo.InvariantCulture));
    }

    internal static SurfaceWeights Load(ArtifactReader file, string prefix = "")
    {
        var shape = new ImplicitSurfaceShape
        {
            Widths = [file.Int32($"{prefix}width1"), file.Int32($"{prefix}width2"), file.Int32($"{prefix}width3")],
            Middle = file.Int32($"{prefix}middle"), Code = file.Int32($"{prefix}code"),
            Hidden = file.Int32($"{prefix}hidden"), Layers = file.Int32($"{prefix}layers"),
        };
        FlatLayout layout = SurfaceStart.Layout(shape);
        return new SurfaceWeights(shape, file.Weights(layout, prefix));
    }

    private static bool IsRandom(string weights) => weights.StartsWith(RandomPrefix, StringComparison.Ordinal);

    private static ImplicitSurfaceShape ShapeOf(WeightFile file)
    {
        var shape = new ImplicitSurfaceShape
        {
            Widths = [Size("encoder.conv1.weight", 3), Size("encoder.conv2.weight", 3),
                Size("encoder.conv3.weight", 3)],
            Middle = Size("encoder.fc1.weight", 2), Code = Size("encoder.fc2.weight", 2),
            Hidden = Size("field.fc3.weight", 2), Layers = file.Entries.Count(entry => entry.Name.StartsWith("field.v.",
                StringComparison.Ordinal)),
        };
        try
        {
            shape.Require();
            return shape;
        }
        catch (ArgumentException cause)
        {
            throw file.Error($"it is no expert of fit.sdf-expert: {cause.Message}");
        }

        int Size(string name, int rank) => file.Entries.FirstOrDefault(entry => entry.Name == name) is { } entry
            && entry.Shape.Length == rank && entry.Shape[0] <= MaxSize ? (int)entry.Shape[0]
            : throw file.Error($"it is no expert of fit.sdf-expert: it has no tensor '{name}' of {rank} dimensions");
    }
}
