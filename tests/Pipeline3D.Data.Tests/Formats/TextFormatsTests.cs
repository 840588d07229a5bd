using System.Text;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>What all formats of text, and headers of text, have in common.</summary>
public sealed class TextFormatsTests
{
    private static readonly float[] Points = [0.25f, 0.794f, 0.551f, -1.5f, 2, 3.125f];

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["a.xyz"] = "0.25 0.794 0.551\n-1.5 2 3.125\n",
        ["a.txt"] = "x y z\n0.25 0.794 0.551\n-1.5 2 3.125\n",
        ["a.asc"] = "//X Y Z\n0.25 0.794 0.551\n-1.5 2 3.125\n",
        ["a.csv"] = "x;y;z\n0.25;0.794;0.551\n-1.5;2;3.125\n",
        ["a.obj"] = "v 0.25 0.794 0.551\n# c\nv -1.5 2 3.125\n",
        ["a.off"] = "OFF\n2 0 0\n0.25 0.794 0.551\n-1.5 2 3.125\n",
        ["a.ply"] = "ply\nformat ascii 1.0\ncomment c\nelement vertex 2\nproperty float x\nproperty float y\n"
            + "property float z\nend_header\n0.25 0.794 0.551\n-1.5 2 3.125\n",
        ["a.pcd"] = "# .PCD v0.7\nVERSION 0.7\nFIELDS x y z\nWIDTH 2\nHEIGHT 1\nPOINTS 2\nDATA ascii\n"
            + "0.25 0.794 0.551\n-1.5 2 3.125\n",
    };

    public static TheoryData<string> Names => [.. Texts.Keys];

    private static CloudFile Parse(string name, ReadOnlySpan<byte> file)
        => ((ICloudFormat)ScanFormats.Own.Find(name)!).Parse(file, name, FormatLimits.Default);

    [Theory, MemberData(nameof(Names))]
    public void Parse_EveryMarkEndAndDecimalSign_GivesTheSamePoints(string name)
    {
        foreach (string mark in (string[])["", "\uFEFF"])
            foreach (string end in (string[])["\n", "\r", "\r\n"])
                foreach (bool comma in (bool[])[false, true])
                {
                    // Only numbers have a decimal comma; the versions in the headers have not.
                    string text = comma ? string.Join('\n', Texts[name].Split('\n').Select(line =>
                        line.StartsWith("format") || line.StartsWith("VERSION") || line.StartsWith('#') ? line
                        : line.Replace('.', ','))) : Texts[name];
                    CloudFile cloud = Parse(name, Encoding.UTF8.GetBytes(mark + text.ReplaceLineEndings(end)));
                    Assert.Equal(Points, cloud.Points.ToInterleaved());
                }
    }

    [Theory, MemberData(nameof(Names))]
    public void Parse_WideText_IsRefusedByItsName(string name)
    {
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32,
            new UTF32Encoding(bigEndian: true, byteOrderMark: true)])
            foreach (bool mark in (bool[])[false, true])
            {
                byte[] file = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Texts[name])];
                string message = Assert.Throws<FormatException3D>(() => Parse(name, file)).Message;
                Assert.Contains(encoding is UTF32Encoding ? "UTF-32" : "UTF-16", message);
                Assert.Contains("save it as UTF-8", message);
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void Parse_BothDecimalSigns_AreRefused(string name)
        => Assert.Contains("decimal comma", Assert.Throws<FormatException3D>(()
            => Parse(name, Encoding.UTF8.GetBytes(Texts[name].Replace("0.794", "0,794")))).Message);

    [Theory, MemberData(nameof(Names))]
    public void Parse_WordInTheLastRow_IsNamedByItsLine(string name)
    {
        int line = Texts[name].Split('\n').Length - 1;
        foreach (string end in (string[])["\n", "\r", "\r\n"])
            Assert.Equal(line, Assert.Throws<FormatException3D>(() => Parse(name,
                Encoding.UTF8.GetBytes(Texts[name].Replace("3.125", "q").ReplaceLineEndings(end)))).Line);
    }

    [Theory]
    [InlineData("\n", ""), InlineData("\r", ""), InlineData("\r\n", "")]
    [InlineData("\n", "\uFEFF"), InlineData("\r", "\uFEFF"), InlineData("\r\n", "\uFEFF")]
    public void Parse_BinaryBehindATextHeader_BeginsAtItsFirstByte(string end, string mark)
    {
        // A line feed and a carriage return as the data's first bytes, which belong to no line end.
        foreach (byte first in (byte[])[(byte)'\n', (byte)'\r', 1])
        {
            byte[] data = [first, 0, 128, 63, 10, 10, 0, 64, 13, 10, 64, 64];
            float[] expected = [BitConverter.ToSingle(data, 0), BitConverter.ToSingle(data, 4),
                BitConverter.ToSingle(data, 8)];
            foreach ((string name, string header) in (ReadOnlySpan<(string, string)>)[
                ("a.ply", "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\nproperty float y\n"
                    + "property float z\nend_header\n"),
                ("a.pcd", "VERSION 0.7\nFIELDS x y z\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA binary\n")])
                Assert.Equal(expected, Parse(name, [.. Encoding.UTF8.GetBytes(mark + header.ReplaceLineEndings(end)),
                    .. data]).Points.ToInterleaved());
        }
    }

    [Fact]
    public void Parse_BinaryThatWasCopiedAsText_IsRefused()
        => Assert.Contains("binary mode", Assert.Throws<FormatException3D>(() => Parse("a.ply", [..
            Encoding.ASCII.GetBytes(("ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\n"
                + "property float y\nproperty float z\nend_header\n").ReplaceLineEndings("\r\r\n")), .. new byte[12]]))
            .Message);

    [Theory]
    [InlineData("float", "255 128 64", 255, 128, 64), InlineData("float", "1 0.5 0", 255, 128, 0)]
    [InlineData("float", "1.5 0 0", 2, 0, 0), InlineData("double", "65535 32896 0", 255, 128, 0)]
    [InlineData("uchar", "1 0 1", 1, 0, 1), InlineData("ushort", "65535 32896 0", 255, 128, 0)]
    [InlineData("ushort", "255 128 0", 255, 128, 0), InlineData("int", "255 1 0", 255, 1, 0)]
    public void Parse_ColoursOfAnyType_CountToTheTopOfTheFile(string type, string row, int red, int green, int blue)
    {
        foreach (string names in (string[])["red green blue", "r g b", "diffuse_red diffuse_green diffuse_blue"])
        {
            string colours = string.Concat(names.Split(' ').Select(name => $"property {type} {name}\n"));
            CloudFile cloud = Parse("a.ply", Encoding.ASCII.GetBytes("ply\nformat ascii 1.0\nelement vertex 1\n"
                + $"property float x\nproperty float y\nproperty float z\n{colours}end_header\n1 2 3 {row}\n"));
            Assert.Equal([(byte)red, (byte)green, (byte)blue], cloud.Rgb!);
            Assert.Empty(cloud.Fields);
        }
    }

    [Theory]
    [InlineData("a.csv", "x,y,z,r,g,b\n1,2,3,0.2,1,0\n4,5,6,0,0,0\n")]
    [InlineData("a.csv", "x,y,z,red,green,blue\n1,2,3,51,255,0\n4,5,6,0,0,0\n")]
    [InlineData("a.csv", "x,y,z,rgb\n1,2,3,3407616\n4,5,6,0\n")]
    [InlineData("a.obj", "v 1 2 3 0.2 1 0\nv 4 5 6 0 0 0\n"), InlineData("a.obj", "v 1 2 3 51 255 0\nv 4 5 6 0 0 0\n")]
    [InlineData("a.off", "COFF\n2 0 0\n1 2 3 0.2 1.0 0.0\n4 5 6 0 0 0\n")]
    [InlineData("a.off", "COFF\n2 0 0\n1 2 3 51 255 0\n4 5 6 0 0 0\n")]
    [InlineData("a.off", "COFF\n2 0 0\n1 2 3 51.0 255.0 0.0\n4 5 6 0 0 0\n")]
    [InlineData("a.pcd", "FIELDS x y z r g b\nPOINTS 2\nDATA ascii\n1 2 3 51 255 0\n4 5 6 0 0 0\n")]
    public void Parse_ColoursOfAnyFormat_AreTheSame(string name, string text)
        => Assert.Equal([51, 255, 0, 0, 0, 0], Parse(name, Encoding.ASCII.GetBytes(text)).Rgb);

    [Theory]
    [InlineData("0 0 0 1 0 0 0", false), InlineData("0.0 0.0 0.0 1.0 0.0 0.0 0.0", false)]
    [InlineData("-0 0e0 0,0 1 0 0 0", false), InlineData("0 0 0 -1 0 0 0", false), InlineData("0 0 0", false)]
    [InlineData("0 0 1 1 0 0 0", true), InlineData("0 0 0 0 1 0 0", true)]
    public void Parse_Viewpoint_IsComparedAsNumbers(string viewpoint, bool isMoved)
    {
        CloudFile cloud = Parse("a.pcd", Encoding.ASCII.GetBytes(
            $"FIELDS x y z\nVIEWPOINT {viewpoint}\nPOINTS 1\nDATA ascii\n1 2 3\n"));
        Assert.Equal(isMoved, cloud.Remarks.Any(remark => remark.Contains("VIEWPOINT")));
    }
}
