using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Detection.VariationModel;

namespace Pipeline3D.Detection.Tests.VariationModel;

public sealed class CellStatisticsTests
{
    private const int Cells = 6;

    [Fact]
    public void Add_Samples_GivesMeanAndDeviationOfTheDefinition()
    {
        float[][] samples = Draw(seed: 3, count: 9);
        CellStatistics found = Of(samples);
        for (int cell = 0; cell < Cells; cell++)
        {
            double mean = samples.Average(sample => (double)sample[cell]),
                variance = samples.Average(sample => Math.Pow(sample[cell] - mean, 2));
            Assert.Equal(mean, found.Mean()[cell], 1e-5 * (1 + Math.Abs(mean)));
            Assert.Equal(Math.Sqrt(variance), found.Deviation()[cell], 1e-5 * (1 + Math.Sqrt(variance)));
        }
    }

    /// <summary>However samples are cut in two, both parts together are as all at once.</summary>
    [Fact]
    public void Merge_OfAnyTwoParts_IsAsAllAtOnce()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            float[][] samples = Draw(seed, 1 + random.Next(12));
            int cut = random.Next(samples.Length + 1);
            CellStatistics first = Of(samples[..cut]), whole = Of(samples);
            first.Merge(Of(samples[cut..]));
            bool isSame = first.Count == whole.Count;
            for (int cell = 0; cell < Cells; cell++)
                isSame &= Near(first.Mean()[cell], whole.Mean()[cell])
                    && Near(first.Deviation()[cell], whole.Deviation()[cell]);
            return isSame.Label($"seed {seed}, cut at {cut} of {samples.Length}");
        }));

    [Fact]
    public void Score_OfACellThatNeverChanged_IsItsDistanceOverEpsilon()
    {
        CellStatistics found = Of([[2, 2, 2, 2, 2, 0], [2, 2, 2, 2, 2, 2]]);
        float[] scores = CellStatistics.Score([2, 3, 1, 2, 2, 4], found.Mean(), found.Deviation(), 0.01);
        Assert.Equal([0, 100, 100, 0, 0, 3 / 1.01f], scores);
    }

    [Fact]
    public void Add_ASampleOfOtherCells_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new CellStatistics(3).Add([1, 2]));
        Assert.Throws<ArgumentException>(() => new CellStatistics(3).Merge(new CellStatistics(2)));
    }

    private static bool Near(float left, float right) => Math.Abs(left - right) <= 1e-5 * (1 + Math.Abs(right));

    private static CellStatistics Of(float[][] samples)
    {
        var statistics = new CellStatistics(Cells);
        foreach (float[] sample in samples)
            statistics.Add(sample);
        return statistics;
    }

    private static float[][] Draw(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Cells).Select(cell
            => (float)((1000 * cell) + random.NextDouble())).ToArray())];
    }
}
