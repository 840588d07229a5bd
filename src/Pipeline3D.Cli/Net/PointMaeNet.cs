using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Distances;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.PointMae;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>Point-MAE: groups, tokens, what encoder and decoder make of them, the loss with its gradients, a step, and
/// features.</summary>
[NetGroup("pointmae", Summary = "Point-MAE's groups, network, loss, gradients, a step and features.")]
internal sealed class PointMaeNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options G, S, width, heads, enc_blocks, dec_blocks, mini_pointnet, pos_hidden", "sizes"),
        new("options lr, weight_decay, betas, eps", "of AdamW; eps is 1e-8"),
        new("points", "input [b, n, 3]: clouds"),
        new("mask", "input [b, G]: 1 where a group is hidden"),
        new("params", "input: weights and running statistics, one after the other as the layout says"),
        new("fps_index, knn_index", "output [b, G] and [b, G, S]"),
        new("neighborhood, center", "output [b, G, S, 3] and [b, G, 3]"),
        new("tokens, encoded_visible", "output [b, G, width] and [b, visible, width]: as in training"),
        new("reconstruction, target", "output [b hidden, S, 3]"),
        new("loss_cdl2, loss_cdl1", "output [1]"),
        new("grads, buffers_after, params_after_adamw", "output: of the squared loss"),
        new("eval_features_blocks_...", "output [b, G, width x blocks]: features, nothing hidden"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("G", "S", "width", "heads", "enc_blocks", "dec_blocks", "mini_pointnet", "pos_hidden",
            "mask_ratio", "drop_path", "lr", "weight_decay", "betas", "eps", "note");
        PointMaeShape shape = Shape(task);
        int groups = task.Whole("G", 1, 1 << 20);
        NpyArray points = task.Array("points");
        if (points.Shape.Length != 3 || points.Shape[2] != 3)
            throw task.Error("points must have shape [b, n, 3]");
        PointCloud[] clouds = [.. points.To<float>().Chunk(points.Shape[1] * 3)
            .Select(cloud => PointCloud.FromInterleaved(cloud))];
        PointGroups[] grouped = [.. clouds.Select(cloud => PointGroups.Of(cloud, groups, shape.GroupSize))];
        float[] relative = [.. clouds.Zip(grouped).SelectMany(pair => Gathered(pair.First, pair.Second))],
            centres = [.. grouped.SelectMany(found => found.Centres.ToInterleaved())];
        task.Write("fps_index", [.. grouped.SelectMany(found => found.Picks).Select(pick => (float)pick)],
            clouds.Length, groups);
        task.Write("knn_index", [.. grouped.SelectMany(found => found.Members).Select(member => (float)member)],
            clouds.Length, groups, shape.GroupSize);
        task.Write("neighborhood", relative, clouds.Length, groups, shape.GroupSize, 3);
        task.Write("center", centres, clouds.Length, groups, 3);
        var batch = new PointMaeBatch(clouds.Length, groups, shape.GroupSize, relative, centres,
            [.. task.Array("mask").To<float>().Select(mark => mark != 0)]);
        var training = new PointMaeTraining(shape);
        float[] given = task.Array("params").To<float>(), weights = new float[training.Layout.Count];
        var flat = new FlatParameters(task, task.Input("params"));
        foreach (PointMaePart part in training.Layout.Parts)
            flat.Of(task, part.Name, given).CopyTo(weights.AsSpan(part.Start, part.Count));
        Features(task, training.Layout, weights, clouds, grouped);
        Training(task, training, weights, batch);
    }

    private static void Features(NetTask task, PointMaeLayout layout, float[] weights, PointCloud[] clouds,
        PointGroups[] groups)
    {
        string key = "eval_features_blocks_" + string.Join('_', layout.Shape.Taps);
        using PointMaeModel model = PointMaeModel.Of(layout, weights, "params");
        task.Write(key, [.. clouds.Zip(groups).SelectMany(pair => model.Features(pair.First, pair.Second))],
            clouds.Length, groups[0].Centres.Count, layout.Shape.FeatureLength);
    }

    private static void Training(NetTask task, PointMaeTraining training, float[] weights, PointMaeBatch batch)
    {
        PointMaeShape shape = training.Layout.Shape;
        (float[] tokens, float[] visible, float[] found) = training.Trace(weights, batch);
        int hidden = batch.HiddenOfEach;
        task.Write("tokens", tokens, batch.Samples, batch.Groups, shape.Width);
        task.Write("encoded_visible", visible, batch.Samples, batch.Groups - hidden, shape.Width);
        task.Write("reconstruction", found, batch.Samples * hidden, shape.GroupSize, 3);
        task.Write("target", batch.Hidden(), batch.Samples * hidden, shape.GroupSize, 3);
        task.Write("loss_cdl1", [(float)training.Learn([.. weights], batch, ChamferForm.Plain, 0, () => 0).Loss], 1);
        float[] after = [.. weights];
        (double loss, ReadOnlyMemory<float> gradient) = training.Learn(after, batch, ChamferForm.Squared, 0, () => 0);
        task.Write("loss_cdl2", [(float)loss], 1);
        Pack(task, "grads", training.Layout, gradient.Span);
        Pack(task, "buffers_after", training.Layout, after);
        (double first, double second) = Betas(task);
        new AdamState(weights.Length, first, second).StepDecoupled(after, gradient.Span, task.Number("lr"),
            task.Number("weight_decay"), training.Layout.Parts.Where(part => part.Decays)
                .Select(part => (part.Start, part.Count)));
        Pack(task, "params_after_adamw", training.Layout, after);
    }

    // Outputs that hold many tensors have a layout of their own, or that of the parameters.
    private static void Pack(NetTask task, string key, PointMaeLayout layout, ReadOnlySpan<float> numbers)
    {
        if (!task.Wants(key))
            return;
        NetFile file = task.Output(key);
        var places = new FlatParameters(task, file.Entry.TryGetProperty("layout", out _) ? file
            : task.Input("params"));
        PointMaePart[] parts = [.. layout.Parts.Where(part => places.Has(part.Name))];
        var packed = new float[parts.Sum(part => part.Count)];
        foreach (PointMaePart part in parts)
            numbers.Slice(part.Start, part.Count).CopyTo(places.Of(task, part.Name, packed.AsSpan()));
        task.Write(key, packed, packed.Length);
    }

    private static PointMaeShape Shape(NetTask task)
    {
        if (task.Option("mini_pointnet") is not { ValueKind: System.Text.Json.JsonValueKind.Array } mini
            || mini.GetArrayLength() != 3 || mini.EnumerateArray().Any(size => !size.TryGetInt32(out int value)
                || value < 1))
            throw task.Error("option 'mini_pointnet' must be three whole numbers");
        if (task.Number("drop_path") != 0)
            throw task.Error("option 'drop_path' must be 0: nothing says which branches fall out");
        if (task.Number("eps") != 1e-8)
            throw task.Error("option 'eps' must be 1e-8");
        int[] widths = [.. mini.EnumerateArray().Select(size => size.GetInt32())];
        var shape = new PointMaeShape
        {
            GroupSize = task.Whole("S", 1, 1 << 20), Width = task.Whole("width", 1, 1 << 16),
            Heads = task.Whole("heads", 1, 1 << 16), Layers = task.Whole("enc_blocks", 1, 1000),
            DecoderLayers = task.Whole("dec_blocks", 1, 1000), Position = task.Whole("pos_hidden", 1, 1 << 16),
            Mini = (widths[0], widths[1], widths[2]),
        };
        return shape.Width % shape.Heads == 0 ? shape
            : throw task.Error($"option 'heads' ({shape.Heads}) must divide option 'width' ({shape.Width})");
    }

    private static (double First, double Second) Betas(NetTask task) => task.Option("betas") is
    { ValueKind: System.Text.Json.JsonValueKind.Array } betas && betas.GetArrayLength() == 2
        ? (betas[0].GetDouble(), betas[1].GetDouble()) : throw task.Error("option 'betas' must be two numbers");

    private static float[] Gathered(PointCloud cloud, PointGroups groups)
    {
        var points = new float[groups.Members.Length * 3];
        groups.Gather(cloud, 0, points);
        return points;
    }
}

/// <summary>Farthest points as the published operator for GPUs takes them.</summary>
[NetGroup("pointmae_fps_origin", Summary = "Farthest points, those near the origin left out.")]
internal sealed class FarthestOriginNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("points", "input [n, 3]"),
        new("index_plain, index_skip_origin, index_skip_origin_all", "output: as many as its shape says"),
    ];

    public override void Compute(NetTask task)
    {
        if (task.Number("threshold") != 1e-3)
            throw task.Error("option 'threshold' must be 0.001, as in the published operator");
        PointCloud cloud = PointCloud.FromInterleaved(task.Array("points").To<float>());
        foreach (string key in new[] { "index_plain", "index_skip_origin", "index_skip_origin_all" })
            if (task.Wants(key) && task.Output(key).Shape is [int count, ..])
                task.Write(key, [.. PointGroups.Farthest(cloud, count, key != "index_plain")
                    .Select(pick => (float)pick)], count);
    }
}
