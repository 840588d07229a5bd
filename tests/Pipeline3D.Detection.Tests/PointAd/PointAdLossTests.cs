using Pipeline3D.Detection.Clip.Losses;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.Tests.PointAd;

public sealed class PointAdLossTests : IDisposable
{
    private readonly PointAdOracle _oracle = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _oracle.Dispose();

    [Fact]
    public void Run_OfTheOraclesBatch_HasItsLosses()
    {
        (PointAdLosses losses, _) = Step(LossParts.All);
        foreach ((string name, double found) in new[]
        {
            ("d2_image", losses.ViewLabels), ("d3_global", losses.ObjectLabels), ("d2_pixel", losses.ViewMaps),
            ("d3_point", losses.Points), ("d2_focal", losses.ViewFocal), ("d2_dice_a", losses.ViewDiceAnomalous),
            ("d2_dice_n", losses.ViewDiceNormal), ("d3_dice_a", losses.PointDiceAnomalous),
            ("d3_dice_n", losses.PointDiceNormal), ("total", losses.Total(LossParts.All)),
        })
            Assert.Equal(_oracle.Value($"losses.{name}"), found, 5e-6);
    }

    [Theory]
    [InlineData(LossParts.All, ViewGrouping.Sample, "")]
    [InlineData(LossParts.All, ViewGrouping.Chunk, "_chunk")]
    [InlineData(LossParts.All, ViewGrouping.Probability, "_probability")]
    [InlineData(LossParts.Points, ViewGrouping.Sample, "_only_d3_point")]
    [InlineData(LossParts.ViewMaps, ViewGrouping.Sample, "_only_d2_pixel")]
    [InlineData(LossParts.ObjectLabels, ViewGrouping.Sample, "_only_d3_global")]
    [InlineData(LossParts.ViewLabels, ViewGrouping.Sample, "_only_d2_image")]
    public void Run_ThroughTheTextTower_HasTheOraclesGradients(LossParts parts, ViewGrouping grouping, string suffix)
    {
        (PointAdLosses losses, float[] gradient) = Step(parts, grouping);
        int count = _oracle.Shape.ContextCount;
        _oracle.AssertNear($"pointad_grad_ctx_neg{suffix}", gradient.AsSpan(count, count));
        if (suffix.Length > 0 && grouping != ViewGrouping.Sample)
            Assert.Equal(_oracle.Value($"losses_group{suffix}.total"), losses.Total(parts), 5e-6);
        if (suffix.Length > 0)
            return;
        _oracle.AssertNear("pointad_grad_ctx_pos", gradient.AsSpan(0, count));
        _oracle.AssertNear("pointad_grad_deep_0", gradient.AsSpan(2 * count, _oracle.Shape.DeepCount));
        _oracle.AssertNear("pointad_grad_deep_1", gradient.AsSpan((2 * count) + _oracle.Shape.DeepCount));
    }

    [Fact]
    public void Gradient_HalfDeepTokens_IsTheOracles()
    {
        (PointAdLosses losses, float[] gradient) = Step(LossParts.All, half: true);
        _oracle.AssertNear("pointad_grad_deep_0_half",
            gradient.AsSpan(2 * _oracle.Shape.ContextCount, _oracle.Shape.DeepCount));
        Assert.Equal(_oracle.Value("losses_half_deep.d2_focal"), losses.ViewFocal, 5e-6);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Adam_OfThirtySteps_FollowsTheOraclesCurve(int threads)
    {
        float[] weights = [.. _oracle.Weights];
        var adam = new AdamState(weights.Length, 0.5);
        var loss = new PointAdLoss(_oracle.Grid, LossParts.All, ViewGrouping.Sample, countsBackground: true);
        float[] first = [];
        double[] curve = _oracle.Values("total_loss_30_steps");
        for (int step = 0; step < curve.Length; step++)
        {
            double total = 0;
            float[] gradient = _oracle.Tower().Gradient(weights, text =>
            {
                var byText = new float[text.Length];
                total = loss.Run(_oracle.Samples, text, byText, threads, Stop).Total(LossParts.All);
                return byText;
            });
            // A float32 run by PyTorch leaves the float64 curve as far.
            Assert.Equal(curve[step], total, 2e-3);
            adam.Step(weights, gradient, 1e-3, 0);
            if (step == 0)
                first = gradient;
            if (step is 0 or 2)
                AssertParameters($"pointad_adam{step + 1}", weights, first);
        }
    }

    [Fact]
    public void Run_ManyDirections_MatchesFiniteDifferences()
    {
        float[] text = _oracle.Tower().Features(_oracle.Weights);
        var loss = new PointAdLoss(_oracle.Grid, LossParts.All, ViewGrouping.Sample, countsBackground: false);
        var byText = new float[text.Length];
        loss.Run(_oracle.Samples, text, byText, 1, Stop);
        for (int i = 0; i < text.Length; i += 5)
        {
            double At(float step)
            {
                float[] moved = [.. text];
                moved[i] += step;
                return loss.Run(_oracle.Samples, moved, new float[text.Length], 1, Stop).Total(LossParts.All);
            }

            Assert.Equal((At(1e-2f) - At(-1e-2f)) / 2e-2, byText[i], 2e-2);
        }
    }

    private void AssertParameters(string name, float[] weights, float[] firstGradient)
    {
        foreach ((string part, int start, long[] shape) in _oracle.Shape.Parts())
        {
            int count = (int)(shape[0] * shape[1]);
            bool[] counts = [.. firstGradient.Skip(start).Take(count).Select(value => Math.Abs(value) > 1e-6)];
            _oracle.AssertNear($"{name}_{part.Replace('.', '_')}", weights.AsSpan(start, count), counts);
        }
    }

    private (PointAdLosses Losses, float[] Gradient) Step(LossParts parts, ViewGrouping grouping = ViewGrouping.Sample,
        bool half = false)
    {
        var loss = new PointAdLoss(_oracle.Grid, parts, grouping, countsBackground: true);
        PointAdLosses losses = default;
        float[] gradient = _oracle.Tower(half).Gradient(_oracle.Weights, text =>
        {
            var byText = new float[text.Length];
            losses = loss.Run(_oracle.Samples, text, byText, 2, Stop);
            return byText;
        });
        return (losses, gradient);
    }
}
