using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.VariationModel;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.Cells;

public sealed class DepthRangeTests
{
    [Fact]
    public void Fill_Distances_AreScaledByTheTrainingScansAndGoOnBeyond()
    {
        DepthRange range = Of(2, 0, new DistancePicture(2, [0, 2, 4, 3]));
        var cells = new float[4];
        Assert.Equal(0, range.Fill(new DistancePicture(2, [0, 2, 4, 5]), 0, cells));
        Assert.Equal([-1, -0.8f, 0.8f, 1.6f], cells);
        range.Fill(new DistancePicture(2, [0, 2, 4, 3]), 90, cells);
        // Turned by a quarter: nothing is mixed.
        Assert.Equal([-1, -0.8f, 0, 0.8f], cells.Order());
        Assert.NotEqual(-1, cells[0]);
    }

    [Fact]
    public void Fill_FlatTrainingScans_HaveAMeasureOfTheirDistance()
    {
        DepthRange range = Of(1, 0, new DistancePicture(1, [2]));
        var cells = new float[1];
        range.Fill(new DistancePicture(1, [3]), 0, cells);
        Assert.Equal(0, cells[0], 1e-6);
    }

    [Fact]
    public void Prepare_AScanThatIsNoSquare_IsPaddedAndMeasuredFromTheSensor()
    {
        var cloud = new PointCloud(8);
        for (int i = 0; i < 8; i++)
            cloud[i] = new(3, 4, 12 * (1 + (i % 4)));
        cloud[0] = default;
        DistancePicture picture = DepthRepresentation.Instance.Prepare(Learnt.Scan(new OrganizedCloud(4, 2, cloud)),
            new DepthVmOptions { Side = 4 }, new MethodContext());
        // One row above and one below.
        Assert.Equal([0, 0, 0, 0, 0, (float)Math.Sqrt(25 + 576), (float)Math.Sqrt(25 + 1296),
            (float)Math.Sqrt(25 + 2304), 13], picture.Distances[..9]);
        Assert.Equal([0, 0, 0, 0], picture.Distances[12..]);
    }

    [Fact]
    public void Spread_AScanOfAnotherSize_HasItsPixels()
    {
        DepthRange range = Of(2, 0, new DistancePicture(2, [1, 2, 3, 4]));
        Scan scan = Learnt.Scan(new OrganizedCloud(6, 3, new PointCloud(18)));
        Scores scores = range.Spread(new DistancePicture(2, [1, 2, 3, 4]), [0, 1, 2, 5], 9, scan, new MethodContext());
        Assert.Equal(18, scores.Each.Length);
        Assert.Equal(scores.Each.Max(), scores.Whole);
        Assert.True(scores.Each[17] > scores.Each[0]);
    }

    [Fact]
    public void Prepare_OneReadingThatNoPixelPicks_IsRejected()
    {
        var cloud = new PointCloud(64 * 64);
        cloud[65] = new(1, 1, 1);
        ItemRejectedException rejected = Assert.Throws<ItemRejectedException>(() => DepthRepresentation.Instance.Prepare(
            Learnt.Scan(new OrganizedCloud(64, 64, cloud)), new DepthVmOptions { Side = 2 }, new MethodContext()));
        Assert.Contains("set 'side' higher", rejected.Message, StringComparison.Ordinal);
    }

    private static DepthRange Of(int side, double margin, params DistancePicture[] samples)
    {
        var fit = new DepthRangeFit(side, margin);
        foreach (DistancePicture sample in samples)
            fit.Add(sample);
        return (DepthRange)fit.Complete();
    }
}
