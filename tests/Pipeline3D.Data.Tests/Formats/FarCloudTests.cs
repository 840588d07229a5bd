using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Tests.Datasets;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>Clouds far from the origin, in formats that have more digits than float32.</summary>
public sealed class FarCloudTests
{
    private static readonly Vector3d Utm = new(500_123, 5_400_456, 100);

    private static readonly string[] Wide = ["a.xyz", "a.csv", "a.obj", "a.off", "ascii.ply", "binary.ply", "big.ply",
        "ascii.pcd", "binary.pcd", "compressed.pcd", "a.npy"];

    public static TheoryData<string> Formats => [.. Wide];

    [Theory, MemberData(nameof(Formats))]
    public void Read_CloudAtUtmCoordinates_HasThePointsOfTheSameCloudAtTheOrigin(string format)
    {
        double[] xyz = Part(new Random(3), 200);
        CloudFile far = Read(format, Shifted(xyz, Utm));
        Assert.Equal(Utm, far.Offset);
        Assert.Empty(far.Remarks);
        float[] points = far.Points.ToInterleaved();
        Assert.All(points.Zip(xyz), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        PointCloud near = Read(format, xyz).Points;
        Assert.Equal(default, Read(format, xyz).Offset);
        Assert.Equal(new KdTree(near).Nearest(5).Index, new KdTree(far.Points).Nearest(5).Index);
    }

    [Theory, MemberData(nameof(Formats))]
    public void Write_CloudWithAnOffset_GivesTheCoordinatesBack(string format)
    {
        double[] xyz = Shifted(Part(new Random(4), 100), Utm);
        CloudFile far = Read(format, xyz);
        using var folder = new TempFolder();
        foreach (string extension in ScanFormats.Own.WriteExtensions.Except([".tif", ".tiff"]))
        {
            Assert.Equal(0, ScanFormats.Own.Write(folder["b" + extension], far));
            CloudFile back = ScanFormats.Own.ReadCloud(folder["b" + extension]);
            Assert.Equal(far.Offset, back.Offset);
            Assert.All(Coordinates(back).Zip(xyz), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        }
        Assert.Contains("float32", Assert.Throws<FormatException3D>(() => ScanFormats.Own.Write(folder["b.tiff"], far))
            .Message);
    }

    [Fact]
    public void Read_AnyCloudInAnyWideFormat_KeepsTheCoordinates()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            double size = Math.Pow(10, random.Next(-3, 4)), distance = Math.Pow(10, random.Next(0, 8));
            var place = new Vector3d(distance * (random.NextDouble() - 0.5), distance * (random.NextDouble() - 0.5),
                distance * (random.NextDouble() - 0.5));
            double[] xyz = Shifted([.. Part(random, random.Next(2, 40)).Select(value => size * value)], place);
            string format = Wide[random.Next(Wide.Length)];
            CloudFile cloud = Read(format, xyz);
            double[] read = Coordinates(cloud);
            // An offset leaves the extent, and half a unit that it is rounded by, to float32; without one the cloud is
            // no further from the origin than 16 extents.
            double extent = Enumerable.Range(0, 3).Max(axis => Axis(axis).Max() - Axis(axis).Min());
            double tolerance = 17 * (extent + 1) * Math.Pow(2, -23);
            Assert.True(cloud.Offset == default || cloud.Remarks.Count == 0,
                $"seed {seed}: {string.Join(' ', cloud.Remarks)}");
            Assert.True(read.Zip(xyz).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance),
                $"seed {seed}: {format}, size {size}, place {place}");

            IEnumerable<double> Axis(int axis) => xyz.Where((_, i) => i % 3 == axis);
        }));

    [Theory, MemberData(nameof(Formats))]
    public void Read_FloatsWhereverTheyLie_StayAsTheyAre(string format)
    {
        var random = new Random(5);
        double[] xyz = [.. Enumerable.Range(0, 300).Select(i
            => (double)(float)(800_000.0 + (i % 3) + random.NextDouble()))];
        CloudFile cloud = Read(format, xyz, "R");
        Assert.Equal(default, cloud.Offset);
        Assert.Equal(xyz, cloud.Points.ToInterleaved().Select(value => (double)value));
    }

    [Theory, InlineData("a.xyz"), InlineData("a.obj"), InlineData("a.off"), InlineData("ascii.ply"),
        InlineData("ascii.pcd")]
    public void Read_FloatsAsProgramsPrintThem_LoseNoDigit(string format)
    {
        var random = new Random(8);
        foreach (string form in (string[])["G9", "R", "F3"])
        {
            float[] xyz = [.. Enumerable.Range(0, 300).Select(i => 8_000f + (i % 3) + random.NextSingle())];
            double[] printed = [.. xyz.Select(value => double.Parse(value.ToString(form, CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture))];
            CloudFile cloud = Read(format, printed);
            Assert.Equal(default, cloud.Offset);
            Assert.Equal(printed.Select(value => (float)value), cloud.Points.ToInterleaved());
        }
    }

    [Fact]
    public void Read_DecimalsNearTheOrigin_NeedNoOffset()
    {
        CloudFile cloud = Read("a.xyz", Shifted(Part(new Random(6), 100), new(0.1, 0.2, 0.5)));
        Assert.Equal(default, cloud.Offset);
        Assert.Empty(cloud.Remarks);
    }

    [Theory, InlineData("a.xyz"), InlineData("binary.pcd"), InlineData("binary.ply"), InlineData("a.npy")]
    public void Read_TwoPlacesFarApart_IsARemarkWherePointsFallTogether(string format)
    {
        // No offset serves both places: at each of them points 1 mm apart fall together.
        double[] xyz = [8e5, 0, 0, 8e5 + 0.001, 0, 0, -8e5, 0, 0, -8e5 - 0.001, 0, 0];
        CloudFile cloud = Read(format, xyz);
        Assert.Equal(default, cloud.Offset);
        Assert.Contains("2 of 4 points moved by more than a tenth", Assert.Single(cloud.Remarks));
    }

    [Fact]
    public void Read_StrayPointAtTheOrigin_IsARemark()
    {
        double[] xyz = [0, 0, 0, .. Shifted(Part(new Random(9), 5_000), Utm)];
        CloudFile cloud = Read("a.csv", xyz);
        Assert.Equal(default, cloud.Offset);
        Assert.Contains("of 5001 points moved", Assert.Single(cloud.Remarks));
    }

    [Fact]
    public void Read_GridFarFromTheOrigin_StaysAndIsARemark()
    {
        using var folder = new TempFolder();
        double[] xyz = Shifted([0, 0, 0, 0.001, 0, 0, 0, 0.001, 0, 0.001, 0.001, 0], new(8e5, 8e5, 1));
        NpyWriter.Write<double>(folder["a.npy"], [.. xyz, 0, 0, 0, 0, 0, 0], 3, 2, 3);
        CloudFile grid = ScanFormats.Own.ReadCloud(folder["a.npy"]);
        Assert.Equal((2, 3, default), (grid.Width, grid.Height, grid.Offset));
        Assert.Equal(0, grid.Points[5].Length());
        Assert.Contains("of 6 points moved", Assert.Single(grid.Remarks));
        NpyWriter.Write<double>(folder["b.npy"], Part(new Random(7), 4), 2, 2, 3);
        Assert.Empty(ScanFormats.Own.ReadCloud(folder["b.npy"]).Remarks);
    }

    [Theory, InlineData(1), InlineData(32946)]
    public void Read_TiffOfDoubles_IsARemarkWhereTheyLoseWhatTellsPointsApart(int form)
    {
        double[] near = [0, 0, 0, 0.001, 0, 0, 0, 0.001, 0, 0.001, 0.001, 0],
            far = [.. Shifted(near, new(8e5, 8e5, 1)), 0, 0, 0, 0, 0, 0];
        CloudFile grid = new TiffFormat().Parse(Doubles(2, 3, far, form), "a.tiff", FormatLimits.Default);
        Assert.Equal((2, 3, default), (grid.Width, grid.Height, grid.Offset));
        Assert.Equal(far.Select(value => (float)value), grid.Points.ToInterleaved());
        Assert.Contains("3 of 6 points moved", Assert.Single(grid.Remarks));
        CloudFile kept = new TiffFormat().Parse(Doubles(2, 2, near, form), "a.tiff", FormatLimits.Default);
        Assert.Empty(kept.Remarks);
        Assert.Equal(near.Select(value => (float)value), kept.Points.ToInterleaved());
    }

    [Fact]
    public void Load_MvtecScanOfDoublesFarFromTheOrigin_CarriesTheRemark()
    {
        using var folder = new TempFolder();
        string xyz = DatasetTrees.Make(folder, "bagel", "train", "good", "xyz");
        File.WriteAllBytes(Path.Combine(xyz, "000.tiff"), Doubles(2, 2, Shifted([0, 0, 0, 0.001, 0, 0, 0, 0.001, 0,
            0.001, 0.001, 0], new(8e5, 8e5, 1)), 1));
        Scan scan = Assert.Single(DatasetTrees.List(new Mvtec3dLayout(), folder.Path)).Load(CancellationToken.None);
        Assert.Contains("3 of 4 points moved", Assert.Single(scan.Remarks));
    }

    [Fact]
    public void DeclaredBytes_TiffOfDoubles_CountsThem()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["a.tiff"], Doubles(2, 2, new double[12], 1));
        long file = new FileInfo(folder["a.tiff"]).Length;
        Assert.Equal(DeclaredSize.OfGrid(file, 2, 2) + 2 * 8 * 12,
            ScanFormats.Own.DeclaredBytes(folder["a.tiff"], FormatLimits.Default));
    }

    [Fact]
    public void Read_PointsWithoutAReading_AreNoPartOfTheBounds()
    {
        CloudFile cloud = XyzReader.Parse("nan nan nan\n500000.123 5400000.456 1\n500000.124 5400000.456 1\n"u8,
            "a.xyz", FormatLimits.Default);
        Assert.Equal(new Vector3d(500_000, 5_400_000, 1), cloud.Offset);
        Assert.True(float.IsNaN(cloud.Points.X[0]));
        Assert.Equal(0.124, cloud.Points.X[2], 1e-6);
    }

    [Fact]
    public void Load_CloudWithAnOffset_IsAScanWithIt()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.xyz"], "500000.123 5400000.456 1\n500000.124 5400000.456 1\nnan 0 0\n");
        Scan scan = Assert.Single(DatasetTrees.List(new FolderLayout(), folder.Path))
            .Load(CancellationToken.None);
        Assert.Equal((2, new Vector3d(500_000, 5_400_000, 1)), (scan.Cloud.Count, scan.Offset));
        Assert.Equal(scan.Offset, (scan with { IsAnomalous = true }).Offset);
    }

    /// <summary>A curved part of extent 1.</summary>
    private static double[] Part(Random random, int points) => [.. Enumerable.Range(0, points).SelectMany(_ =>
    {
        double x = random.NextDouble() - 0.5, y = random.NextDouble() - 0.5;
        return (double[])[x, y, x * y];
    })];

    private static double[] Shifted(double[] xyz, Vector3d by)
        => [.. xyz.Select((value, i) => value + (i % 3 == 0 ? by.X : i % 3 == 1 ? by.Y : by.Z))];

    private static double[] Coordinates(CloudFile cloud) => Shifted(
        [.. cloud.Points.ToInterleaved().Select(value => (double)value)], cloud.Offset);

    /// <summary>A TIFF of float64: as it is (1) or packed by Deflate (32946).</summary>
    private static byte[] Doubles(int width, int height, double[] xyz, int form)
    {
        byte[] data = MemoryMarshal.AsBytes<double>(xyz).ToArray();
        (TiffTag, int)[] tags = [(TiffTag.BitsPerSample, 64), (TiffTag.SampleFormat, 3),
            (TiffTag.SamplesPerPixel, 3)];
        if (form == 1)
            return TiffBuilder.Gray8(width, height, data, tags);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(data);
        return TiffBuilder.Gray8(width, height, packed.ToArray(), [.. tags, (TiffTag.Compression, form)]);
    }

    private static CloudFile Read(string name, double[] xyz, string form = "R")
    {
        using var folder = new TempFolder();
        int count = xyz.Length / 3;
        string extension = Path.GetExtension(name);
        if (extension == ".npy")
            NpyWriter.Write<double>(folder[name], xyz, count, 3);
        else
        {
            string Rows(string before, string between) => string.Concat(xyz.Chunk(3).Select(point => before
                + string.Join(between, point.Select(value => value.ToString(form, CultureInfo.InvariantCulture)))
                + "\n"));
            string ply = $"element vertex {count}\nproperty double x\nproperty double y\nproperty double z\n"
                + "end_header\n",
                pcd = $"FIELDS x y z\nSIZE 8 8 8\nTYPE F F F\nPOINTS {count}\n";
            byte[] binary = [.. xyz.SelectMany(BitConverter.GetBytes)];
            byte[] columns = [.. Enumerable.Range(0, 3).SelectMany(axis => xyz.Where((_, i) => i % 3 == axis))
                .SelectMany(BitConverter.GetBytes)];
            var packed = new byte[8 + Lzf.MaxPacked(columns.Length)];
            int size = Lzf.Pack(columns, packed.AsSpan(8));
            BitConverter.TryWriteBytes(packed, size);
            BitConverter.TryWriteBytes(packed.AsSpan(4), columns.Length);
            (string text, byte[] data) = name switch
            {
                "a.xyz" => (Rows("", " "), []),
                "a.csv" => ("x,y,z\n" + Rows("", ","), []),
                "a.obj" => (Rows("v ", " "), []),
                "a.off" => ($"OFF\n{count} 0 0\n" + Rows("", " "), []),
                "ascii.ply" => ("ply\nformat ascii 1.0\n" + ply + Rows("", " "), []),
                "binary.ply" => ("ply\nformat binary_little_endian 1.0\n" + ply, binary),
                "big.ply" => ("ply\nformat binary_big_endian 1.0\n" + ply,
                    xyz.SelectMany(value => BitConverter.GetBytes(value).Reverse()).ToArray()),
                "ascii.pcd" => (pcd + "DATA ascii\n" + Rows("", " "), []),
                "binary.pcd" => (pcd + "DATA binary\n", binary),
                _ => (pcd + "DATA binary_compressed\n", packed[..(8 + size)]),
            };
            File.WriteAllBytes(folder[name], [.. Encoding.ASCII.GetBytes(text), .. data]);
        }
        return ScanFormats.Own.ReadCloud(folder[name]);
    }
}
