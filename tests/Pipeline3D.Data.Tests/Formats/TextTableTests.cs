using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>Tables of points in every spelling that programs of the field give them.</summary>
public sealed class TextTableTests
{
    private static CloudFile Parse(string text, XyzColumns columns = XyzColumns.Auto)
        => XyzReader.Parse(Encoding.UTF8.GetBytes(text), "a.csv", FormatLimits.Default, columns);

    private static string Refusal(string text) => Assert.Throws<FormatException3D>(() => Parse(text)).Message;

    [Theory]
    [InlineData("intensity,laser_id,x,y,z\n30,0,-0.743,-0.001,0.203\n", "-0.743 -0.001 0.203")]
    [InlineData(",x,y,z\n0,0.576,0.341,0.025\n", "0.576 0.341 0.025")]
    [InlineData("\tx\ty\tz\n0\t0.576\t0.341\t0.025\n", "0.576 0.341 0.025")]
    [InlineData("\"Points:0\",\"Points:1\",\"Points:2\",i\n1,2,3,4\n", "1 2 3")]
    [InlineData("i,Points_2,Points_1,Points_0\n4,3,2,1\n", "1 2 3")]
    [InlineData("//Z Y X\n3 2 1\n", "1 2 3"), InlineData("# label, z, y, x\n9, 3, 2, 1\n", "1 2 3")]
    [InlineData("'Z';'Y';'X'\n3;2;1\n", "1 2 3"), InlineData("X [mm],Z(mm),Y [mm]\n1,3,2\n", "1 2 3")]
    [InlineData("# made by hand\n# z y x\n3 2 1\n", "1 2 3"), InlineData("#z,y,x\n\n3,2,1", "1 2 3")]
    public void Parse_TitlesThatNameXyz_GiveTheColumnsByName(string text, string point)
        => Assert.Equal(point, string.Join(' ', Parse(text).Points.ToInterleaved()
            .Select(value => value.ToString(CultureInfo.InvariantCulture))));

    [Fact]
    public void Parse_TitledColumns_AreNormalsColoursAndFieldsByTheirNames()
    {
        CloudFile cloud = Parse("R,G,B,Nx,Ny,Nz,My Field,X,Y,Z,\n255,0,51,0,0,1,7,1,2,3,\n0,0,0,0,1,0,8,4,5,6,\n");
        Assert.Equal([1, 2, 3, 4, 5, 6], cloud.Points.ToInterleaved());
        Assert.Equal([0, 0, 1, 0, 1, 0], cloud.Normals!.ToInterleaved());
        Assert.Equal([255, 0, 51, 0, 0, 0], cloud.Rgb);
        Assert.Equal([7, 8], Assert.Single(cloud.Fields).Value);
        Assert.Equal("My_Field", Assert.Single(cloud.Fields).Key);
        Assert.Empty(cloud.Remarks);
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", "'a' 'b' 'c'"), InlineData("x,y,depth\n1,2,3\n", "'x' 'y' 'depth'")]
    [InlineData("x,y,z,x\n1,2,3,4\n", "2 times x"), InlineData("x,y,z\n1,2,3,4\n", "the titles name 3")]
    [InlineData("part,width,height\nbolt,2,3\n", "'part' 'width' 'height'")]
    [InlineData("# intensity x y z\n1 2 3 4 5\n", "'intensity' 'x' 'y' 'z'")]
    [InlineData("My scan of a bagel\n1 2 3\n", "'My' 'scan'"),
        InlineData(",0,1,2\n0,0.1,0.2,0.3\n", "column 1 is empty")]
    public void Parse_TitlesThatNameNoXyz_AreRefusedAndShown(string text, string words)
        => Assert.Contains(words, Refusal(text));

    [Theory, InlineData("0,1,2\n0.5,0.25,0.125\n"), InlineData("0;1;2;3\n0,5;0,25;0,125;7\n")]
    public void Parse_ColumnsThatAreNumberedInsteadOfTitled_AreRefused(string text)
        => Assert.Contains("number the columns", Refusal(text));

    [Theory, InlineData("0,1,2\n3,4,5\n"), InlineData("0 1 2\n0.5 0.25 0.125\n"), InlineData("0.0,1.0,2.0\n3,4,5\n")]
    public void Parse_FirstPointThatCountsUp_IsAPoint(string text)
        => Assert.Equal([0, 1, 2], Parse(text).Points.ToInterleaved()[..3]);

    [Theory]
    [InlineData("0,25 0,794 0,551\n"), InlineData("0,25;0,794;0,551\n"), InlineData("0,25\t0,794\t0,551\r\n")]
    [InlineData("x;y;z\r\n0,25; 0,794; 0,551\r\n"), InlineData("\"0,25\",\"0,794\",\"0,551\"\n")]
    [InlineData("x z y\n0,25 5,51e-1 7,94E-1\n"), InlineData("x,y,z\n0.25,0.794,0.551\n")]
    public void Parse_DecimalCommas_AreNoColumns(string text)
        => Assert.Equal([0.25f, 0.794f, 0.551f], Parse(text).Points.ToInterleaved());

    [Theory]
    [InlineData("0,25,0,794,0,551\n"), InlineData("-0,25,1,794,2,551\n"), InlineData("x,y,z\n0,25,0,794,0,551\n")]
    [InlineData("0,25, 0,794, 0,551\n"), InlineData("0,25 0,794 0,551\n1,2,3\n"), InlineData("1,2,3\n0,2 0,3 0,4\n")]
    [InlineData("0,25 0.794 0,551\n"), InlineData("0.25 0.794 0.551\n0,1 0,2 0,3\n"), InlineData("0.5,0.25 0.75 1\n")]
    [InlineData("1,2,3 4,5,6 7,8,9\n"), InlineData("1.234,5;2;3\n")]
    public void Parse_CommasOfTwoMeanings_AreRefusedAsDecimalCommas(string text)
        => Assert.Contains("decimal comma", Refusal(text));

    [Theory]
    [InlineData("0.1,,0.3,5\n", "line 1: column 2 is empty"),
        InlineData("x,y,z,i\n1,2,3,4\n1,,3,5\n", "line 3: column 2")]
    [InlineData("1;2;3\n;2;3\n", "line 2: column 1"), InlineData("1\t2\t3\t4\n1\t2\t\t4\n", "line 2: column 3")]
    [InlineData("x,y,z,i\n1,2,3,\n", "line 2: column 4"), InlineData("1,2,3\n1,2,3,\n", "line 2: column 4")]
    [InlineData("1,2,3,\n1,2,,\n", "line 2: column 3"), InlineData("1,2, ,4\n", "line 1: column 3")]
    [InlineData("1,2,3\n1,2,\"\"\n", "line 2: column 3")]
    public void Parse_EmptyField_IsRefusedByLineAndColumn(string text, string place)
        => Assert.Contains(place, Refusal(text));

    [Fact]
    public void Parse_DelimiterBehindEveryRow_IsNoColumn()
        => Assert.Equal([1, 2, 3, 4, 5, 6], Parse("x,y,z,\n1,2,3,\n4,5,6,\n").Points.ToInterleaved());

    [Fact]
    public void Parse_AnnouncedNumberThatIsNotTheRows_IsARemark()
        => Assert.Contains("announces 3 points and has 2", Assert.Single(Parse("3\n1 2 3\n4 5 6\n").Remarks));

    [Theory]
    [InlineData("1 2 3 0\n1 2 3 nan\n"), InlineData("1 2 3 0\n1 2 3 inf\n"), InlineData("1,2,3,0\n1,2,3,-1\n")]
    public void Parse_LabelThatIsNone_IsRefusedByItsLine(string text)
    {
        var refusal = Assert.Throws<FormatException3D>(() => Parse(text, XyzColumns.XyzLabel));
        Assert.Equal(2, refusal.Line);
        Assert.Contains("label", refusal.Message);
    }

    [Fact]
    public void Parse_LabelsBesideTitles_AreTheColumnThatIsLeft()
    {
        CloudFile cloud = Parse("label;z;y;x\n1;3;2;1\n", XyzColumns.XyzLabel);
        Assert.Equal([1, 2, 3], cloud.Points.ToInterleaved());
        Assert.Equal([1f], cloud.Fields["label"]);
    }

    [Fact]
    public void Parse_EverySpellingOfOneTable_GivesTheSamePoints()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            int count = random.Next(1, 6);
            float[] xyz = [.. Enumerable.Range(0, 3 * count).Select(_ => random.Next(5) == 0 ? random.Next(-9, 9)
                : (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-6, 6)))];
            // One point at least shows which sign the numbers have.
            xyz[0] = 0.5f;
            string text = Spell(random, xyz);
            CloudFile cloud;
            try
            {
                cloud = Parse(text);
            }
            catch (FormatException3D refusal)
            {
                throw new InvalidOperationException($"{refusal.Message}\nseed {seed}: {text}", refusal);
            }
            Assert.True(xyz.SequenceEqual(cloud.Points.ToInterleaved()), $"seed {seed}: {text}");
        }));

    private static string Spell(Random random, float[] xyz)
    {
        string[] ends = ["\n", "\r", "\r\n"], delimiters = [" ", "  ", "\t", ";", " ; ", ",", ", "];
        string end = ends[random.Next(ends.Length)], delimiter = delimiters[random.Next(delimiters.Length)];
        bool commas = delimiter.Contains(','), quotes = random.Next(3) == 0;
        bool decimalComma = random.Next(2) == 0 && (!commas || quotes);
        // Which column is which, and further ones; without titles x, y, z come first.
        int extra = random.Next(4), style = random.Next(4);
        int[] order = [.. Enumerable.Range(0, 3 + extra)];
        if (style > 0)
            random.Shuffle(order);
        string[][] axes = [["x", "y", "z"], ["X", "Y", "Z"], ["Points:0", "Points:1", "Points:2"]];
        string[] names = axes[random.Next(axes.Length)];
        string Quoted(string field) => quotes ? $"\"{field}\"" : field;
        string Line(Func<int, string> field) => string.Join(delimiter, order.Select(field).Select(Quoted));
        // Comments that are no titles, and lines without anything.
        string Noise() => random.Next(4) switch
        {
            0 => $"# of 1,5 cm{end}", 1 => $"  {end}", 2 => $"// a; b{end}", _ => "",
        };
        string title = Line(column => column < 3 ? names[column] : $"f{column}");
        var text = new StringBuilder(random.Next(2) == 0 ? "\uFEFF" : "").Append(Noise())
            .Append(style switch { 0 => "", 1 => title + end, 2 => "//" + title + end, _ => "# " + title + end })
            .Append(Noise());
        for (int row = 0; row < xyz.Length / 3; row++)
        {
            if (row > 0)
                text.Append(end).Append(Noise());
            text.Append(Line(column => (column < 3 ? xyz[3 * row + column] : row + 0.25f)
                .ToString(random.Next(2) == 0 ? "R" : "E8", CultureInfo.InvariantCulture)
                .Replace('.', decimalComma ? ',' : '.')));
        }
        return text.Append(random.Next(2) == 0 ? end : "").ToString();
    }
}
