using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Tests.Methods;

public sealed class CloudMethodTests : MethodTest
{
    private static readonly PatchCoreCloudOptions PatchCore = new() { VoxelSize = 0.1, MaxBankRows = 200 };

    private static readonly BtfCloudOptions Btf = new() { VoxelSize = 0.1, BankStep = 2, QueryStep = 2,
        MinSamples = 100 };

    [Theory, InlineData(true), InlineData(false)]
    public async Task Score_BallWithABump_BumpScoresHigherThanTheRest(bool patchCore)
    {
        Scan[] train = [TestScans.Ball(1), TestScans.Ball(2)];
        Scan test = TestScans.Ball(9, bump: 0.25f);
        ScoredScan scored = patchCore
            ? await ScoredAsync<PatchCoreCloud>(await LearnAsync<PatchCoreCloud>(PatchCore, train), PatchCore, test)
            : await ScoredAsync<BtfCloud>(await LearnAsync<BtfCloud>(Btf, train), Btf, test);
        Assert.Equal(test.Cloud.Count, scored.Scores.Length);
        double bump = scored.Scores.Where((_, i) => test.Truth!.Ids[i] != 0).Average(),
            rest = scored.Scores.Where((_, i) => test.Truth!.Ids[i] == 0).Average();
        Assert.True(bump > 1.5 * rest, $"bump {bump}, rest {rest}");
    }

    [Fact]
    public async Task Score_GridWithHoles_ScoresAreThoseOfThePlainCloudAndTheLowestInTheHoles()
    {
        ModelSet models = await LearnAsync<PatchCoreCloud>(PatchCore, TestScans.Ball(1), TestScans.Ball(2));
        Scan plain = TestScans.Ball(9, count: 300);
        var padded = new PointCloud(320);
        int[] at = [.. Enumerable.Range(0, 300).Select(i => i + (i / 15))]; // every 16th pixel is a hole
        for (int i = 0; i < 300; i++)
            padded[at[i]] = plain.Cloud[i];
        ScoredScan expected = await ScoredAsync<PatchCoreCloud>(models, PatchCore, plain);
        ScoredScan found = await ScoredAsync<PatchCoreCloud>(models, PatchCore, TestScans.OnGrid(padded, 20, 16,
            LengthUnit.Arbitrary));
        Assert.Equal(expected.Score, found.Score);
        Assert.Equal(expected.Scores, at.Select(i => found.Scores[i]));
        Assert.Equal(expected.Scores.Min(), found.Scores[15]);
    }

    [Fact]
    public async Task Prepare_TooFewPoints_IsRejected()
    {
        await RejectedAsync(() => PreparedAsync<PatchCoreCloud>(PatchCore, TestScans.Ball(1, count: 2)),
            RejectReason.TooFewPoints, "2 points", "3 are needed");
        await RejectedAsync(() => PreparedAsync<BtfCloud>(Btf, TestScans.Ball(1, count: 2)),
            RejectReason.TooFewPoints);
    }

    [Fact]
    public void Constructor_WrongOptions_Throws()
    {
        Assert.Equal(2, Assert.Throws<OptionsException>(() => Fit<PatchCoreCloud>(
            new PatchCoreCloudOptions { VoxelSize = 0, MaxBankRows = 0 })).Problems.Count);
        Assert.Equal(4, Assert.Throws<OptionsException>(() => Fit<BtfCloud>(new BtfCloudOptions
        {
            VoxelSize = double.NaN, BankStep = 0, QueryStep = 0, MinSamples = 0,
        })).Problems.Count);
    }
}
