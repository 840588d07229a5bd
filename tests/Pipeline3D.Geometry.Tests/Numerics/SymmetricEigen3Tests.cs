using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Tests.Numerics;

public sealed class SymmetricEigen3Tests
{
    [Theory, InlineData(1), InlineData(1e-14), InlineData(1e9)]
    public void Of_RandomMatrices_PairsSatisfyTheirEquation(double scale)
    {
        var random = new Random(5);
        for (int trial = 0; trial < 500; trial++)
        {
            double[] m = Enumerable.Range(0, 6).Select(_ => scale * (random.NextDouble() - 0.5)).ToArray();
            if (trial % 3 == 0)
                (m[1], m[2], m[4]) = (m[1] * 1e-9, 0, m[4] * 1e-12);
            if (trial % 5 == 0)
                m[3] = m[0];
            AssertSolved(m, scale, SymmetricEigen3.Of(m[0], m[1], m[2], m[3], m[4], m[5]));
        }
    }

    [Fact]
    public void Of_RankOneAndZero_Solved()
    {
        // The covariance of a line along (1,2,2): one eigenvalue, the others 0.
        double[] line = [1, 2, 2, 4, 4, 4];
        SymmetricEigen3 eigen = SymmetricEigen3.Of(1, 2, 2, 4, 4, 4);
        AssertSolved(line, 9, eigen);
        Assert.Equal(9, eigen.Values.Z, 1e-12);
        Assert.Equal(1, Math.Abs(Vector3d.Dot(eigen.Largest, new Vector3d(1, 2, 2).Normalised())), 1e-12);
        AssertSolved(new double[6], 1, SymmetricEigen3.Of(0, 0, 0, 0, 0, 0));
        Assert.Throws<ArgumentException>(() => SymmetricEigen3.Of(double.NaN, 0, 0, 0, 0, 0));
    }

    private static void AssertSolved(double[] m, double scale, SymmetricEigen3 eigen)
    {
        Assert.True(eigen.Values.X <= eigen.Values.Y && eigen.Values.Y <= eigen.Values.Z);
        Assert.Equal(m[0] + m[3] + m[5], eigen.Values.X + eigen.Values.Y + eigen.Values.Z, 1e-13 * scale * 4);
        foreach ((double value, Vector3d v) in new[]
            { (eigen.Values.X, eigen.Smallest), (eigen.Values.Y, eigen.Middle), (eigen.Values.Z, eigen.Largest) })
        {
            Assert.Equal(1, v.Length, 1e-12);
            var product = new Vector3d(
                (m[0] * v.X) + (m[1] * v.Y) + (m[2] * v.Z),
                (m[1] * v.X) + (m[3] * v.Y) + (m[4] * v.Z),
                (m[2] * v.X) + (m[4] * v.Y) + (m[5] * v.Z));
            Assert.True((product - (value * v)).Length < 1e-13 * scale * 4);
        }
        Assert.Equal(0, Vector3d.Dot(eigen.Smallest, eigen.Largest), 1e-12);
    }
}
