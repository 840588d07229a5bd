using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDzAl;

namespace Pipeline3D.Cli.Net;

/// <summary>3DzAL's classifier on patches that are moved before it judges them, and the score of both
/// branches.</summary>
[NetGroup("zal_perturb", Summary = "3DzAL's classifier on moved patches, by its own gradients, and the score.")]
internal sealed class ZalPerturbNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("option eps", "how far points are moved"),
        new("options w_d, w_c", "weights of both branches; 1 where they are not given"),
        new("patches", "input [n, p, 3]"),
        new("params_C", "input: weights, then running statistics, as its layout says"),
        new("feature_distance", "input [n]"),
        new("logit, p_before, p_after, p_after_ascent", "output [n]: as they are, moved, moved the other way"),
        new("grad, perturbed", "output [n, p, 3]: of -log of the predicted class's probability, and the moved patches"),
        new("score", "output [n]: w_d feature_distance + w_c p_after"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("eps", "eval_mode", "note", "w_d", "w_c");
        if (task.Option("eval_mode").ValueKind != System.Text.Json.JsonValueKind.True)
            throw task.Error("option 'eval_mode' must be true: patches are judged by kept statistics");
        NpyArray patches = task.Array("patches");
        if (patches.Shape is not [var count, var points, 3])
            throw task.Error("'patches' must be [n, p, 3]");
        ZalParameters parameters = ZalParameters.Of(task, []);
        var classifier = new FrozenClassifier(parameters.Networks.Classifier, parameters.Networks.Layout,
            parameters.Weights);
        float[] numbers = patches.To<float>(), distance = task.Array("feature_distance").To<float>();
        double epsilon = task.Number("eps");
        PatchJudgement before = classifier.Run(numbers, points, 0), after = classifier.Run(numbers, points, epsilon);
        task.Write("logit", before.Logits, count);
        task.Write("p_before", before.Probabilities, count);
        task.Write("grad", after.Gradient, count, points, 3);
        task.Write("perturbed", after.Moved, count, points, 3);
        task.Write("p_after", after.Probabilities, count);
        task.Write("p_after_ascent", classifier.Run(numbers, points, -epsilon).Probabilities, count);
        (double near, double judged) = (Weight(task, "w_d"), Weight(task, "w_c"));
        task.Write("score", [.. distance.Zip(after.Probabilities, (d, p) => (float)((near * d) + (judged * p)))],
            count);
    }

    private static double Weight(NetTask task, string option)
        => task.Option(option).ValueKind == System.Text.Json.JsonValueKind.Undefined ? 1 : task.Number(option);
}
