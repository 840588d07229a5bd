using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests.Clouds;

/// <summary>The box of a cloud.</summary>
public sealed class CloudBoundsTests
{
    [Theory, InlineData(1), InlineData(15), InlineData(16), InlineData(37), InlineData(200)]
    public void Of_AnyLengthWithAndWithoutGaps_BoundsOfTheFinitePoints(int count)
    {
        var random = new Random(count);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
            cloud[i] = new(random.NextSingle() - 0.5f, 1 + random.NextSingle(), -1 - random.NextSingle());
        AssertBounds(cloud, -1);
        for (int gap = count - 1; gap >= 0; gap -= 5)
        {
            cloud.Y[gap] = gap % 2 == 0 ? float.NaN : float.PositiveInfinity;
            AssertBounds(cloud, gap);
        }
        cloud.Z[count - 1] = float.NegativeInfinity;
        AssertBounds(cloud, (count - 1) % 5);
    }

    private static void AssertBounds(PointCloud cloud, int gap)
    {
        CloudBounds bounds = CloudBounds.Of(cloud);
        Assert.Equal((cloud.Count, gap), (bounds.Count, bounds.FirstGap));
        Assert.Equal((Least(cloud.X), Least(cloud.Y), Least(cloud.Z)), (bounds.Low.X, bounds.Low.Y, bounds.Low.Z));
        Assert.Equal((Most(cloud.X), Most(cloud.Y), Most(cloud.Z)), (bounds.High.X, bounds.High.Y, bounds.High.Z));
    }

    private static float Least(Span<float> values)
        => values.ToArray().Where(float.IsFinite).Append(float.PositiveInfinity).Min();

    private static float Most(Span<float> values)
        => values.ToArray().Where(float.IsFinite).Append(float.NegativeInfinity).Max();
}
