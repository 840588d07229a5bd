using System.Text;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class PlyReaderTests
{
    // The peer took the line feed that begins the data for the end of the header, or read no vertex; ours are checked
    // apart.
    private static readonly string[] PeerDiffers = ["assimp_cube_binary_starts_with_nl.ply",
        "pyntcloud_diamond_with_bool.ply",
        "assimp_cube_binary_header_with_RN_newline.ply"];

    [Fact]
    public void Read_NamesInCapitals_AreReadAsTheSmallOnesWithARemark()
    {
        byte[] file = Encoding.ASCII.GetBytes("""
            ply
            format ascii 1.0
            element vertex 1
            property double X
            property double Y
            property double Z
            property uchar Red
            property uchar Green
            property uchar Blue
            property float Intensity
            property float Range
            end_header
            1 2 3 10 20 30 0.5 7

            """.ReplaceLineEndings("\n"));
        CloudFile cloud = PlyReader.Parse(file, "a.ply", FormatLimits.Default);
        Assert.Equal([1f, 2, 3], cloud.Points.ToInterleaved());
        Assert.Equal([10, 20, 30], cloud.Rgb);
        Assert.Equal(["Range", "intensity"], cloud.Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("the names X Y Z Red Green Blue Intensity are read as x y z red green blue intensity",
            Assert.Single(cloud.Remarks));
    }

    [Fact]
    public void Read_EveryRealFile_HasTheVerifiedFacts()
    {
        List<(string File, string Facts)> rows = Verified.Rows("ply");
        Assert.Equal(34, rows.Count);
        foreach ((string file, string facts) in rows)
        {
            string path = SharedFiles.Data($"ply/{file}");
            if (file == "o3d_test_sample_wrong_format.ply")
            {
                var refusal = Assert.Throws<FormatException3D>(() => PlyReader.Read(path));
                Assert.Contains("line 13: the line ends before its nz", refusal.Message);
                continue;
            }
            CloudFile cloud = PlyReader.Read(path);
            double[] counts = Verified.Numbers(facts, @"header (\d+) vertices (\d+) faces") ?? [8, 12];
            Assert.Equal(counts[0], cloud.Points.Count);
            if (PeerDiffers.Contains(file))
                continue;
            CloudFacts.CheckBox(cloud, file, facts);
            // Open3D loses faces of the ascii fuze, whose corners carry texture coordinates.
            double triangles = Verified.Numbers(facts, @"(\d+) triangles")![0];
            Assert.Equal(file == "trimesh_fuze_ascii.ply" ? 1000 : triangles, cloud.Triangles.Length / 3);
        }
    }

    [Theory, InlineData("assimp_cube_binary_starts_with_nl.ply"),
        InlineData("assimp_cube_binary_header_with_RN_newline.ply")]
    public void Read_HeaderOddities_GiveACubeOfWholeCorners(string file)
    {
        CloudFile cube = PlyReader.Read(SharedFiles.Data($"ply/{file}"));
        float[] xyz = cube.Points.ToInterleaved();
        Assert.Equal(8, cube.Points.Count);
        Assert.Equal(2, xyz.Where((_, i) => i % 3 == 0).Distinct().Count());
        Assert.Equal(1, xyz.Where((_, i) => i % 3 == 2).Max() - xyz.Where((_, i) => i % 3 == 2).Min(), 1e-6f);
        Assert.Equal(36, cube.Triangles.Length);
    }

    [Fact]
    public void Read_BoolProperty_IsOneByte()
    {
        CloudFile cloud = PlyReader.Read(SharedFiles.Data("ply/pyntcloud_diamond_with_bool.ply"));
        Assert.Equal([0.5f, 0, 0.5f], cloud.Points.ToInterleaved()[..3]);
        Assert.All(cloud.Fields["is_green"], value => Assert.True(value is 0 or 1));
        Assert.Equal([255, 0, 0], cloud.Rgb![..3]);
    }

    [Fact]
    public void Read_AsciiAndBinaryOfOnePart_AreEqual()
    {
        CloudFile text = PlyReader.Read(SharedFiles.Data("ply/trimesh_fuze_ascii.ply"));
        CloudFile binary = PlyReader.Read(SharedFiles.Data("ply/trimesh_fuze.ply"));
        Assert.Equal(binary.Points.ToInterleaved(), text.Points.ToInterleaved());
        Assert.Equal(binary.Triangles, text.Triangles);
    }

    [Fact]
    public void Read_FloatColours_CountToOne()
        => Assert.Equal([0, 0, 255], PlyReader.Read(SharedFiles.Data("ply/assimp_float-color.ply")).Rgb![..3]);

    [Fact]
    public void Read_ListsAmongVertices_ArePassedOver()
    {
        const string header = "ply\nformat {0} 1.0\nelement other 1\nproperty list uchar short l\nproperty double d\n"
            + "element vertex 2\nproperty float x\nproperty list uchar uchar skip\nproperty float y\nproperty float "
                + "z\nend_header\n";
        byte[] text = Encoding.ASCII.GetBytes(header.Replace("{0}", "ascii") + "2 7 8 1.5\n1 3 4 5 6 2 3\n9 0 8 7\n");
        byte[] big = [.. Encoding.ASCII.GetBytes(header.Replace("{0}", "binary_big_endian")), 2, 0, 7, 0, 8,
            .. Big(1.5),
            .. BigF(1), 3, 4, 5, 6, .. BigF(2), .. BigF(3), .. BigF(9), 0, .. BigF(8), .. BigF(7)];
        foreach (byte[] file in (byte[][])[text, big])
            Assert.Equal([1, 2, 3, 9, 8, 7], PlyReader.Parse(
                file, "a.ply", FormatLimits.Default).Points.ToInterleaved());
    }

    private static byte[] Big(double value) => [.. BitConverter.GetBytes(value).Reverse()];

    private static byte[] BigF(float value) => [.. BitConverter.GetBytes(value).Reverse()];

    [Theory, InlineData(PlyEncoding.Ascii), InlineData(PlyEncoding.BinaryLittleEndian),
        InlineData(PlyEncoding.BinaryBigEndian)]
    public void Read_WhatTheWriterWrote_IsEqualToTheBit(Enum encoding)
    {
        using var folder = new TempFolder();
        foreach (int count in (int[])[0, 1, 777])
        {
            CloudFile cloud = CloudFacts.Sample(count, seed: 9, triangles: true);
            PlyWriter.Write(folder["a.ply"], cloud, (PlyEncoding)encoding);
            CloudFacts.Equal(cloud, PlyReader.Read(folder["a.ply"]));
        }
    }

    [Theory]
    [InlineData("format ascii 1.0", "format ascii 2.0", "is unknown")]
    [InlineData("element vertex 2", "element vertex -2", "no number of rows")]
    [InlineData("element vertex 2", "element vertex 2000000000", "limit")]
    [InlineData("element vertex 2", "element point 2", "exactly one element 'vertex'")]
    [InlineData("property float z", "property float w", "no property z")]
    [InlineData("property float z", "property float x", "occurs twice")]
    [InlineData("property float z", "property quad z", "no type")]
    [InlineData("end_header", "ende", "no line of a PLY header")]
    [InlineData("4 5 6", "4 5", "ends before its z")]
    [InlineData("4 5 6", "4 5 6 7", "more numbers")]
    [InlineData("4 5 6", "4 x 6", "'x' is no number")]
    [InlineData("\n4 5 6\n", "\n", "")]
    public void Read_WrongPart_SaysWhatIsWrong(string part, string replacement, string words)
    {
        string text = "ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\n"
            + "end_header\n1.00000 2 3\n4 5 6\n";
        Assert.Contains(words, Assert.Throws<FormatException3D>(() => PlyReader.Parse(
            Encoding.ASCII.GetBytes(text.Replace(part, replacement)), "a.ply", FormatLimits.Default)).Message);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        foreach (string name in (string[])["trimesh_tet.ply", "trimesh_points_bin.ply", "assimp_cube_binary.ply"])
        {
            byte[] file = File.ReadAllBytes(SharedFiles.Data($"ply/{name}"));
            for (int length = 0; length < file.Length; length++)
                Assert.Throws<FormatException3D>(() => PlyReader.Parse(
                    file.AsSpan(0, length), name, FormatLimits.Default));
        }
    }
}
