using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Data.Synthetic.Clouds;

namespace Pipeline3D.Data.Tests.Synthetic.Anomalies;

/// <summary>Density alone must not tell an anomaly where a dataset is written, and does where points merely
/// move.</summary>
public sealed class DensityTests(ITestOutputHelper output)
{
    private const int Count = 8000, Seeds = 4;

    [Theory, InlineData(AnomalyKind.Bulge), InlineData(AnomalyKind.Concavity), InlineData(AnomalyKind.Hole),
        InlineData(AnomalyKind.Break), InlineData(AnomalyKind.Bending), InlineData(AnomalyKind.Crack)]
    public void Mesh_DrawnAnew_DensityTellsNothing(AnomalyKind kind)
    {
        double mean = Enumerable.Range(1, Seeds).Average(seed =>
        {
            SampledCloud made = Bodies.Find(kind, Bodies.Mesh(seed), seed, Count).Made!;
            return Bodies.DensityAuroc(made.Points, made.IsAnomalous);
        });
        output.WriteLine($"{kind}: {mean:0.000} after resampling");
        Assert.True(mean is >= 0.35 and <= 0.65, $"{kind}, seeds 1 to {Seeds}: {mean:0.000}");
    }

    [Fact]
    public void Cloud_PointsMoved_LowDensityTells()
    {
        AnomalyKind[] stretching = [AnomalyKind.Bulge, AnomalyKind.Break, AnomalyKind.Bending, AnomalyKind.Crack];
        double[] means = [.. stretching.Select(kind => Enumerable.Range(1, Seeds).Average(seed =>
        {
            SpoiltCloud made = Bodies.Find(kind, Bodies.Cloud(seed, Count), seed).Made!;
            return Bodies.DensityAuroc(made.Points, made.IsAnomalous);
        }))];
        string found = string.Join(", ", stretching.Zip(means, (kind, mean) => $"{kind} {mean:0.000}"));
        output.WriteLine($"{found} without resampling");
        Assert.All(means, mean => Assert.True(mean is > 0.51 and < 0.9, found));
        Assert.True(means.Average() > 0.55, found);
    }
}
