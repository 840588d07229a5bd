using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic.Meshes;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class StlReaderTests
{
    private static readonly SurfaceMesh Body = RoundMesh.Icosahedron();

    [Theory, InlineData(false), InlineData(true)]
    public void Parse_BothForms_GiveTheMesh(bool isText)
    {
        CloudFile mesh = Parse(isText ? Encoding.ASCII.GetBytes(Text()) : Binary("anything"));
        Assert.Equal((12, 20), (mesh.Points.Count, mesh.Triangles.Length / 3));
        for (int i = 0; i < Body.Triangles.Length; i++)
            Assert.Equal(Body.Vertices[Body.Triangles[i]], mesh.Points[mesh.Triangles[i]]);
        Assert.Empty(mesh.Remarks);
    }

    [Fact]
    public void Parse_BinaryThatBeginsWithSolid_IsBinary()
        => Assert.Equal(20, Parse(Binary("solid of a CAD program")).Triangles.Length / 3);

    [Fact]
    public void Parse_BinaryCutOff_SaysWhereAndHowMuch()
    {
        FormatException3D error = Assert.Throws<FormatException3D>(() => Parse(Binary("x")[..500]));
        Assert.Equal(500, error.Offset);
        Assert.Contains("promises 20 triangles of 50 bytes, 416 bytes follow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_BinaryWithBytesBehind_TellsThem() => Assert.Equal(
        "6 bytes behind the last of 20 triangles were not read", Assert.Single(Parse([.. Binary("x"), .. new byte[6]])
            .Remarks));

    [Fact]
    public void Parse_HugeCount_IsRefusedBeforeItIsAllocated()
    {
        byte[] file = Binary("x");
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(80), uint.MaxValue);
        Assert.Contains("4294967295 triangles", Assert.Throws<FormatException3D>(() => Parse(file)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", 1, "begins with 'hello'")]
    [InlineData("solid a\nfacet normal 0 0 1\nouter loop\nvertex 1 2 x\n", 4, "'x' is no number")]
    [InlineData("solid a\nvertex 1 2 3\n", 2, "outside of a facet")]
    [InlineData("solid a\nfacet\nvertex 1 2 3\nendfacet\n", 4, "ends with 1 vertices")]
    [InlineData("solid a\nfacet\nvertex 1 2 3\nvertex 1 2 4\nvertex 2 2 3\nvertex 1 0 3\n", 6, "more than three")]
    [InlineData("solid a\nfacet\nfacet\n", 3, "within another")]
    [InlineData("solid a\nfacet\nvertex 1 2 3\n", 3, "ends before the end of a facet")]
    [InlineData("solid a\nwheel\n", 2, "'wheel' is no word")]
    [InlineData("solid a\nendsolid a\n", 2, "no triangles")]
    public void Parse_DamagedText_NamesTheLine(string text, int line, string words)
    {
        FormatException3D error = Assert.Throws<FormatException3D>(() => Parse(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(line, error.Line);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AnyCut_IsRefusedAndNeverReadsBeyond()
    {
        byte[] binary = Binary("x"), text = Encoding.ASCII.GetBytes(Text());
        for (int length = 1; length < binary.Length; length += 7)
            Assert.Throws<FormatException3D>(() => Parse(binary[..length]));
        // Behind the last facet nothing is lost.
        int last = Text().LastIndexOf("endfacet", StringComparison.Ordinal);
        for (int length = 1; length < last; length += 11)
            try
            {
                Assert.True(Parse(text[..length]).Triangles.Length < 60);
            }
            catch (FormatException3D cause)
            {
                Assert.InRange(cause.Line, 1, 200);
            }
    }

    [Fact]
    public void Parse_MoreThanTheLimit_IsRefused() => Assert.Contains("more than 5 triangles",
        Assert.Throws<FormatException3D>(() => StlReader.Parse(Binary("x"), "a.stl",
            new FormatLimits { MaxPoints = 5 })).Message, StringComparison.Ordinal);

    private static CloudFile Parse(byte[] file) => StlReader.Parse(file, "a.stl", FormatLimits.Default);

    internal static byte[] Binary(string header)
    {
        var file = new byte[84 + 50 * (Body.Triangles.Length / 3)];
        Encoding.ASCII.GetBytes(header, file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(80), Body.Triangles.Length / 3);
        for (int i = 0; i < Body.Triangles.Length; i++)
            for (int axis = 0; axis < 3; axis++)
                BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(84 + i / 3 * 50 + 12 + i % 3 * 12 + 4 * axis),
                    Body.Vertices[Body.Triangles[i]][axis]);
        return file;
    }

    internal static string Text()
    {
        var text = new StringBuilder("solid body\n");
        for (int i = 0; i < Body.Triangles.Length; i++)
        {
            if (i % 3 == 0)
                text.Append("  facet normal 0 0 0\n    outer loop\n");
            Vector3 corner = Body.Vertices[Body.Triangles[i]];
            text.Append(CultureInfo.InvariantCulture, $"      VERTEX {corner.X:R} {corner.Y:R} {corner.Z:R}\n");
            if (i % 3 == 2)
                text.Append("    endloop\n  endfacet\n");
        }
        return text.Append("endsolid body\n").ToString();
    }
}
