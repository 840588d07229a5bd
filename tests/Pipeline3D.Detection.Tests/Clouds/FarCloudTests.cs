using System.Globalization;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.Clouds;

/// <summary>Clouds in projected coordinates: hundreds of kilometres from the origin, in formats of doubles.</summary>
public sealed class FarCloudTests
{
    private static readonly double[] Utm = [500_000, 5_400_000, 100];

    [Theory, InlineData(".xyz"), InlineData(".npy")]
    public void Score_PartsAtUtmCoordinates_AreThoseOfTheSamePartsAtTheOrigin(string extension)
    {
        Check<BtfCloud>(new BtfCloudOptions { VoxelSize = 0.6, BankStep = 2, QueryStep = 3, MinSamples = 100 },
            extension);
        Check<PatchCoreCloud>(new PatchCoreCloudOptions { VoxelSize = 0.6, MaxBankRows = 1500, Seed = 7,
            Register = true, Features = CloudFeatures.FpfhRaw }, extension);
    }

    private static void Check<T>(MethodOptions options, string extension)
    {
        Scan[] near = [.. Enumerable.Range(0, 3).Select(seed => Read(seed, false, extension))],
            far = [.. Enumerable.Range(0, 3).Select(seed => Read(seed, true, extension))];
        Assert.All(near, scan => Assert.Equal(default, scan.Offset));
        Assert.All(far, scan => Assert.True(Math.Abs(scan.Offset.Y - Utm[1]) < 100));
        TrainedModel model = Learnt.Of<T>(options, near), other = Learnt.Of<T>(options, far);
        Scores a = model.Score(Read(100, false, extension)), b = other.Score(Read(100, true, extension)),
            mixed = model.Score(Read(100, true, extension));
        Assert.Equal(a.Whole, b.Whole, 1e-6 * (1 + a.Whole));
        Assert.Equal(a.Whole, mixed.Whole, 1e-6 * (1 + a.Whole));
        for (int i = 0; i < a.Each.Length; i++)
            Assert.Equal(a.Each[i], b.Each[i], 1e-6 * (1 + a.Each[i]));
    }

    // Of 2^-16 mm, and about the origin: the same floats at either place, but for the offset's whole millimetres.
    private static Scan Read(int seed, bool isFar, string extension)
    {
        PointCloud cloud = Balls.Make(seed, defect: seed >= 100).Cloud;
        double[] xyz = [.. cloud.ToInterleaved().Select((value, i) => Math.Round(value * 65_536) / 65_536
            + (isFar ? Utm[i % 3] : 0))];
        using var folder = new TempFolder();
        string path = folder["a" + extension];
        if (extension == ".npy")
            NpyWriter.Write<double>(path, xyz, cloud.Count, 3);
        else
            File.WriteAllLines(path, xyz.Chunk(3).Select(point => string.Join(' ', point.Select(value
                => value.ToString("R", CultureInfo.InvariantCulture)))));
        SourceEntry<Scan> entry = SingleScan.Of(Learnt.Scan(cloud).Id, path, null, null, LengthUnit.Millimetre,
            FormatLimits.Default);
        return entry.LoadAsync(new BlockContext(entry.Id, 0, null!, CancellationToken.None)).AsTask().GetAwaiter()
            .GetResult();
    }
}
