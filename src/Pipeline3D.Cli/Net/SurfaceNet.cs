using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ImplicitSurface;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>Shape-Guided's encoder and field: code, distance and its gradient, the loss with its gradients, a step of
/// Adam.</summary>
[NetGroup("shapeguided_nif", Summary = "Shape-Guided's implicit surface: code, distance, pull loss, a step of Adam.")]
internal sealed class SurfaceNet : NetGroup
{
    private const double Rate = 1e-4;

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options code, hidden, wn_layers", "sizes; those of the layouts where they are not given"),
        new("option lr", "of Adam; 0.0001 where it is not given"),
        new("points, queries", "input [n, p, 3]: patches, and for each point a place that shall be pulled to it"),
        new("params_encoder, params_nif", "input: weights as their layouts say, running statistics last"),
        new("code, sdf, gradient, pulled", "output [n, code], [n, p, 1], [n, p, 3], [n, p, 3]"),
        new("loss", "output [1]: mean distance of pulled places to their points"),
        new("grads_encoder, grads_nif, params_encoder_after, params_nif_after", "output in their layouts"),
    ];

    public override void Compute(NetTask task)
    {
        // Beside the sizes, sentences that say what is done here.
        task.RequireOptionsOf("code", "hidden", "wn_layers", "safe_norm", "weight_norm", "note", "lr");
        NpyArray points = task.Array("points"), queries = task.Array("queries");
        if (points.Shape is not [var count, var each, 3] || !queries.Shape.SequenceEqual(points.Shape))
            throw task.Error("'points' and 'queries' must be [n, p, 3] of the same sizes");
        ImplicitSurfaceShape shape = ShapeOf(task);
        FlatLayout layout = SurfaceStart.Layout(shape);
        float[] weights = SurfaceStart.Draw(shape, 0), cloud = points.To<float>(), asked = queries.To<float>();
        FlatParameters.Fill(task, "params_encoder", layout, weights, part => !part.IsRunning, SurfaceEncoder.Prefix);
        FlatParameters.Fill(task, "params_nif", layout, weights, _ => true, SurfaceField.Prefix);
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = layout.Open(weights, learns: true);
        Tensor code = new SurfaceEncoder(shape).Run(tensors, Tensors.From(cloud, count, each, 3));
        Tensor beside = Tensors.From(asked, count, each, 3);
        SurfacePull pull = SurfacePull.Of(new SurfaceField(shape).Run(tensors, code, beside), beside);
        Tensor loss = pull.Loss(Tensors.From(cloud, count, each, 3));
        task.Write("code", code);
        task.Write("sdf", pull.Distance);
        task.Write("gradient", pull.Gradient);
        task.Write("pulled", pull.Pulled);
        task.Write("loss", loss.view(1));
        var gradient = new float[layout.Count];
        tensors.Differentiate(new BackwardGuard(), loss, gradient);
        Write("grads", "", gradient);
        tensors.KeepRunning(weights);
        new AdamState(weights.Length).Step(weights, gradient, task.Option("lr").ValueKind
            == System.Text.Json.JsonValueKind.Number ? task.Number("lr") : Rate, 0);
        Write("params", "_after", weights);

        void Write(string what, string when, float[] numbers)
        {
            FlatParameters.Write(task, $"{what}_encoder{when}", layout, numbers, SurfaceEncoder.Prefix);
            FlatParameters.Write(task, $"{what}_nif{when}", layout, numbers, SurfaceField.Prefix);
        }
    }

    private static ImplicitSurfaceShape ShapeOf(NetTask task)
    {
        var encoder = new FlatParameters(task, task.Input("params_encoder"));
        var field = new FlatParameters(task, task.Input("params_nif"));
        var shape = new ImplicitSurfaceShape
        {
            Widths = [First(encoder, "conv1.weight"), First(encoder, "conv2.weight"), First(encoder, "conv3.weight")],
            Middle = First(encoder, "fc1.weight"), Code = First(encoder, "fc2.weight"),
            Hidden = First(field, "fc3.weight"), Layers = field.Names.Count(name => name.StartsWith("v.",
                StringComparison.Ordinal)),
        };
        foreach ((string option, int size) in new[] { ("code", shape.Code), ("hidden", shape.Hidden),
            ("wn_layers", shape.Layers) })
            if (task.Option(option).ValueKind != System.Text.Json.JsonValueKind.Undefined
                && task.Whole(option, 1, int.MaxValue) != size)
                throw task.Error($"option '{option}' is {task.Whole(option, 1, int.MaxValue)}, the layouts say {size}");
        return shape.Layers > 0 ? shape : throw task.Error("the layout of 'params_nif' names no 'v.0'");

        int First(FlatParameters flat, string name) => flat.Has(name) ? flat.Shape(name)[0]
            : throw task.Error($"the layout names no '{name}'");
    }
}
