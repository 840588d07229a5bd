using FsCheck;
using FsCheck.Fluent;

namespace Pipeline3D.Core.Tests;

public sealed class LengthTests
{
    [Theory]
    [InlineData("4 mm", 0.004f)]
    [InlineData("4mm", 0.004f)]
    [InlineData(" 0.004 m ", 0.004f)]
    [InlineData("0.004", 0.004f)]
    [InlineData("-2 m", -2f)]
    [InlineData("1e-3 m", 0.001f)]
    public void TryParse_ALength_IsThatManyMetres(string text, float metres)
    {
        Assert.True(Length.TryParse(text, out Length length));
        // 4 * 1e-3f may differ from 0.004f in the last bit.
        Assert.Equal(metres, length.Metre, MathF.Abs(metres) * 1e-6f);
    }

    [Theory, InlineData(""), InlineData("m"), InlineData("mm"), InlineData("4 cm"), InlineData("four"),
        InlineData("NaN"),
        InlineData("1e99 m"), InlineData("Infinity"), InlineData("4,5 mm"), InlineData("4 mm mm")]
    public void TryParse_NoLength_SaysSoAndGivesZero(string text)
    {
        Assert.False(Length.TryParse(text, out Length length));
        Assert.Equal(Length.Zero, length);
    }

    [Theory, InlineData(0.004f, "4 mm"), InlineData(0.0999f, "99.9 mm"), InlineData(0.1f, "0.1 m"),
        InlineData(-0.25f, "-0.25 m"),
        InlineData(0f, "0 mm"), InlineData(1.23456f, "1.23456 m")]
    public void ToString_Length_IsWhatAPersonWouldWrite(float metres, string expected)
        => Assert.Equal(expected, Length.Metres(metres).ToString());

    [Fact]
    public void ToString_AnyLength_ReadsBackToSevenDigits()
        => Check.One(Config.QuickThrowOnFailure,
            Prop.ForAll(Gen.Choose(-30, 20).SelectMany(exponent => Gen.Choose(1, 9_999_999)
            .Select(digits => digits * MathF.Pow(10, exponent - 7))).ToArbitrary(), metres =>
        {
            bool ok = Length.TryParse(Length.Metres(metres).ToString(), out Length back);
            return ok && MathF.Abs(back.Metre - metres) <= 5e-7f * MathF.Abs(metres);
        }));

    [Fact]
    public void Comparison_Lengths_FollowTheirMetres()
    {
        Length small = Length.Millimetres(999), large = Length.Metres(1);
        Assert.True(small < large && large > small && small <= large && large >= small);
        Assert.True(large <= Length.Millimetres(1000) && large >= Length.Millimetres(1000));
        Assert.Equal([small, large], new[] { large, small }.Order());
    }
}
