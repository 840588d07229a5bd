using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ShapeGuided;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.Networks.ImplicitSurface;
using Pipeline3D.Networks.Training;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Tests.ShapeGuided;

/// <summary>Small options, scans and files of experts, deleted with the test.</summary>
public abstract class Surfaces : IDisposable
{
    private readonly TempFolder _folder = new();

    protected Surfaces() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    internal static readonly ShapeGuidedOptions Small = new()
    {
        GridSize = 48, PadMultiple = 1, PatchPoints = 48, Cover = 4, Code = 8, EncoderWidth = 4, Hidden = 24,
        Layers = 2, Epochs = 3, EpochPatches = 32, BatchSize = 8, LearningRate = 2e-3, NoiseNeighbour = 6, BlurSigma = 1,
        Seed = 3,
    };

    /// <summary>A dome without its background; a defective one has a bump or a dent.</summary>
    internal static Scan Dome(int seed, bool defect = false) => Learnt.Scan(Domes.Make(seed, defect).Scan);

    internal static Scan Ball(int seed, bool defect = false) => Learnt.Scan(Balls.Make(seed, defect).Cloud);

    internal static Scan Of(PointCloud points) => Learnt.Scan(points);

    /// <summary>A file of an expert of random weights.</summary>
    internal string Expert(Action<FlatLayout, float[]>? change = null, Func<FlatPart, long[]>? shapes = null)
    {
        FlatLayout layout = SurfaceStart.Layout(Small.Shape);
        float[] weights = SurfaceStart.Draw(Small.Shape, 1);
        change?.Invoke(layout, weights);
        string path = _folder[$"{Guid.NewGuid():N}.safetensors"];
        using FileStream file = File.Create(path);
        SafetensorsWriter.Write(file, [.. layout.Parts.Select(part =>
        {
            long[] shape = shapes?.Invoke(part) ?? [.. part.Shape];
            return (part.Name, shape, (ReadOnlyMemory<float>)weights.AsMemory(part.Start,
                (int)shape.Aggregate(1L, (product, size) => product * size)));
        })]);
        return path;
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal sealed class Watched : FitRun
    {
        public List<double> Losses { get; } = [];

        public List<double> Validation { get; } = [];

        public Dictionary<string, string> Facts { get; } = [];

        public override void Watch(TrainingEpoch epoch)
        {
            Losses.Add(epoch.TrainLoss);
            Validation.Add(epoch.ValidationLoss);
        }

        public override void Fact(string name, string value) => Facts[name] = value;
    }
}
