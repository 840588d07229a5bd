using System.Text;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class ObjReaderTests
{
    private static CloudFile Parse(string text) => ObjReader.Parse(
        Encoding.ASCII.GetBytes(text), "a.obj", FormatLimits.Default);

    [Theory]
    [InlineData("f 1 2 3 4"), InlineData("f 1/1 2/2 3/3 4/4"), InlineData("f 1/1/1 2/2/1 3/3/1 4/4/1"),
        InlineData("f 1//1 2//1 3//1 4//1")]
    [InlineData("f -4 -3 -2 -1"), InlineData("f 1 2 \\\n3 4"), InlineData("g a\no b\nusemtl m\ns off\nf 1 2 3 4 # c")]
    public void Read_FaceForms_GiveTheSameFan(string face)
    {
        CloudFile mesh = Parse("mtllib x.mtl\nv 0 0 0\r\nv 1 0 0 1.0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvn 0 0 1\n" + face
            + "\n");
        Assert.Equal([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0], mesh.Points.ToInterleaved());
        Assert.Equal([0, 1, 2, 0, 2, 3], mesh.Triangles);
        Assert.Equal(face.EndsWith("/1", StringComparison.Ordinal), mesh.Normals is not null && mesh.Normals.Z[3] == 1);
    }

    [Fact]
    public void Read_FaceBeforeItsVertices_IsAccepted()
        => Assert.Equal([0, 1, 2], Parse("f 1 2 3\nv 0 0 0\nv 1 0 0\nv 0 1 0\n").Triangles);

    [Fact]
    public void Read_VertexColours_CountToOneOr255()
    {
        Assert.Equal([255, 51, 0], Parse("v 0 0 0 1 0.2 0\n").Rgb);
        Assert.Equal([255, 2, 0], Parse("v 0 0 0 255 2 0\n").Rgb);
        Assert.Null(Parse("v 0 0 0 1 0.2 0\nv 0 0 0\n").Rgb);
    }

    [Theory]
    [InlineData("", "no vertices")]
    [InlineData("f 1 2 3\n", "no vertices")]
    [InlineData("v 0 0\n", "ends before its coordinate")]
    [InlineData("v 0 0 z\n", "'z' is no number")]
    [InlineData("v 0 0 0\nf 1 1 2\n", "vertex 2 of 1")]
    [InlineData("v 0 0 0\nf 0 1 1\n", "'0' is no index")]
    [InlineData("v 0 0 0\nf 1 1 -2\n", "'-2' is no index")]
    public void Read_WrongPart_SaysWhatIsWrong(string text, string words)
        => Assert.Contains(words, Assert.Throws<FormatException3D>(() => Parse(text)).Message);

    [Fact]
    public void Read_WhatTheWriterWrote_IsEqualToTheBit()
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(300, seed: 4, triangles: true);
        ObjWriter.Write(folder["a.obj"], cloud);
        CloudFile read = ObjReader.Read(folder["a.obj"]);
        // Normals travel with the corners, so a vertex without a face has none.
        bool allUsed = cloud.Triangles.Distinct().Count() == cloud.Points.Count;
        CloudFacts.Equal(cloud, read, fields: false, normals: allUsed);
        ObjWriter.Write(folder["b.obj"], cloud with { Triangles = [] });
        CloudFacts.Equal(cloud with { Triangles = [] }, ObjReader.Read(folder["b.obj"]), fields: false);
    }
}
