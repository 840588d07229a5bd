using Pipeline3D.Core;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.Tests.Btf;

public sealed class BtfMethodTests
{
    private static readonly PatchCoreFpfhOptions Small = new() { PatchGrid = 3, GridSize = 6, BlurSigma = 0,
        CoresetFraction = 0.5 };

    [Fact]
    public void Complete_HalfOfTheRows_IsTheGreedyCoresetOfAll()
    {
        FeatureMatrix first = Patches(1), second = Patches(2);
        FeatureMatrix all = new(18, 4, [.. first.Values, .. second.Values]);
        Assert.Equal(all.Select(Coreset.Select(all, 9)).Values, Fit(Small, first, second).Rows.Values);
        Assert.Equal(4, Fit(Small with { MaxBankRows = 4 }, first, second).Rows.Rows);
    }

    [Fact]
    public void MapOf_KnownPatches_InterpolatesTheirDistances()
    {
        MemoryBank bank = Fit(Small, Patches(1), Patches(2), Patches(3));
        FeatureMatrix patches = Patches(5);
        (ScoreMap found, float whole) = PatchScores.Of(bank, patches, Small, new MethodContext());
        BankScores direct = bank.Score(patches);
        Assert.Equal(direct.SampleScore, whole);
        var map = new float[36];
        GridResize.Bilinear(direct.Distances, 3, 3, map, 6, 6);
        Assert.Equal(map, found.Scores);
        Assert.NotEqual(map, PatchScores.Of(bank, patches, Small with { BlurSigma = 1 }, new MethodContext())
            .Map.Scores);
    }

    [Fact]
    public void Add_MisuseOrNothing_Throws()
    {
        using IFit<PatchSample, MemoryBank> fit = new PatchCoreFpfh().Begin(Small);
        Assert.Contains("no features were added", Assert.Throws<InvalidOperationException>(
            () => fit.Complete([], new FitRun(), default)).Message);
        Assert.Contains("3 x 3", Assert.Throws<ArgumentException>(() => Add(new FeatureMatrix(5, 4))).Message);
        Add(Patches(1));
        Assert.Equal(9 * 4 * 4, fit.HeldBytes);
        Assert.Contains("columns", Assert.Throws<ArgumentException>(() => Add(new FeatureMatrix(9, 5))).Message);
        FeatureMatrix broken = Patches(2);
        broken.Values[9] = float.NaN;
        Assert.Contains("value 1, row 2", Assert.Throws<ArgumentException>(() => Add(broken)).Message);

        void Add(FeatureMatrix patches) => fit.Add(Sample(patches), Role.Train, new MethodContext());
    }

    [Fact]
    public void Validate_WrongOptions_NamesAllOfThem()
    {
        var problems = new Problems();
        new BtfRawOptions { PatchGrid = 30, NormalRadius = Length.Metres(-1), CoresetFraction = 2, MaxBankRows = 0 }
            .Validate(problems);
        Assert.Equal(["PatchGrid", "NormalRadius", "CoresetFraction", "MaxBankRows"],
            problems.Found.Select(problem => problem.Option));
    }

    private static MemoryBank Fit(PatchCoreFpfhOptions options, params FeatureMatrix[] patches)
    {
        using IFit<PatchSample, MemoryBank> fit = new PatchCoreFpfh().Begin(options);
        foreach (FeatureMatrix rows in patches)
            fit.Add(Sample(rows), Role.Train, new MethodContext());
        return fit.Complete([], new FitRun(), default);
    }

    private static PatchSample Sample(FeatureMatrix patches) => new(patches, GridPadding.ToSquare(6, 6, 1));

    private static FeatureMatrix Patches(int seed)
    {
        var random = new Random(seed);
        return new FeatureMatrix(9, 4, [.. Enumerable.Range(0, 36).Select(_ => random.NextSingle())]);
    }
}
