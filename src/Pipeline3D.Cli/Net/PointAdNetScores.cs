using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.AnomalyClip;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Evaluation.Regions;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>PointAD's maps and scores, those of CLIP + Rendering, AnomalyCLIP's loss, and the PRO variant.</summary>
internal static class PointAdNetScores
{
    public static void Compute(NetTask task, PointAdNetInput input, ClipModel model, float[] text)
    {
        Inference(task, input, model, text);
        Rendering(task, input, model);
        Pictures(task, input, model);
        Pro(task);
    }

    private static void Inference(NetTask task, PointAdNetInput input, ClipModel model, float[] text)
    {
        ClipPictures colour = model.Vision.Encode(task.Floats("pointad_rgb_image"), ClipPath.Dual, input.LocalFrom,
            [model.Vision.Shape.Layers]);
        task.Write("pointad_rgb_cls", colour.Class);
        task.Write("pointad_rgb_tokens", colour.Tokens[0]);
        PictureFeatures rgb = PictureFeatures.Of(input.Grid.Side, model.Shape.Embedding, Tensors.ToFloats(colour.Class),
            [Tensors.ToFloats(colour.Tokens[0].narrow(1, 1, input.Grid.Patches))], isHalf: false);
        PointAdSample shape = input.Samples[^1];
        var both = new PointAdSample(shape.Views, shape.Seen, shape.Size) { Rgb = rgb };
        int side = input.Grid.Size;
        Scores Run(PointAdSample sample, PointAdOptions options)
            => PointAdScoring.Score(Blank(side), sample, text, options, new MethodContext());
        Scores byShape = Run(shape, new PointAdOptions()),
            byColour = Run(both, new PointAdOptions { Rgb = RgbUse.Only }),
            fused = Run(both, new PointAdOptions { Rgb = RgbUse.Fuse });
        task.Write("pointad_map_3d", byShape.Each, side, side);
        task.Write("pointad_map_rgb", byColour.Each, side, side);
        task.Write("pointad_map_both", fused.Each, side, side);
        float[] direction = Similarity.Direction(text), views = Similarity.Anomalous(shape.Views.Classes(), direction);
        task.Value(["inference", "score_3d"], byShape.Whole);
        task.Value(["inference", "score_rgb_code"], byColour.Whole);
        task.Value(["inference", "score_both_code"], fused.Whole);
        task.Value(["inference", "score_both_paper"], Run(both, new PointAdOptions
        {
            Rgb = RgbUse.Fuse, Fusion = ScoreFusion.Paper,
        }).Whole);
        task.Value(["inference", "p_view_mean"], views.Average());
        task.Value(["inference", "p_rgb"], Similarity.Anomalous(rgb.Classes(), direction)[0]);
        task.Value(["inference", "p_view"], new System.Text.Json.Nodes.JsonArray([.. views.Select(value =>
            (System.Text.Json.Nodes.JsonNode)value)]));
    }

    // Fixed prompts, the tower's own tokens, no blur.
    private static void Rendering(NetTask task, PointAdNetInput input, ClipModel model)
    {
        PromptIds ids = PointAdNetInput.IdsOf(task.Array("pointad_clipr_ids"));
        float[] text = Tensors.ToFloats(model.Text.Encode(model.Text.Embed(Tensors.From(ids.Padded(), 2, ids.Length)),
            ids.Ends)), direction = Similarity.Direction(text);
        PictureFeatures[] plain = input.Encode(task, model, ClipPath.Plain, [model.Vision.Shape.Layers]);
        PointAdSample[] samples = [.. Enumerable.Range(0, input.Samples.Count).Select(item =>
            input.Sample(task, item, plain))];
        int side = input.Grid.Size;
        task.Write("pointad_clipr_object", [.. samples.Select(sample =>
            Similarity.Anomalous(sample.Views.Classes(), direction).Average())], samples.Length);
        task.Write("pointad_clipr_points", [.. samples.SelectMany(sample => sample.Seen.Spread(sample.Seen.Mean(
            input.Grid, [.. Enumerable.Range(0, input.Views).Select(view =>
                PointAdScoring.MapOf(sample.Views, view, direction))])))], samples.Length, side, side);
    }

    private static void Pictures(NetTask task, PointAdNetInput input, ClipModel model)
    {
        int last = model.Vision.Shape.Layers, first = (input.Samples.Count - 1) * input.Views;
        bool[] labels = PointAdNetInput.Flags(task, "pointad_anomalyclip_labels");
        foreach ((string name, int[] layers) in new[] { ("last", new[] { last }), ("two", [last / 2, last]) })
        {
            PictureFeatures[] pictures = input.Encode(task, model, ClipPath.Dual, layers, classNorm: false)[first..];
            var loss = new AnomalyClipLoss(input.Grid, 4);
            (double Image, double Local) found = default;
            float[] gradient = new PromptTower(model.Text, input.Shape, input.Ids).Gradient(input.Weights, text =>
            {
                var byText = new float[text.Length];
                found = loss.Run(pictures, labels, input.Samples[^1].Masks, text, byText, 0, CancellationToken.None);
                return byText;
            });
            task.Write($"pointad_anomalyclip_grad_ctx_pos_{name}", gradient.AsSpan(0, input.Shape.ContextCount),
                input.Shape.Context, input.Shape.Width);
            task.Value([$"anomalyclip_{name}", "image"], found.Image);
            task.Value([$"anomalyclip_{name}", "local_times_4"], found.Local);
        }
    }

    private static void Pro(NetTask task)
    {
        NpyArray maps = task.Array("pointad_metric_maps");
        bool[] masks = PointAdNetInput.Flags(task, "pointad_metric_masks");
        float[] scores = maps.To<float>();
        int count = maps.Shape[0], pixels = maps.Shape[1] * maps.Shape[2];
        var pool = new AuProAccumulator();
        for (int i = 0; i < count; i++)
            pool.Add(scores.AsSpan(i * pixels, pixels), Array.ConvertAll(masks[(i * pixels)..((i + 1) * pixels)],
                flag => flag ? (byte)1 : (byte)0), maps.Shape[2], maps.Shape[1], $"{i}");
        if (AuProScoreSampled.Of(pool.Complete()).Value is { } value)
            task.Value(["pro_pointad", "value"], value);
    }

    private static Scan Blank(int side)
    {
        var cloud = new PointCloud(side * side);
        return new Scan
        {
            Id = new ItemId("net", "", "", "", "object"), Cloud = cloud, Unit = LengthUnit.Metre,
            Grid = new OrganizedCloud(side, side, cloud),
        };
    }
}
