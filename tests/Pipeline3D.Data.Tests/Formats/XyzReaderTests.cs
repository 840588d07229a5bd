using System.Text;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class XyzReaderTests
{
    private static CloudFile Parse(string text, XyzColumns columns = XyzColumns.Auto)
        => XyzReader.Parse(Encoding.ASCII.GetBytes(text), "a.xyz", FormatLimits.Default, columns);

    [Theory]
    [InlineData("1 2 3\n4 5 6\n"), InlineData("1,2,3\r\n4,5,6"), InlineData("1;2;3\n4 ;5;\t6\n\n"),
        InlineData("x y z\n1 2 3\n4 5 6\n")]
    [InlineData("2\n1 2 3\n4 5 6\n"), InlineData("//X Y Z\n# c\n2\n1\t2\t3\n\n4 5 6\n"),
        InlineData("  1 2 3  \n 4, 5, 6\n")]
    public void Read_SeparatorsAndHeaders_GiveTheSamePoints(string text)
        => Assert.Equal([1, 2, 3, 4, 5, 6], Parse(text).Points.ToInterleaved());

    [Fact]
    public void Read_DeclaredColumns_BecomeWhatTheyAre()
    {
        Assert.Equal([7f], Parse("1 2 3 7", XyzColumns.XyzLabel).Fields["label"]);
        Assert.Equal([7f], Parse("1 2 3 7", XyzColumns.XyzIntensity).Fields["intensity"]);
        Assert.Equal([7f], Parse("1 2 3 7").Fields["scalar"]);
        Assert.Equal([0, 0, 1], Parse("1 2 3 0 0 1", XyzColumns.XyzNormal).Normals!.ToInterleaved());
        Assert.Equal([0, 0, 1], Parse("1 2 3 0 0 1", XyzColumns.XyzRgb).Rgb);
        Assert.Equal([9f], Parse("1 2 3 8 9").Fields["column_5"]);
    }

    [Fact]
    public void Read_SixColumnsUndeclared_AreGuessedAndSaidSo()
    {
        CloudFile colour = Parse("1 2 3 0 0 200\n1 2 3 4 5 6\n"), normal = Parse("1 2 3 0 0 1\n1 2 3 0 -0.6 0.8\n");
        Assert.Equal([0, 0, 200, 4, 5, 6], colour.Rgb);
        Assert.Equal([0, 0, 1, 0, -0.6f, 0.8f], normal.Normals!.ToInterleaved());
        Assert.Contains("declare", Assert.Single(colour.Remarks) + Assert.Single(normal.Remarks));
    }

    [Theory]
    [InlineData("1 2 3\n4 5\n", XyzColumns.Auto, 2, "has 2 columns, the rows before have 3")]
    [InlineData("1 2 3\n4 5 six\n", XyzColumns.Auto, 2, "'six' is no number")]
    [InlineData("1 2 3\n", XyzColumns.XyzLabel, 1, "3 columns where 4 are needed")]
    [InlineData("1 2\n", XyzColumns.Auto, 1, "2 columns where 3 are needed")]
    [InlineData("a b\nc d e\n", XyzColumns.Auto, 1, "the titles 'a' 'b' name no x")]
    [InlineData("x y z\nc d e\n", XyzColumns.Auto, 2, "'c' is no number")]
    [InlineData("7\n", XyzColumns.Auto, 1, "no row of numbers")]
    public void Read_WrongRow_IsNamedByItsLine(string text, Enum columns, int line, string words)
    {
        var error = Assert.Throws<FormatException3D>(() => Parse(text, (XyzColumns)columns));
        Assert.Contains(words, error.Message);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Read_WhatTheWriterWrote_IsEqualToTheBit()
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(200, seed: 6) with { Normals = null,
            Fields = new Dictionary<string, float[]>() };
        XyzWriter.Write(folder["a.xyz"], cloud);
        CloudFacts.Equal(cloud, XyzReader.Read(folder["a.xyz"], XyzColumns.XyzRgb));
    }
}
