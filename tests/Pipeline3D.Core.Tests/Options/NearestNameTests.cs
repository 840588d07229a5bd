using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Core.Tests.Options;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("cell_sise", "cell_size")]
    [InlineData("CELL_SIZE", "cell_size")]
    [InlineData("cellsize", "cell_size")]
    [InlineData("coumt", "count")]
    [InlineData("zebra", null)]
    [InlineData("", null)]
    public void Of_AWord_IsTheCandidateWithFewEditsOrNone(string found, string? expected)
        => Assert.Equal(expected, NearestName.Of(found, ["cell_size", "count", "radius"]));

    [Theory, InlineData(1, null), InlineData(2, "test")]
    public void Of_LettersThatChangedPlaces_AreNearWhenTwoEditsAre(int near, string? expected)
        => Assert.Equal(expected, NearestName.Of("tset", ["train", "test"], near));

    [Fact]
    public void Of_ATie_IsTheFirst() => Assert.Equal("bat", NearestName.Of("cat", ["bat", "hat"]));

    [Fact]
    public void Of_NoCandidates_IsNothing() => Assert.Null(NearestName.Of("x", []));

    [Fact]
    public void Of_AnyWords_HasTheLeastDistanceByThePlainRecursion()
    {
        Gen<string> word = Gen.Choose(0, 5).SelectMany(length => Gen.Elements('a', 'b', 'c').ArrayOf(length))
            .Select(letters => new string(letters));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(word.Three().ToArbitrary(), words =>
        {
            (string found, string first, string second) = words;
            string best = Distance(found, second) < Distance(found, first) ? second : first;
            bool near = Distance(found, best) <= Math.Max(1, Math.Max(found.Length, best.Length) / 3);
            return NearestName.Of(found, [first, second]) == (near ? best : null);
        }));
    }

    private static int Distance(string a, string b) => a.Length == 0 ? b.Length : b.Length == 0 ? a.Length
        : Math.Min(Distance(a[1..], b[1..]) + (a[0] == b[0] ? 0 : 1), 1 + Math.Min(Distance(a[1..], b),
            Distance(a, b[1..])));
}
