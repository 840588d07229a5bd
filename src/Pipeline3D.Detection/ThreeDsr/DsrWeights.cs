using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Training;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>A learnt <see cref="DsrAutoencoder"/>.</summary>
public sealed class DsrWeights
{
    /// <summary>Before a file's name: weights of its sizes, drawn at random, as a control.</summary>
    public const string RandomPrefix = "random:";

    internal DsrWeights(DsrShape shape, float[] numbers)
        => (Shape, Layout, Numbers) = (shape, DsrAutoencoder.Layout(shape), numbers);

    /// <summary>Its sizes.</summary>
    internal DsrShape Shape { get; }

    /// <summary>Where each tensor lies.</summary>
    internal FlatLayout Layout { get; }

    /// <summary>All numbers.</summary>
    internal float[] Numbers { get; }

    /// <summary>The file of a name.</summary>
    /// <exception cref="FileNotFoundException">It is not there; the message says which would do.</exception>
    internal static string Find(string weights)
    {
        string path = IsRandom(weights) ? weights[RandomPrefix.Length..] : weights;
        return File.Exists(path) ? path : throw new FileNotFoundException($"there is no file '{path}' of a discrete "
            + "autoencoder; give one that fit.dsr-autoencoder wrote as 'weights', such as "
            + "pipelines/models/dsr-small.safetensors");
    }

    /// <summary>Reads a file.</summary>
    /// <param name="weights">Its path, or <c>random:</c> and its path.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="WeightFormatException">It holds no such network, or a number that is not finite.</exception>
    internal static DsrWeights Read(string weights)
    {
        string path = Find(weights);
        using WeightFile file = WeightFile.Open(path);
        DsrShape shape = ShapeOf(file);
        FlatLayout layout = DsrAutoencoder.Layout(shape);
        float[] numbers = FlatFiles.Read(file, layout);
        // A control has the sizes of a real network and nothing of what it learnt.
        return IsRandom(weights) ? new DsrWeights(shape, DsrStart.Autoencoder(layout, seed: 0))
            : new DsrWeights(shape, numbers);
    }

    /// <summary>Whether a file holds a discrete autoencoder, whole or not.</summary>
    internal static bool IsIn(WeightFile file) => new[] { DsrAutoencoder.LowCodes, DsrAutoencoder.HighCodes }
        .All(name => file.Entries.Any(entry => entry.Name == name));

    /// <summary>Writes the network as safetensors.</summary>
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
            ("hidden", Shape.Hidden), ("residual", Shape.Residual), ("embedding", Shape.Embedding),
            ("codes", Shape.Codes),
        })
            file.AddText(prefix + name, size.ToString(CultureInfo.InvariantCulture));
    }

    internal static DsrWeights Load(ArtifactReader file, string prefix = "")
    {
        var shape = new DsrShape
        {
            Hidden = file.Int32($"{prefix}hidden"), Residual = file.Int32($"{prefix}residual"),
            Embedding = file.Int32($"{prefix}embedding"), Codes = file.Int32($"{prefix}codes"),
        };
        FlatLayout layout = DsrAutoencoder.Layout(shape);
        return new DsrWeights(shape, file.Weights(layout, prefix));
    }

    private static bool IsRandom(string weights) => weights.StartsWith(RandomPrefix, StringComparison.Ordinal);

    private static DsrShape ShapeOf(WeightFile file)
    {
        var shape = new DsrShape
        {
            Hidden = Size("b2.weight", 4), Residual = Size("br.0.a.weight", 4), Embedding = Size("pre_top.weight", 4),
            Codes = Size(DsrAutoencoder.LowCodes, 2),
        };
        try
        {
            shape.Require();
            return shape;
        }
        catch (ArgumentException cause)
        {
            throw file.Error($"it is no discrete autoencoder of fit.dsr-autoencoder: {cause.Message}");
        }

        int Size(string name, int rank) => file.Entries.FirstOrDefault(entry => entry.Name == name) is { } entry
            && entry.Shape.Length == rank && entry.Shape[0] <= 1 << 20 ? (int)entry.Shape[0]
            : throw file.Error($"it is no discrete autoencoder of fit.dsr-autoencoder: it has no tensor '{name}' of "
                + $"{rank} dimensions");
    }
}
