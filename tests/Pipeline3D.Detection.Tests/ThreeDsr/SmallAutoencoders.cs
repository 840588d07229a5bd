using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.ThreeDsr;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Training;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Tests.ThreeDsr;

/// <summary>Files of small autoencoders, deleted with the test, and scans of a dome on a table.</summary>
public abstract class SmallAutoencoders : IDisposable
{
    protected const int Width = 72, Height = 60;

    private readonly TempFolder _folder = new();

    protected SmallAutoencoders() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    internal static readonly DsrShape Shape = new() { Hidden = 8, Residual = 4, Embedding = 8, Codes = 24 };

    /// <summary>Random weights, large enough that features differ, and codes among the features.</summary>
    protected string Autoencoder(Action<FlatLayout, float[]>? change = null)
    {
        FlatLayout layout = DsrAutoencoder.Layout(Shape);
        float[] weights = [.. DsrStart.Autoencoder(layout, 1).Select(weight => 8 * weight)];
        foreach (string codes in new[] { DsrAutoencoder.LowCodes, DsrAutoencoder.HighCodes })
            foreach (ref float number in layout[codes].Of(weights.AsSpan()))
                number *= 0.02f;
        change?.Invoke(layout, weights);
        string path = _folder[$"{Guid.NewGuid():N}.safetensors"];
        using FileStream file = File.Create(path);
        SafetensorsWriter.Write(file, [.. layout.Parts.Select(part => (part.Name, part.Shape.ToArray(),
            (ReadOnlyMemory<float>)weights.AsMemory(part.Start, part.Count)))]);
        return path;
    }

    internal ThreeDsrOptions Small(string? weights = null) => new()
    {
        Weights = weights ?? Autoencoder(), Side = 64, Bottleneck = 4, SegmentationWidth = 4, Epochs = 2,
        EpochPictures = 8, BatchSize = 4, LargestScale = 3, Smooth = 3, Seed = 3,
    };

    /// <summary>A dome 20 mm high on a table, one pixel for each millimetre.</summary>
    internal static Scan Dome(int seed, Func<int, int, bool>? isMissing = null, float bump = 0)
    {
        var random = new Random(seed);
        var points = new PointCloud(Width * Height);
        double radius = 20 + (2 * random.NextDouble());
        for (int i = 0; i < points.Count; i++)
        {
            (int column, int row) = (i % Width, i / Width);
            double x = column - (Width / 2) + 0.25, y = row - (Height / 2) + 0.25;
            double inside = 1 - (((x * x) + (y * y)) / (radius * radius));
            double z = 0.5 - (0.02 * Math.Sqrt(Math.Max(0, inside))) + (1e-4 * (random.NextDouble() - 0.5))
                - (((x - 6) * (x - 6)) + (y * y) < 16 ? bump : 0);
            if (isMissing?.Invoke(column, row) != true)
                points[i] = new((float)(1e-3 * x), (float)(1e-3 * y), (float)z);
        }
        return new Scan
        {
            Id = new ItemId("test", "dome", "train", "good", $"{seed}"), Cloud = points,
            Grid = new OrganizedCloud(Width, Height, points), Unit = LengthUnit.Metre,
        };
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
