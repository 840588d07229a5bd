using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests;

public sealed class PatchCoreModelTests
{
    private static readonly PatchCoreOptions Small = new() { PatchRows = 2, PatchColumns = 3, MapSize = 6,
        BlurSigma = 0, CoresetFraction = 0.5 };

    [Fact]
    public void Complete_HalfOfTheRows_IsTheGreedyCoresetOfAll()
    {
        var trainer = new PatchCoreTrainer(Small);
        FeatureMatrix first = Patches(1), second = Patches(2);
        trainer.Add(first);
        trainer.Add(second);
        FeatureMatrix all = new(12, 4, [.. first.Values, .. second.Values]);
        PatchCoreModel model = trainer.Complete("hash");
        Assert.Equal(all.Select(Coreset.Select(all, 6)).Values, model.Bank.Rows.Values);
        Assert.Equal(2, trainer.Samples);
    }

    [Fact]
    public void Score_KnownPatches_InterpolatesTheirDistances()
    {
        PatchCoreModel model = Fitted();
        FeatureMatrix patches = Patches(5);
        PatchCoreScores scores = model.Score(patches);
        BankScores bank = model.Bank.Score(patches);
        Assert.Equal(bank.Distances, scores.PatchDistances);
        Assert.Equal(bank.SampleScore, scores.ImageScore);
        var map = new float[36];
        GridResize.Bilinear(bank.Distances, 2, 3, map, 6, 6);
        Assert.Equal(map, scores.Map.Scores);
        Assert.NotEqual(map, new PatchCoreModel(Small with { BlurSigma = 1 }, model.Bank, "")
            .Score(patches).Map.Scores);
    }

    [Fact]
    public void SaveThenLoad_SamePatches_BitEqualScores()
    {
        PatchCoreModel model = Fitted();
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        PatchCoreModel loaded = PatchCoreModel.Load(file);
        Assert.Equal(model.Options, loaded.Options);
        Assert.Equal(model.Score(Patches(7)).Map.Scores, loaded.Score(Patches(7)).Map.Scores);
    }

    [Fact]
    public void Trainer_MisuseOrNothing_Throws()
    {
        var trainer = new PatchCoreTrainer(Small);
        Assert.Contains("no features were added",
            Assert.Throws<InvalidOperationException>(() => trainer.Complete()).Message);
        Assert.Contains("2 x 3", Assert.Throws<ArgumentException>(() => trainer.Add(new FeatureMatrix(5, 4))).Message);
        trainer.Add(Patches(1));
        Assert.Contains("columns",
            Assert.Throws<ArgumentException>(() => trainer.Add(new FeatureMatrix(6, 5))).Message);
        FeatureMatrix broken = Patches(2);
        broken.Values[9] = float.NaN;
        Assert.Contains("value 1, row 2", Assert.Throws<ArgumentException>(() => trainer.Add(broken)).Message);
        var error = Assert.Throws<ArgumentException>(() => new PatchCoreTrainer(new PatchCoreOptions { MapSize = 0,
            CoresetMost = 0 }));
        Assert.Contains("MapSize is 0", error.Message);
        Assert.Contains("CoresetMost is 0", error.Message);
    }

    private static PatchCoreModel Fitted()
    {
        var trainer = new PatchCoreTrainer(Small);
        for (int seed = 1; seed <= 3; seed++)
            trainer.Add(Patches(seed));
        return trainer.Complete();
    }

    private static FeatureMatrix Patches(int seed)
    {
        var random = new Random(seed);
        return new FeatureMatrix(6, 4, [.. Enumerable.Range(0, 24).Select(_ => random.NextSingle())]);
    }
}
