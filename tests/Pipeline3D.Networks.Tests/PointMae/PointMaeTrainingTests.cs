using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Distances;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Networks.Tests.PointMae;

/// <summary>Gradients by finite differences, weight decay, stochastic depth, and what a batch must be.</summary>
public sealed class PointMaeTrainingTests : NeedsTorch
{
    private static readonly PointMaeShape Tiny = new()
    {
        GroupSize = 6, Width = 8, Heads = 2, Layers = 2, DecoderLayers = 1, Mini = (4, 6, 8), Position = 6,
    };

    [Theory, InlineData(ChamferForm.Squared), InlineData(ChamferForm.Plain)]
    public void Learn_AnyWeight_ItsGradientIsThatOfFiniteDifferences(ChamferForm form)
    {
        var training = new PointMaeTraining(Tiny);
        float[] weights = training.Start(3);
        var random = new Random(3);
        for (int i = 0; i < training.Layout.Learnt; i++)
            weights[i] += 0.3f * (random.NextSingle() - 0.5f);
        PointMaeBatch batch = Batch(2, 7);
        (double loss, ReadOnlyMemory<float> found) = training.Learn([.. weights], batch, form, 0, () => 0);
        float[] gradient = found.ToArray();
        Assert.True(loss > 0);
        // Nearest points change where weights change, so a small step and a share that may be off.
        int near = 0, looked = 0;
        for (int i = 5; i < training.Layout.Learnt; i += 29, looked++)
        {
            const float Step = 2e-3f;
            double difference = (LossAt(Step) - LossAt(-Step)) / (2 * Step);
            near += Math.Abs(difference - gradient[i]) <= 0.02 * Math.Max(0.02, Math.Abs(difference)) ? 1 : 0;

            double LossAt(float step)
            {
                float[] moved = [.. weights];
                moved[i] += step;
                return training.Learn(moved, batch, form, 0, () => 0).Loss;
            }
        }
        Assert.True(near >= 0.9 * looked, $"{near} of {looked} gradients are those of finite differences");
        Assert.All(gradient.AsSpan(training.Layout.Learnt).ToArray(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void Learn_RunningStatistics_MoveATenthTowardsTheBatchAndNothingElseMoves()
    {
        var training = new PointMaeTraining(Tiny);
        float[] before = training.Start(1), after = [.. before];
        training.Learn(after, Batch(3, 5), ChamferForm.Squared, 0, () => 0);
        Assert.Equal(before[..training.Layout.Learnt], after[..training.Layout.Learnt]);
        PointMaePart variance = training.Layout.Parts.First(part => part.Name.EndsWith("running_var",
            StringComparison.Ordinal));
        // Weights of deviation 0.02 give a variance near 0, of which a tenth is taken.
        Assert.All(after.AsSpan(variance.Start, variance.Count).ToArray(), value => Assert.Equal(0.9, value, 0.01));
    }

    [Fact]
    public void Learn_WithStochasticDepth_DrawsForEveryBranchOfTheSamples()
    {
        var training = new PointMaeTraining(Tiny);
        int draws = 0;
        double plain = training.Learn(training.Start(1), Batch(3, 5), ChamferForm.Squared, 0, () => 0).Loss,
            all = training.Learn(training.Start(1), Batch(3, 5), ChamferForm.Squared, 0.5, Kept).Loss;
        // Two branches of three blocks, three samples each.
        Assert.Equal(18, draws);
        Assert.NotEqual(plain, all);

        double Kept()
        {
            draws++;
            return 0;
        }
    }

    [Fact]
    public void Decays_OfParts_IsForMatricesAlone()
        => Assert.All(new PointMaeLayout(Tiny).Parts, part => Assert.Equal(part.Shape.Length > 1
            && part.Name != "mask_token", part.Decays));

    [Fact]
    public void Learn_AMaskOfNoneAllOrUnequalNumbers_Throws()
    {
        var training = new PointMaeTraining(Tiny);
        PointMaeBatch batch = Batch(2, 5);
        foreach (bool[] mask in new bool[][] { new bool[10], [.. Enumerable.Repeat(true, 10)],
            [true, false, false, false, false, true, true, false, false, false] })
            Assert.Contains("groups", Assert.Throws<ArgumentException>(() => training.Learn(training.Start(1),
                batch with { IsHidden = mask }, ChamferForm.Squared, 0, () => 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => training.Learn(training.Start(1), batch with { Centres = [] },
            ChamferForm.Squared, 0, () => 0));
        Assert.Throws<ArgumentException>(() => new PointMaeTraining(Tiny with { DecoderLayers = 0 }));
        Assert.Throws<ArgumentException>(() => new PointMaeTraining(Tiny with { Heads = 3 }));
    }

    private static PointMaeBatch Batch(int samples, int groups)
    {
        var points = new List<float>();
        var centres = new List<float>();
        for (int sample = 0; sample < samples; sample++)
        {
            PointCloud cloud = TestClouds.Of("surface", 80, sample + 1);
            PointGroups grouped = PointGroups.Of(cloud, groups, Tiny.GroupSize);
            var relative = new float[grouped.Members.Length * 3];
            grouped.Gather(cloud, 0, relative);
            points.AddRange(relative);
            centres.AddRange(grouped.Centres.ToInterleaved());
        }
        return new PointMaeBatch(samples, groups, Tiny.GroupSize, [.. points], [.. centres],
            [.. Enumerable.Range(0, samples * groups).Select(group => group % groups is 1 or 3)]);
    }
}
