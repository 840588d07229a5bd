using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.RegAd;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.RegAd;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>RegAD's spatial transformer, its loss, and its Gaussians of places.</summary>
[NetGroup("regad", Summary = "RegAD's spatial transformer with gradients, its loss, and distances from Gaussians.")]
internal sealed class RegAdNet : NetGroup
{
    private const double Regularization = 0.01;
    private const int Stages = 3;

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("features", "input [n, c, side, side]: maps that are turned and stretched"),
        new("params_stn", "input: weights of the transformer in the order of their layout, running statistics last"),
        new("upstream", "input [n, c, side, side]: gradient of something with respect to the warped maps"),
        new("p1, z1, p2, z2", "input [n, h, s, s]: predictions and encodings of two pictures"),
        new("support0 ... support2", "input [m, c, side, side]: features of normal pictures, three stages"),
        new("test0 ... test2", "input [n, c, side, side]: features of test pictures"),
        new("theta, theta_inverse", "output [n, 2, 3]"),
        new("warped, unwarped", "output [n, c, side, side]: maps by the matrix, and back by its inverse"),
        new("grad_input, grads_stn", "output: of the maps, and of the weights in their layout"),
        new("loss, grad_p1", "output [1], [n, h, s, s]"),
        new("embedding", "output [k, all c, side, side]: of the first k normal pictures, all stages at the places of "
            + "the first"),
        new("mahalanobis, score_map", "output [n, side, side], [n, h, w]: distances, and enlarged"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("mode", "grid", "cov", "eval_mode", "note");
        Transform(task);
        Tensor predicted = task.Floats("p1").requires_grad_(true);
        Tensor loss = RegAdNetwork.Loss(predicted, task.Floats("z1"), task.Floats("p2"), task.Floats("z2"));
        IReadOnlyList<Tensor?> gradient = Gradients.Of(new BackwardGuard(), [loss], [predicted]);
        task.Write("loss", loss.view(1));
        task.Write("grad_p1", gradient[0]!);
        Tensor support = Embedded("support"), test = Embedded("test");
        if (task.Wants("embedding") && task.Output("embedding").Shape is [var first, ..])
            task.Write("embedding", support.narrow(0, 0, Math.Min(first, support.shape[0])));
        using var known = PlaceGaussians.Of(support.flatten(2), Regularization);
        int count = (int)test.shape[0], side = (int)test.shape[2];
        float[][] distances = [.. Enumerable.Range(0, count).Select(i => known.Distances(test[i].flatten(1)))];
        task.Write("mahalanobis", [.. distances.SelectMany(map => map)], count, side, side);
        if (task.Wants("score_map"))
            task.Write("score_map", [.. distances.SelectMany(map => Enlarged(task, map, side))],
                [.. task.Output("score_map").Shape!]);

        Tensor Embedded(string name) => RegAdNetwork.Embed([.. Enumerable.Range(0, Stages).Select(stage
            => task.Floats($"{name}{stage}"))]);
    }

    private static void Transform(NetTask task)
    {
        Tensor maps = task.Floats("features").requires_grad_(true);
        var flat = new FlatParameters(task, task.Input("params_stn"));
        foreach (string name in new[] { "conv.0.weight", "conv.4.weight", "fc.0.weight" })
            if (!flat.Has(name))
                throw task.Error($"the layout names no parameter '{name}'");
        var layout = new FlatLayout();
        SpatialTransformer.Add(layout, "", flat.Shape("conv.0.weight")[1], (int)maps.shape[3],
            (flat.Shape("conv.0.weight")[0], flat.Shape("conv.4.weight")[0], flat.Shape("fc.0.weight")[0]));
        var weights = new float[layout.Count];
        FlatParameters.Fill(task, "params_stn", layout, weights, _ => true);
        FlatTensors tensors = layout.Open(weights, learns: true, keepsNorms: true);
        (Tensor warped, Tensor theta) = SpatialTransformer.Run(tensors, "", maps);
        Tensor back = SpatialTransformer.Invert(theta);
        task.Write("theta", theta);
        task.Write("theta_inverse", back);
        task.Write("warped", warped);
        task.Write("unwarped", SpatialTransformer.Warp(warped, back));
        Tensor something = (warped * task.Floats("upstream")).sum();
        var guard = new BackwardGuard();
        task.Write("grad_input", Gradients.Of(guard, [something], [maps], retainGraph: true)[0]!);
        if (!task.Wants("grads_stn"))
            return;
        var gradient = new float[layout.Count];
        tensors.Differentiate(guard, something, gradient);
        FlatParameters.Write(task, "grads_stn", layout, gradient);
    }

    private static float[] Enlarged(NetTask task, float[] map, int side)
    {
        if (task.Output("score_map").Shape is not [_, var height, var width])
            throw task.Error("'score_map' must be [n, h, w]");
        var enlarged = new float[height * width];
        GridResize.Bilinear(map, side, side, enlarged, height, width);
        return enlarged;
    }
}
