using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Losses;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;

namespace Pipeline3D.Cli.Net;

/// <summary>PointAD: prompts, losses, gradients, steps, maps and scores; CLIP + Rendering and AnomalyCLIP on the same
/// features.</summary>
[NetGroup("pointad", Summary = "PointAD's prompts, losses, training steps and scores, and its plain baselines.")]
internal sealed class PointAdNet : NetGroup
{
    private static readonly string[] Parts = ["d2_image", "d3_global", "d2_pixel", "d3_point"];

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("clip_*.pt, clip_*.safetensors", "a container of the group clip: weights of both towers"),
        new("options vision_heads, text_heads, dpam_last, n_ctx, deep_depth, deep_tokens, image, patch", "sizes"),
        new("clip_image.npy", "input [b * v, 3, side, side]: normalised pictures, object by object"),
        new("pointad_cor_raw.npy", "input [b, v, n, 3]: column, row and flag of every cell before the never-seen rule"),
        new("pointad_nonzero_mask.npy", "input [b, n]: 1 where the cell has a point"),
        new("pointad_fill_flags.npy, pointad_fill_mask.npy", "input [v, n], [n]: flags and own points of another case"),
        new("pointad_prompt_*.npy", "input: learnable tokens [n_ctx, width], deep tokens, token ids [2, context]"),
        new("pointad_gt_views.npy, pointad_gt_points.npy", "input [b, v, h, w], [b, h, w]: true defects"),
        new("pointad_labels_objects.npy", "input [b]"),
        new("pointad_rgb_image.npy", "input [1, 3, side, side]: the colour picture of the last object"),
        new("pointad_clipr_ids.npy", "input [2, context]: fixed prompts of CLIP + Rendering"),
        new("pointad_anomalyclip_labels.npy", "input [v]: labels of the last object's pictures"),
        new("pointad_metric_masks.npy, pointad_metric_maps.npy", "input [k, h, w]"),
        new("pointad_cor_filled.npy, pointad_fill_result.npy", "output: flags after the never-seen rule"),
        new("pointad_text_features*.npy, pointad_logits.npy, pointad_similarity.npy, pointad_points.npy", "output"),
        new("pointad_grad_*.npy, pointad_adamN_*.npy", "output: gradients of the losses, parameters after N steps"),
        new("pointad_rgb_*.npy, pointad_map_*.npy", "output: features of the colour picture, maps"),
        new("pointad_clipr_*.npy, pointad_anomalyclip_grad_*.npy", "output: the plain baselines"),
        new("values.json", "output: losses, the loss of 30 steps, scores, the PRO variant"),
    ];

    public override void Compute(NetTask task)
    {
        NetFile container = task.All.FirstOrDefault(file => file.Kind == NetKind.Container
            && file.Key.StartsWith("clip_", StringComparison.Ordinal))
            ?? throw task.Error("no container of the group clip is named");
        using ClipModel model = ClipModel.Load(task.PathOf(container), new ClipLoading
        {
            Heads = task.Whole("vision_heads", 1, 1024), TextHeads = task.Whole("text_heads", 1, 1024),
            Activation = ClipActivation.QuickGelu, Device = task.Device.ToString(),
        });
        using DisposeScope scope = torch.NewDisposeScope();
        var input = new PointAdNetInput(task, model);
        PointAdNetRules.Compute(task);
        var prompts = new PromptTower(model.Text, input.Shape, input.Ids);
        float[] text = prompts.Features(input.Weights);
        task.Write("pointad_text_features", text, 2, text.Length / 2);
        task.Write("pointad_text_features_half", new PromptTower(model.Text, input.Shape, input.Ids, halfDeep: true)
            .Features(input.Weights), 2, text.Length / 2);
        Features(task, input, text);
        Gradients(task, input, model, prompts);
        Steps(task, input, prompts);
        PointAdNetScores.Compute(task, input, model, text);
    }

    // Logits of both prompts, probabilities of both after enlargement, and on the points.
    private static void Features(NetTask task, PointAdNetInput input, float[] text)
    {
        int length = text.Length / 2, views = input.Views, objects = input.Samples.Count, pixels = input.Grid.Pixels;
        float[] direction = Similarity.Direction(text);
        float[][] prompts = [UnitVector.Of(text.AsSpan(0, length)), UnitVector.Of(text.AsSpan(length))];
        float[] classes = [.. input.Samples.SelectMany(sample => sample.Views.Classes())];
        task.Write("pointad_logits", [.. Enumerable.Range(0, objects * views).SelectMany(row => prompts.Select(prompt =>
            (float)Similarity.Logits(classes.AsSpan(row * length, length), prompt)[0]))], objects * views, 2);
        var similarity = new List<float>();
        var points = new float[objects * pixels * 2];
        for (int item = 0; item < objects; item++)
        {
            PointAdSample sample = input.Samples[item];
            float[][] maps = [.. Enumerable.Range(0, views).Select(view =>
                PointAdScoring.MapOf(sample.Views, view, direction))];
            foreach (float[] map in maps)
            {
                float[] enlarged = input.Grid.Enlarge(map);
                similarity.AddRange(enlarged.Select(value => 1 - value));
                similarity.AddRange(enlarged);
            }
            float[] mean = sample.Seen.Mean(input.Grid, maps);
            for (int i = 0; i < mean.Length; i++)
            {
                int at = 2 * ((item * pixels) + sample.Seen.Own[i]);
                (points[at], points[at + 1]) = (1 - mean[i], mean[i]);
            }
        }
        int side = input.Grid.Size;
        task.Write("pointad_similarity", [.. similarity], objects * views, 2, side, side);
        task.Write("pointad_points", points, objects, side, side, 2);
    }

    private static void Gradients(NetTask task, PointAdNetInput input, ClipModel model, PromptTower prompts)
    {
        (PointAdLosses all, float[] gradient) = Step(input, prompts, input.Weights, LossParts.All, ViewGrouping.Sample);
        WriteParts(task, input, "pointad_grad_", "", gradient);
        foreach ((string name, double value) in Values(all))
            task.Value(["losses", name], value);
        foreach ((string suffix, ViewGrouping grouping) in new[]
        {
            ("chunk", ViewGrouping.Chunk), ("probability", ViewGrouping.Probability),
        })
        {
            (PointAdLosses losses, float[] found) = Step(input, prompts, input.Weights, LossParts.All, grouping);
            WriteParts(task, input, "pointad_grad_", $"_{suffix}", found);
            task.Value([$"losses_group_{suffix}", "d3_global"], losses.ObjectLabels);
            task.Value([$"losses_group_{suffix}", "total"], losses.Total(LossParts.All));
        }
        foreach ((string name, LossParts part) in Parts.Zip(new[]
        {
            LossParts.ViewLabels, LossParts.ObjectLabels, LossParts.ViewMaps, LossParts.Points,
        }))
            WriteParts(task, input, "pointad_grad_", $"_only_{name}",
                Step(input, prompts, input.Weights, part, ViewGrouping.Sample).Gradient);
        (PointAdLosses half, float[] ofHalf) = Step(input, new PromptTower(model.Text, input.Shape, input.Ids,
            halfDeep: true), input.Weights, LossParts.All, ViewGrouping.Sample);
        WriteParts(task, input, "pointad_grad_", "_half", ofHalf);
        foreach ((string name, double value) in Values(half).Where(item => item.Name != "total"))
            task.Value(["losses_half_deep", name], value);
    }

    private static void Steps(NetTask task, PointAdNetInput input, PromptTower prompts)
    {
        const int Count = 30;
        float[] weights = [.. input.Weights];
        var adam = new AdamState(weights.Length, 0.5);
        var curve = new System.Text.Json.Nodes.JsonArray();
        for (int step = 1; step <= Count; step++)
        {
            (PointAdLosses losses, float[] gradient) = Step(input, prompts, weights, LossParts.All,
                ViewGrouping.Sample);
            curve.Add(losses.Total(LossParts.All));
            adam.Step(weights, gradient, 1e-3, 0);
            WriteParts(task, input, $"pointad_adam{step}_", "", weights);
        }
        task.Value(["total_loss_30_steps"], curve);
    }

    private static (PointAdLosses Losses, float[] Gradient) Step(PointAdNetInput input, PromptTower prompts,
        float[] weights, LossParts parts, ViewGrouping grouping)
    {
        var loss = new PointAdLoss(input.Grid, parts, grouping, countsBackground: true);
        PointAdLosses losses = default;
        float[] gradient = prompts.Gradient(weights, text =>
        {
            var byText = new float[text.Length];
            losses = loss.Run(input.Samples, text, byText, 0, CancellationToken.None);
            return byText;
        });
        return (losses, gradient);
    }

    private static (string Name, double Value)[] Values(PointAdLosses losses) =>
    [
        ("d2_image", losses.ViewLabels), ("d3_global", losses.ObjectLabels), ("d2_pixel", losses.ViewMaps),
        ("d3_point", losses.Points), ("d2_focal", losses.ViewFocal), ("d2_dice_a", losses.ViewDiceAnomalous),
        ("d2_dice_n", losses.ViewDiceNormal), ("d3_dice_a", losses.PointDiceAnomalous),
        ("d3_dice_n", losses.PointDiceNormal), ("total", losses.Total(LossParts.All)),
    ];

    private static void WriteParts(NetTask task, PointAdNetInput input, string prefix, string suffix, float[] numbers)
    {
        foreach ((string name, int start, long[] shape) in input.Shape.Parts())
            task.Write($"{prefix}{name.Replace('.', '_')}{suffix}",
                numbers.AsSpan(start, checked((int)(shape[0] * shape[1]))), (int)shape[0], (int)shape[1]);
    }
}
