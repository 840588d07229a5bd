using Pipeline3D.Blocks.Health;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks.Tests.Health;

public sealed class HealthRangeTests
{
    [Fact]
    public void Of_FiveValues_IsMedianAndMedianDeviation()
    {
        // Median 3, deviations 2 1 0 1 97: their median 1.
        HealthRange range = HealthRange.Of([1, 2, 3, 4, 100], margin: 5, floor: 0);
        double reach = 5 * 1.4826 * (1 + (3.0 / 5));
        Assert.Equal((3.0, 2.0, 4.0), (range.Median, range.Least, range.Most));
        Assert.Equal((3 - reach, 3 + reach), (range.Low, range.High));
    }

    [Fact]
    public void Of_OneValue_IsItWithTheFloor()
        => Assert.Equal(new HealthRange(7, 7, 7, 6.5, 7.5), HealthRange.Of([7], 6, 0.5));

    [Fact]
    public void Of_TwoHumps_HoldsAllButTheOutermostTwentieth()
    {
        // 70 scans at 0, 30 at 10: the median deviation is nothing, and still the second hump is good.
        HealthRange range = HealthRange.Of([.. Enumerable.Repeat(0.0, 70), .. Enumerable.Repeat(10.0, 30)], 6, 0.1);
        Assert.Equal((-0.1, 10.0), (range.Low, range.High));
    }

    [Theory, InlineData(5, 0.02), InlineData(10, 0.004), InlineData(30, 0.001)]
    public void Of_NormalValues_RejectsFewNewOnes(int scans, double most)
    {
        var random = new Random(8);
        int outside = 0;
        const int Trials = 4000, Each = 10;
        for (int trial = 0; trial < Trials; trial++)
        {
            HealthRange range = HealthRange.Of([.. Enumerable.Range(0, scans).Select(_ => Normal())], 6, 0);
            for (int i = 0; i < Each; i++)
                outside += Normal() is var value && (value < range.Low || value > range.High) ? 1 : 0;
        }
        Assert.True(outside <= most * Trials * Each, $"{outside} of {Trials * Each} are outside");

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Theory, InlineData(0.00038, LengthUnit.Metre, "0.38 mm"), InlineData(98.765432, LengthUnit.Metre, "98765 mm"),
        InlineData(12.34567, LengthUnit.Millimetre, "12.35 mm"), InlineData(0.5, LengthUnit.Arbitrary, "0.5"),
        InlineData(0, LengthUnit.Metre, "0 mm"), InlineData(-0.0361234, LengthUnit.Metre, "-36.12 mm"),
        InlineData(1e-9, LengthUnit.Metre, "1E-06 mm"), InlineData(1e9, LengthUnit.Metre, "1E+12 mm")]
    public void Text_OfALength_IsInMillimetres(double value, LengthUnit unit, string expected)
        => Assert.Equal(expected, HealthText.Of(HealthNumber.Length, value, unit));
}
