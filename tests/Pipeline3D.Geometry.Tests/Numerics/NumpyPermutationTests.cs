using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Tests.Numerics;

public sealed class NumpyPermutationTests
{
    [Theory]
    [InlineData(0, new[] { 2, 8, 4, 9, 1, 6, 7, 3, 0, 5 })]
    [InlineData(42, new[] { 8, 1, 5, 0, 7, 2, 9, 4, 3, 6 })]
    public void Of_TenByASeed_IsNumpys(uint seed, int[] expected)
        => Assert.Equal(expected, NumpyPermutation.Of(seed, 10));

    [Fact]
    public void Of_AnyCount_IsAPermutation()
    {
        foreach (int count in new[] { 0, 1, 2, 3, 625, 5000 })
            Assert.Equal(Enumerable.Range(0, count), NumpyPermutation.Of(3, count).Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => NumpyPermutation.Of(3, -1));
    }
}
