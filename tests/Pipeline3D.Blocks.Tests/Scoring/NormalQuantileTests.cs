using Pipeline3D.Blocks.Scoring;

namespace Pipeline3D.Blocks.Tests.Scoring;

public sealed class NormalQuantileTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.95, 1.6448536269514722)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.9999, 3.7190164854556804)]
    [InlineData(0.05, -1.6448536269514722)]
    public void Of_KnownShares_AreThePublishedQuantiles(double share, double quantile)
        => Assert.Equal(quantile, NormalQuantile.Of(share), 1e-9); // the search ends at 1e-12; the tail is flat
}
