using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests;

/// <summary>Scans, and models learnt from them without a graph.</summary>
internal static class Learnt
{
    public static Scan Scan(OrganizedCloud grid) => new()
    {
        Id = new ItemId("test", "part", "train", "good", "000"), Cloud = grid.Points, Grid = grid,
        Unit = LengthUnit.Metre,
    };

    public static Scan Scan(PointCloud cloud) => new()
    {
        Id = new ItemId("test", "part", "train", "good", "000"), Cloud = cloud, Unit = LengthUnit.Millimetre,
    };

    public static MethodRunner Method<T>() => MethodType.Of(typeof(T))!.Open();

    public static TrainedModel Of<T>(MethodOptions options, IEnumerable<Scan> scans, int threads = 0)
        => Method<T>().Learn(options, scans.Select(scan => (scan, Role.Train)),
            new FitRun { Threads = threads, TrainingHash = "sha256:test" });

    public static Scores Score(this TrainedModel model, Scan scan, int threads = 0)
        => model.Score(scan, new MethodContext { Threads = threads });

    /// <summary>The model out of its file.</summary>
    public static TrainedModel ThroughItsFile(this TrainedModel model)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["m.safetensors"], model.Bytes());
        return TrainedModel.Load(folder["m.safetensors"], id => id == model.Method.Type.Id ? model.Method : null);
    }

    public static byte[] Bytes(this TrainedModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        return file.ToArray();
    }
}
