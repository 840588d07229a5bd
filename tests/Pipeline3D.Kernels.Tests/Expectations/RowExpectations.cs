using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Sampling;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Rows;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="NearestRowsOp"/> does on every device.</summary>
public sealed class RowExpectations(TestDevice device) : DeviceExpectations(device)
{
    [Theory]
    [InlineData("even", 200, 33, 20, 1), InlineData("even", 70, 5, 30, 3), InlineData("ties", 120, 4, 25, 7)]
    [InlineData("same", 9, 3, 4, 9), InlineData("clusters", 150, 17, 10, 2), InlineData("even", 1, 1, 1, 1)]
    [InlineData("even", 130, 101, 1, 3), InlineData("clusters", 64, 48, 64, 1), InlineData("even", 65, 150, 65, 1)]
    [InlineData("ties", 700, 8, 70, 1), InlineData("same", 80, 49, 3, 2)]
    public void Search_AnyRows_NeighboursOfTheTwin(string kind, int rows, int columns, int queries, int k)
    {
        FeatureMatrix bank = SamplingExpectations.Features(kind, rows, columns, seed: 5),
            asked = SamplingExpectations.Features(kind, queries, columns, seed: 6);
        NearestNeighbours found = NearestRowsOp.Search(Scope, bank, asked, k),
            twin = new RowIndex(bank).Nearest(asked, k);
        NearestNeighbours again = NearestRowsOp.Search(Scope, bank, asked, k);
        if (TestDevice.IsExact)
            Assert.Equal(twin.Index, found.Index);
        for (int i = 0; i < twin.Distance.Length; i++)
            Assert.True(Math.Abs(twin.Distance[i] - found.Distance[i]) <= (TestDevice.IsExact ? 0 : 1e-5f) * (1
                + twin.Distance[i]), $"{kind}: distance {i} is {found.Distance[i]} for {twin.Distance[i]}");
        Assert.Equal(found.Index, again.Index);
        Assert.Equal(1, Device.Models.Residents);
    }

    [Fact]
    public void Search_DistancesThatOverflow_LowestRows()
    {
        FeatureMatrix bank = SamplingExpectations.Features("even", 70, 3, 5), asked = new(2, 3);
        asked.Values.AsSpan().Fill(3e38f);
        NearestNeighbours found = NearestRowsOp.Search(Scope, bank, asked, 2);
        Assert.Equal([0, 1, 0, 1], found.Index);
        Assert.All(found.Distance, distance => Assert.Equal(float.PositiveInfinity, distance));
    }

    [Fact]
    public void Bring_RowsOfASearchAndACoreset_FoundThereWithTheSameResults()
    {
        FeatureMatrix bank = SamplingExpectations.Features("even", 90, 12, 5),
            asked = SamplingExpectations.Features("even", 20, 12, 6);
        NearestNeighbours found = NearestRowsOp.Search(Scope, bank, asked);
        int[] picks = CoresetOp.Select(Scope, asked, 5);
        Assert.Equal(0, Scope.Residents);
        Scope.Bring(asked);
        Assert.Equal(1, Scope.Residents);
        Assert.Equal(found.Index, NearestRowsOp.Search(Scope, bank, asked).Index);
        Assert.Equal(picks, CoresetOp.Select(Scope, asked, 5));
        Assert.Equal(1, Scope.Residents);
        asked.Values[7] = float.NaN;
        using DeviceScope other = Device.Open();
        Assert.Throws<ArgumentException>(() => other.Bring(asked));
    }

    [Fact]
    public void Search_WrongArguments_Refused()
    {
        FeatureMatrix bank = SamplingExpectations.Features("even", 5, 3, 1);
        Assert.Throws<ArgumentException>(() => NearestRowsOp.Search(Scope, bank, new FeatureMatrix(2, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestRowsOp.Search(Scope, bank, bank, 6));
        Assert.Empty(NearestRowsOp.Search(Scope, bank, new FeatureMatrix(0, 3)).Index);
        bank.Values[4] = float.PositiveInfinity;
        Assert.Contains("value 4 is", Assert.Throws<ArgumentException>(() =>
            NearestRowsOp.Search(Scope, bank, new FeatureMatrix(1, 3))).Message, StringComparison.Ordinal);
    }
}
