using System.Buffers.Binary;
using System.Numerics;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>Scans of KITTI's sensor, and files that only have their extension.</summary>
public sealed class KittiFormatTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal static byte[] Scan(params ReadOnlySpan<float> numbers)
    {
        var file = new byte[numbers.Length * sizeof(float)];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(i * sizeof(float)), numbers[i]);
        return file;
    }

    [Fact]
    public void ReadCloud_Records_PointsWithoutReflectance()
    {
        CloudFile cloud = Read(Scan(1, -2, 3, 0.5f, 40.25f, 5, -1.75f, 0));
        Assert.Equal([new Vector3(1, -2, 3), new Vector3(40.25f, 5, -1.75f)],
            Enumerable.Range(0, cloud.Points.Count).Select(i => cloud.Points[i]));
        Assert.Equal((2, 1), (cloud.Width, cloud.Height));
    }

    [Fact]
    public void ReadCloud_CutOff_SaysWhereTheLastWholeRecordEnds()
        => Assert.Contains("ends 5 bytes into a record of 16", Refused(Scan(1, 2, 3, 0, 4, 5)[..21], 16),
            StringComparison.Ordinal);

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(1e30f)]
    public void ReadCloud_NumbersOfNoSensor_AreRefusedAsAnotherKindOfFile(float value)
        => Assert.Contains("coordinate y of point 1", Refused(Scan(1, 2, 3, 0, 4, value, 6, 0), 20),
            StringComparison.Ordinal);

    private CloudFile Read(byte[] file)
    {
        File.WriteAllBytes(_folder["a.bin"], file);
        return ScanFormats.Own.ReadCloud(_folder["a.bin"]);
    }

    private string Refused(byte[] file, long offset)
    {
        FormatException3D refused = Assert.Throws<FormatException3D>(() => Read(file));
        Assert.Contains($"{offset}", refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }
}
