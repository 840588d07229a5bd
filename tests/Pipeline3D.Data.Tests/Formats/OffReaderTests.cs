using System.Text;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class OffReaderTests
{
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["assimp_OutOfMemory.off"] = "353535235358 points",
        ["assimp_invalid.off"] = "line 7: ",
        ["geomview_hypercube4.off"] = "four or n dimensions",
        ["pmp_beetle.off"] = "binary OFF",
    };

    // Counts read from these files by hand, where the peer read nothing or lost what its OFF reader does not know.
    private static readonly Dictionary<string, (int Vertices, int Triangles)> ByHand = new()
    {
        ["cgal_mesh_with_colors.off"] = (8, 6),
        ["geomview_cube1.off"] = (8, 12),
        ["trimesh_whitespace.off"] = (8, 12),
        // A fan makes four of six corners; the peer dropped two that are straight.
        ["pmp_L.off"] = (6, 4),
    };

    [Fact]
    public void Read_EveryRealFile_HasTheVerifiedFacts()
    {
        List<(string File, string Facts)> rows = Verified.Rows("off");
        Assert.Equal(43, rows.Count);
        foreach ((string file, string facts) in rows)
        {
            string path = SharedFiles.Data($"off/{file}");
            if (Refused.TryGetValue(file, out string? words))
            {
                Assert.Contains(words, Assert.Throws<FormatException3D>(() => OffReader.Read(path)).Message);
                continue;
            }
            CloudFile mesh = OffReader.Read(path);
            if (ByHand.TryGetValue(file, out (int Vertices, int Triangles) counts))
            {
                Assert.Equal(counts, (mesh.Points.Count, mesh.Triangles.Length / 3));
                continue;
            }
            double[] verified = Verified.Numbers(facts, @"open3d (\d+) vertices (\d+) triangles")!;
            Assert.Equal(verified, (double[])[mesh.Points.Count, mesh.Triangles.Length / 3]);
            CloudFacts.CheckBox(mesh, file, facts);
        }
    }

    [Fact]
    public void Read_EveryCadModel_HasTheCountsOfItsHeader()
    {
        List<(string File, string Facts)> rows = [.. Verified.Rows("cad")
            .Where(row => row.File.EndsWith(".off", StringComparison.Ordinal))];
        Assert.True(rows.Count > 100, $"{rows.Count} rows");
        foreach ((string file, string facts) in rows)
        {
            CloudFile mesh = OffReader.Read(SharedFiles.Data($"cad/{file}"));
            Assert.Equal(Verified.Numbers(facts, @"header (\d+) vertices")![0], mesh.Points.Count);
            Assert.True(mesh.Triangles.Length > 0, file);
            CloudFacts.CheckBox(mesh, file, facts);
        }
    }

    [Theory]
    [InlineData("OFF\n4 1 0\n"), InlineData("OFF4 1 0\n"), InlineData("OFF 4 1 0\n"),
        InlineData("# c\n\nOFF # c\n# c\n4 1 0 # c\n")]
    [InlineData("4 1 0\n"), InlineData("OFF\r\n4 1\r\n")]
    public void Read_HeaderVariants_GiveTheSameMesh(string header)
    {
        CloudFile mesh = OffReader.Parse(Encoding.ASCII.GetBytes(
            header + "0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3 0.5 0.5 0.5\n"),
            "a.off", FormatLimits.Default);
        Assert.Equal([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0], mesh.Points.ToInterleaved());
        Assert.Equal([0, 1, 2, 0, 2, 3], mesh.Triangles);
        Assert.Equal(header.StartsWith('4') ? 1 : 0, mesh.Remarks.Count);
    }

    [Fact]
    public void Read_VertexColumns_FollowTheKeyword()
    {
        CloudFile all = Parse("STCNOFF\n1 0 0\n1 2 3 0 0 1 255 128 0 255 0.5 0.5\n");
        Assert.Equal([0, 0, 1], all.Normals!.ToInterleaved());
        Assert.Equal([255, 128, 0], all.Rgb);
        Assert.Equal([255, 51, 0], Parse("COFF\n1 0 0\n1 2 3 1 .2 0 1\n").Rgb);
        Assert.Null(Parse("OFF\n1 0 0\n1 2 3\n").Rgb);

        static CloudFile Parse(string text) => OffReader.Parse(
            Encoding.ASCII.GetBytes(text), "a.off", FormatLimits.Default);
    }

    [Theory]
    [InlineData("", "the file ends before the keyword")]
    [InlineData("FFO\n1 1 1\n", "not an OFF file")]
    [InlineData("OFF\n3 1\n0 0 0\n1 0 0\n0 1 0\n3 0 1 3\n", "vertex 3 of 3")]
    [InlineData("OFF\n3 1\n0 0 0\n1 0 0\n0 1 0\n3 0 1\n", "ends before its corner")]
    [InlineData("OFF\n3 1\n0 0 0\n1 0 0\n0 1 0\n-3 0 1 2\n", "-3 corners")]
    [InlineData("OFF\n3 1\n0 0 0\n1 0\n0 1 0\n3 0 1 2 1 1\n", "ends before its coordinate")]
    [InlineData("OFF\n-3 1\n", "promises -3 points")]
    public void Read_WrongPart_SaysWhatIsWrong(string text, string words)
        => Assert.Contains(words, Assert.Throws<FormatException3D>(
            () => OffReader.Parse(Encoding.ASCII.GetBytes(text), "a.off", FormatLimits.Default)).Message);

    [Fact]
    public void Read_WhatTheWriterWrote_IsEqualToTheBit()
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(300, seed: 2, triangles: true);
        OffWriter.Write(folder["a.off"], cloud);
        CloudFacts.Equal(cloud, OffReader.Read(folder["a.off"]), fields: false);
        OffWriter.Write(folder["b.off"], cloud with { Normals = null, Rgb = null });
        CloudFacts.Equal(cloud with { Normals = null, Rgb = null }, OffReader.Read(folder["b.off"]), fields: false);
    }
}
