using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointNet2;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Tests.ThreeDzAl;

/// <summary>The forms that score against those that learn, at more patches than are held at a time.</summary>
public sealed class FrozenPatchesTests
{
    private const int Patches = 150, Points = 24;
    private readonly float[] _patches = [.. Enumerable.Range(0, 3 * Patches * Points).Select(i => MathF.Sin(i * i))];

    public FrozenPatchesTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void Encoder_Frozen_GivesWhatThePlainFormGives()
    {
        var encoder = new PatchEncoder(new PatchEncoderShape
        {
            Levels = [new(8, 0.5, 6, [8, 12]), new(3, 1, 4, [16])], Whole = [16, 24], Length = 10,
        });
        (FlatLayout layout, float[] weights) = Drawn(encoder.AddTo);
        using DisposeScope scope = NewDisposeScope();
        float[] plain = Tensors.ToFloats(encoder.Run(layout.Open(weights, learns: false),
            PatchGroups.Of(_patches, Points, encoder.Shape)));
        float[] frozen = new FrozenEncoder(encoder, layout, weights).Run(_patches, Points,
            stop: TestContext.Current.CancellationToken);
        Assert.Equal(10 * Patches, frozen.Length);
        double worst = frozen.Zip(plain, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst < 2e-5 * plain.Max(Math.Abs), $"off by {worst} of {plain.Max(Math.Abs)}");
    }

    [Theory, InlineData(0.02), InlineData(0), InlineData(-0.02)]
    public void Classifier_Frozen_MovesAndJudgesAsAutogradDoes(double epsilon)
    {
        var classifier = new PatchClassifier(new PatchClassifierShape { Widths = [8, 16, 24], Hidden = 12 });
        (FlatLayout layout, float[] weights) = Drawn(classifier.AddTo);
        PatchJudgement found = new FrozenClassifier(classifier, layout, weights).Run(_patches, Points, epsilon,
            stop: TestContext.Current.CancellationToken);

        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = layout.Open(weights, learns: false);
        Tensor places = Tensors.From(_patches, Patches, Points, 3).requires_grad_(true);
        Tensor logits = classifier.Run(tensors, places);
        // Of the predicted class: log(1 + exp(-|logit|)).
        Tensor gradient = Gradients.Of(new BackwardGuard(), [nn.functional.softplus(-logits.abs()).sum()],
            [places])[0]!;
        Close(Tensors.ToFloats(logits), found.Logits);
        Tensor moved = places;
        if (epsilon != 0)
        {
            Close(Tensors.ToFloats(gradient), found.Gradient);
            // By its own gradient: the sign of one that is almost 0 is rounding.
            moved = places - (Tensors.From(found.Gradient, Patches, Points, 3).sign() * epsilon);
            Close(Tensors.ToFloats(moved), found.Moved);
        }
        Close(Tensors.ToFloats(classifier.Run(tensors, moved).sigmoid()), found.Probabilities);
        Assert.Equal(epsilon == 0, found.Moved.Length == 0);
    }

    [Fact]
    public void Classifier_Moved_IsSurerOfWhatItSaid()
    {
        var classifier = new PatchClassifier(new PatchClassifierShape { Widths = [8, 16, 24], Hidden = 12 });
        (FlatLayout layout, float[] weights) = Drawn(classifier.AddTo);
        var frozen = new FrozenClassifier(classifier, layout, weights);
        PatchJudgement still = frozen.Run(_patches, Points, 0, stop: TestContext.Current.CancellationToken),
            moved = frozen.Run(_patches, Points, 1e-3, stop: TestContext.Current.CancellationToken);
        int surer = Enumerable.Range(0, Patches).Count(i => still.Logits[i] > 0
            ? moved.Probabilities[i] >= still.Probabilities[i] : moved.Probabilities[i] <= still.Probabilities[i]);
        Assert.True(surer >= 0.95 * Patches, $"{surer} of {Patches}");
    }

    [Fact]
    public void Classifier_PatchesThatAreNotWhole_AreRefused()
    {
        var classifier = new PatchClassifier(new PatchClassifierShape { Widths = [4], Hidden = 4 });
        (FlatLayout layout, float[] weights) = Drawn(classifier.AddTo);
        Assert.Contains("are no patches of 24 points", Assert.Throws<ArgumentException>(() => new FrozenClassifier(
            classifier, layout, weights).Run(new float[71], 24, 0)).Message, StringComparison.Ordinal);
    }

    // Numbers about 0, and variances above it.
    private static (FlatLayout Layout, float[] Weights) Drawn(Action<FlatLayout> add)
    {
        var layout = new FlatLayout();
        add(layout);
        var random = new Random(7);
        var weights = new float[layout.Count];
        foreach (FlatPart part in layout.Parts)
            foreach (ref float weight in part.Of(weights.AsSpan()))
                weight = part.Name.EndsWith("running_var", StringComparison.Ordinal) ? 0.5f + random.NextSingle()
                    : (random.NextSingle() - 0.4f) * (part.Shape.Length == 2 ? 0.8f : 1);
        return (layout, weights);
    }

    private static void Close(float[] wanted, float[] found)
    {
        Assert.Equal(wanted.Length, found.Length);
        double worst = wanted.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst < 2e-5 * Math.Max(1e-3, wanted.Max(Math.Abs)), $"off by {worst} of {wanted.Max(Math.Abs)}");
    }
}
