using System.Text;
using System.Text.RegularExpressions;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class PcdReaderTests
{
    [Fact]
    public void Read_NamesInCapitals_AreReadAsTheSmallOnesWithARemark()
    {
        byte[] file = Encoding.ASCII.GetBytes("FIELDS X Y Z RGB Intensity\nSIZE 4 4 4 4 4\nTYPE F F F U F\n"
            + "COUNT 1 1 1 1 1\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1 2 3 660510 0.5\n");
        CloudFile cloud = PcdReader.Parse(file, "a.pcd", FormatLimits.Default);
        Assert.Equal([1f, 2, 3], cloud.Points.ToInterleaved());
        Assert.Equal([0x0A, 0x14, 0x1E], cloud.Rgb);
        Assert.Equal("intensity", Assert.Single(cloud.Fields.Keys));
        Assert.Equal("the names X Y Z RGB Intensity are read as x y z rgb intensity", Assert.Single(cloud.Remarks));
    }

    [Fact]
    public void Read_NameInBothLetters_OnlyTheSmallOneIsKnown()
    {
        CloudFile cloud = PcdReader.Parse("FIELDS X x y z\nPOINTS 1\nDATA ascii\n9 1 2 3\n"u8, "a.pcd",
            FormatLimits.Default);
        Assert.Equal([1f, 2, 3], cloud.Points.ToInterleaved());
        Assert.Equal(9, Assert.Single(cloud.Fields["X"]));
        Assert.Empty(cloud.Remarks);
    }

    [Fact]
    public void Read_EveryRealFile_HasTheVerifiedFacts()
    {
        List<(string File, string Facts)> rows = Verified.Rows("pcd");
        Assert.Equal(24, rows.Count);
        foreach ((string file, string facts) in rows)
        {
            string path = SharedFiles.Data($"pcd/{file}");
            if (file == "malformed_flydracyl.pcd")
                Assert.Contains("DATA 'ascii-1.722589", Assert.Throws<FormatException3D>(()
                    => PcdReader.Read(path)).Message);
            else
                CheckFacts(PcdReader.Read(path), file, facts);
        }
    }

    [Theory, InlineData("depth", "pcl_frame_20121214T142255.814212.pcd"), InlineData("features", "cloud_bin_0.pcd")]
    public void Read_RealFileElsewhere_HasTheVerifiedFacts(string folder, string file)
        => CheckFacts(PcdReader.Read(SharedFiles.Data($"{folder}/{file}")), file,
            Verified.Rows(folder).Single(row => row.File == file).Facts);

    private static void CheckFacts(CloudFile cloud, string file, string facts)
    {
        int[] size = [.. Verified.Numbers(facts, @"^(\d+)x(\d+) ")!.Select(value => (int)value)];
        Assert.Equal((size[0], size[1]), (cloud.Width, cloud.Height));
        Assert.Equal(Verified.Numbers(facts, @"finite (\d+)")![0], CloudFacts.Finite(cloud).Count);
        CloudFacts.CheckBox(cloud, file, facts);
        string fields = Regex.Match(facts, @"^\d+x\d+ (.*?) (ascii|binary|binary_compressed),").Groups[1].Value;
        Assert.Equal(fields.Contains("rgb"), cloud.Rgb is not null);
        Assert.Equal(fields.Contains("normal_x"), cloud.Normals is not null);
        Assert.Equal(fields.Split(' ').Except(["x", "y", "z", "rgb", "rgba", "normal_x", "normal_y", "normal_z", "_"])
            .Order(),
            cloud.Fields.Keys.Order());
        foreach (Match label in Regex.Matches(facts.Contains("labels") ? facts[facts.IndexOf("labels")..] : "",
            @"(\d+):(\d+)"))
            Assert.Equal(int.Parse(label.Groups[2].Value),
                cloud.Fields["label"].Count(value => value == int.Parse(label.Groups[1].Value)));
    }

    [Theory]
    [InlineData("pcd_pcl_xyz", "pcd_pcl_xyz.npy"), InlineData("pcd_pcl_organized_nan", "pcd_pcl_organized_nan.npy")]
    [InlineData("pcd_pcl_xyzrgb", "pcd_pcl_xyzrgb_xyz.npy"), InlineData("pcd_open3d", "pcd_open3d_xyz.npy")]
    public void Read_OracleInAllEncodings_IsBitEqualToTheArray(string stem, string array)
    {
        float[] expected = SharedFiles.OracleArray(array).To<float>();
        foreach (string encoding in (string[])["ascii", "binary", "binary_compressed"])
        {
            CloudFile cloud = PcdReader.Read(SharedFiles.Oracle($"{stem}_{encoding}.pcd"));
            Assert.Equal(expected, cloud.Points.ToInterleaved());
        }
    }

    [Fact]
    public void Read_OracleColoursNormalsAndFields_EqualTheArrays()
    {
        foreach (string encoding in (string[])["ascii", "binary", "binary_compressed"])
        {
            Assert.Equal(Bytes(SharedFiles.OracleArray("pcd_pcl_xyzrgb_rgb.npy")),
                PcdReader.Read(SharedFiles.Oracle($"pcd_pcl_xyzrgb_{encoding}.pcd")).Rgb);
            CloudFile open3d = PcdReader.Read(SharedFiles.Oracle($"pcd_open3d_{encoding}.pcd"));
            float[] normals = SharedFiles.OracleArray("pcd_open3d_normal.npy").To<float>(),
                read = open3d.Normals!.ToInterleaved();
            // Open3D prints ten digits of its double, which may lie on the other side of a float's border: one ulp.
            for (int i = 0; i < normals.Length; i++)
                Assert.Equal(normals[i], read[i], encoding == "ascii" ? 6e-8f : 0f);
            Assert.Equal(Bytes(SharedFiles.OracleArray("pcd_open3d_rgb.npy")), open3d.Rgb);

            CloudFile all = PcdReader.Read(SharedFiles.Oracle($"pcd_pcl_xyzinormal_{encoding}.pcd"));
            float[] rows = SharedFiles.OracleArray("pcd_pcl_xyzinormal.npy").To<float>();
            for (int i = 0; i < all.Points.Count; i++)
                Assert.Equal(rows[(8 * i)..(8 * i + 8)],
                    (float[])[all.Points.X[i], all.Points.Y[i], all.Points.Z[i], all.Fields["intensity"][i],
                        all.Normals!.X[i],
                        all.Normals.Y[i], all.Normals.Z[i], all.Fields["curvature"][i]]);
        }
    }

    private static byte[] Bytes(NpyArray array) => array.ElementType == typeof(byte) ? array.To<byte>()
        : [.. array.To<double>().Select(value => (byte)Math.Round(
            value <= 1 && array.ElementType != typeof(int) ? value * 255 : value))];

    [Fact]
    public void Read_PairsOfOneCloud_AreEqual()
    {
        foreach (string stem in (string[])["milk", "noisy_slice"])
        {
            CloudFile text = PcdReader.Read(SharedFiles.Data($"pcd/{stem}_ascii.pcd"));
            CloudFile packed = PcdReader.Read(SharedFiles.Data($"pcd/{stem}_compressed.pcd"));
            float[] expected = packed.Points.ToInterleaved(), actual = text.Points.ToInterleaved();
            Assert.Equal(expected.Length, actual.Length);
            // Their text has eight digits or fewer.
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], actual[i], 1e-6f);
        }
    }

    [Fact]
    public void Read_CompressedByteFixture_HasThreePointsTheLastNotANumber()
    {
        byte[] payload = Convert.FromHexString("2600000024000000" + "1f0000803f000080400000c07f000000400000a0400000c07f"
            + "000040400000c04003" + "0000c07f");
        Assert.Equal(46, payload.Length);
        byte[] file = [.. Header("x y z", "4 4 4", "F F F", "1 1 1", 3, "binary_compressed"), .. payload];
        Assert.Equal([1, 2, 3, 4, 5, 6, float.NaN, float.NaN, float.NaN],
            PcdReader.Parse(file, "a.pcd", FormatLimits.Default).Points.ToInterleaved());
    }

    [Fact]
    public void Read_ColourAsFloatText_TakesTheBitsOfTheFloat()
    {
        byte[] file = [.. Header("x y z rgb", "4 4 4 4", "F F F F", "1 1 1 1", 1, "ascii"), .. "0 0 0 4.2108e+06\n"u8];
        Assert.Equal([128, 128, 224], PcdReader.Parse(file, "a.pcd", FormatLimits.Default).Rgb);
        byte[] word = [.. Header("x y z rgb", "4 4 4 4", "F F F U", "1 1 1 1", 1, "ascii"), .. "0 0 0 16744448\n"u8];
        Assert.Equal([255, 128, 0], PcdReader.Parse(word, "a.pcd", FormatLimits.Default).Rgb);
    }

    [Fact]
    public void Read_EveryTypeCountAndPadding_GivesNamedColumns()
    {
        byte[] header = Header("x y z a _ b c", "8 8 8 1 1 2 8", "F F F I U U I", "1 1 1 2 3 1 1", 1, "binary");
        byte[] record = [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.5), .. BitConverter.GetBytes(3.25),
            0xFF, 2, 9, 9, 9, 0xFF, 0xFF, .. BitConverter.GetBytes(-7L)];
        CloudFile cloud = PcdReader.Parse((byte[])[.. header, .. record], "a.pcd", FormatLimits.Default);
        Assert.Equal([1.5f, -2.5f, 3.25f], cloud.Points.ToInterleaved());
        Assert.Equal((-1f, 2f, 65535f, -7f),
            (cloud.Fields["a_0"][0], cloud.Fields["a_1"][0], cloud.Fields["b"][0], cloud.Fields["c"][0]));
        Assert.Equal(4, cloud.Fields.Count);
    }

    [Fact]
    public void Read_DefaultsAndOtherOrder_AreAccepted()
    {
        byte[] file = Encoding.ASCII.GetBytes(
            "# c\r\n\r\nWIDTH 2\r\nCOLUMNS x y z\r\nDATA ascii\r\n1 2 3\r\n\r\nNaN -INF 1e-3\r\n");
        CloudFile cloud = PcdReader.Parse(file, "a.pcd", FormatLimits.Default);
        Assert.Equal((2, 1), (cloud.Width, cloud.Height));
        Assert.Equal([1, 2, 3, float.NaN, float.NegativeInfinity, 0.001f], cloud.Points.ToInterleaved());
    }

    [Theory]
    [InlineData("1.000 2\n4.000 5 6\n", 11, "has 2 numbers, the fields need 3")]
    [InlineData("1.000 2 3\n4.000 5\n", 12, "the line ends before its z")]
    [InlineData("1.000 2 3\n4 5 six\n", 12, "'six' is no number")]
    [InlineData("1.000 2 3\n4 5 6 7\n", 12, "more than 3")]
    [InlineData("1.00000000 2 3\n", 11, "ends after 1 of 2")]
    public void Read_WrongLine_IsNamedByItsNumber(string rows, int line, string words)
    {
        byte[] file = [.. Header("x y z", "4 4 4", "F F F", "1 1 1", 2, "ascii"), .. Encoding.ASCII.GetBytes(rows)];
        var error = Assert.Throws<FormatException3D>(() => PcdReader.Parse(file, "a.pcd", FormatLimits.Default));
        Assert.Contains(words, error.Message);
        Assert.Equal(line, error.Line);
    }

    [Theory]
    [InlineData("FIELDS x y z", "FIELDS x y w", "no field z")]
    [InlineData("FIELDS x y z", "FIELDS x y y", "occurs twice")]
    [InlineData("SIZE 4 4 4", "SIZE 4 4", "SIZE has 2 values")]
    [InlineData("SIZE 4 4 4", "SIZE 4 4 3", "TYPE F SIZE 3")]
    [InlineData("POINTS 2", "POINTS 3", "POINTS is 3")]
    [InlineData("WIDTH 2", "WIDTH 999999999", "exceed the limit")]
    [InlineData("WIDTH 2", "WIDTH -2", "no number of points")]
    [InlineData("DATA binary", "DATA zipped", "known are ascii")]
    [InlineData("DATA binary", "#", "is no line of a PCD header")]
    [InlineData("VERSION 0.7", "VERSTION 0.7", "no line of a PCD header")]
    public void Read_WrongHeader_SaysWhatIsWrong(string part, string replacement, string words)
    {
        string header = Encoding.ASCII.GetString(Header("x y z", "4 4 4", "F F F", "1 1 1", 2, "binary"));
        byte[] file = [.. Encoding.ASCII.GetBytes(header.Replace(part, replacement)), .. new byte[24]];
        Assert.Contains(words, Assert.Throws<FormatException3D>(()
            => PcdReader.Parse(file, "a.pcd", FormatLimits.Default)).Message);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        foreach (string name in (string[])["pcd_pcl_organized_nan_binary.pcd",
            "pcd_pcl_organized_nan_binary_compressed.pcd"])
        {
            byte[] file = File.ReadAllBytes(SharedFiles.Oracle(name));
            for (int length = 0; length < file.Length; length += length < 300 ? 1 : 37)
                Assert.Throws<FormatException3D>(() => PcdReader.Parse(
                    file.AsSpan(0, length), name, FormatLimits.Default));
        }
    }

    [Fact]
    public void Read_HeaderOfFortyMillionPoints_AllocatesNothingLarge()
    {
        foreach (string encoding in (string[])["ascii", "binary", "binary_compressed"])
        {
            byte[] file = [.. Header("x y z", "4 4 4", "F F F", "1 1 1", 40_000_000, encoding), .. new byte[64]];
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<FormatException3D>(() => PcdReader.Parse(file, "a.pcd", FormatLimits.Default));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20, encoding);
        }
    }

    internal static byte[] Header(string fields, string sizes, string types, string counts, int points, string data)
        => Encoding.ASCII.GetBytes(
            $"# .PCD v0.7\nVERSION 0.7\nFIELDS {fields}\nSIZE {sizes}\nTYPE {types}\nCOUNT {counts}\n"
            + $"WIDTH {points}\nHEIGHT 1\nPOINTS {points}\nDATA {data}\n");

    [Fact]
    public void Read_HeaderOfVeryManyFields_IsRefused()
    {
        string[] names = [.. Enumerable.Range(0, 120_000).Select(i => $"f{i}")];
        byte[] file = Encoding.ASCII.GetBytes($"FIELDS x y z {string.Join(' ', names)}\nWIDTH 1\nDATA ascii\n0\n");
        Assert.Contains("120003 numbers", Assert.Throws<FormatException3D>(
            () => PcdReader.Parse(file, "a.pcd", FormatLimits.Default)).Message);
    }
}
