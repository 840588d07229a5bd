using System.Collections.Immutable;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.PointNet2;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>3DzAL's networks: groups and features, losses, gradients, running statistics, a step of Adam.</summary>
[NetGroup("zal_train", Summary = "3DzAL's PointNet++ and classifier: groups, losses, gradients, a step of Adam.")]
internal sealed class ZalTrainNet : NetGroup
{
    private const double Rate = 1e-3;
    private static readonly double[] Radii = [0.4, 0.8];

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options temperature, w_rd", "of the contrast, and weight of L_rd"),
        new("options radii, lr", "of the levels' balls and of Adam; 0.4, 0.8 and 0.001 where they are not given"),
        new("patches, fpfh, labels", "input [n, p, 3], [n, 33], [n]: labels are 1 for anomalous patches"),
        new("params_E, params_C", "input: weights, then running statistics, as their layouts say"),
        new("fpfh_proj", "input [33, d]: by which L_rd_cosine_alt is computed"),
        new("saN_centers, saN_index, saN_features",
            "output [n, centres, 3], [n, centres, samples], [n, centres, width]"),
        new("z, logit", "output [n, d], [n]"),
        new("L_con, L_rd, L_bce, L_total, L_rd_cosine_alt", "output [1]"),
        new("grads_E, grads_C, buffers_E_after, buffers_C_after, params_E_after, params_C_after", "output in their "
            + "layouts"),
    ];

    public override void Compute(NetTask task)
    {
        // Beside the numbers, sentences that say what is done here.
        task.RequireOptionsOf("ball", "order", "temperature", "w_rd", "bn_momentum", "L_rd", "note", "radii", "lr");
        if (task.Number("bn_momentum") != 0.1)
            throw task.Error("option 'bn_momentum' must be 0.1");
        NpyArray patches = task.Array("patches"), fpfh = task.Array("fpfh");
        if (patches.Shape is not [var count, var points, 3] || fpfh.Shape is not [_, var columns]
            || fpfh.Shape[0] != count)
            throw task.Error("'patches' must be [n, p, 3] and 'fpfh' [n, d]");
        bool[] labels = [.. task.Array("labels").To<float>().Select(label => label > 0.5)];
        if (labels.Length != count)
            throw task.Error($"'labels' has {labels.Length} numbers for {count} patches");
        ZalParameters parameters = ZalParameters.Of(task, Levels(task));
        PatchNetworks networks = parameters.Networks;
        float[] numbers = patches.To<float>(), weights = parameters.Weights;
        var others = new FeatureMatrix(count, columns, fpfh.To<float>());
        Trace(task, parameters, numbers, count, points, others);
        // Patches are learnt from with the normal ones first; nothing depends on their order but rounding.
        int[] order = [.. Enumerable.Range(0, count).OrderBy(i => labels[i])];
        var batch = new PatchBatch([.. order.SelectMany(i => numbers.AsSpan(3 * points * i, 3 * points).ToArray())],
            points, others.Select(order), [.. order.Select(i => labels[i])]);
        var gradient = new float[weights.Length];
        PatchLoss loss = networks.Differentiate(weights, batch, new PatchRules(task.Number("temperature"),
            Disentangling.Correlation, task.Number("w_rd"), NormalsOnly: false, Judges: true, 0), gradient);
        task.Write("L_con", [(float)loss.Contrast], 1);
        task.Write("L_rd", [(float)loss.Disentangling], 1);
        task.Write("L_bce", [(float)loss.Entropy], 1);
        task.Write("L_total", [(float)loss.Total], 1);
        foreach (char network in "EC")
        {
            FlatParameters.Write(task, $"grads_{network}", parameters.Networks.Layout, gradient);
            FlatParameters.Write(task, $"buffers_{network}_after", parameters.Networks.Layout, weights);
        }
        new AdamState(weights.Length).Step(weights, gradient, task.Option("lr").ValueKind
            == System.Text.Json.JsonValueKind.Number ? task.Number("lr") : Rate, 0);
        foreach (char network in "EC")
            FlatParameters.Write(task, $"params_{network}_after", parameters.Networks.Layout, weights);
    }

    // What the networks give on the way, with the norms of this batch.
    private static void Trace(NetTask task, ZalParameters parameters, float[] patches, int count, int points,
        FeatureMatrix others)
    {
        PatchNetworks networks = parameters.Networks;
        using DisposeScope scope = NewDisposeScope();
        PatchGroups groups = PatchGroups.Of(patches, points, networks.Encoder.Shape);
        FlatTensors tensors = networks.Layout.Open(parameters.Weights, learns: true);
        IReadOnlyList<Tensor> levels = networks.Encoder.Levels(tensors, groups);
        for (int level = 0; level < levels.Count; level++)
        {
            SetGroups found = groups.Levels[level];
            task.Write($"sa{level + 1}_centers", found.Centre, count, found.Centres, 3);
            task.Write($"sa{level + 1}_index", Array.ConvertAll(found.Member, member => (float)member), count,
                found.Centres, found.Samples);
            task.Write($"sa{level + 1}_features", levels[level].reshape(count, found.Centres, -1));
        }
        Tensor features = networks.Encoder.Run(tensors, groups);
        task.Write("z", features);
        task.Write("logit", networks.Classifier.Run(tensors, Tensors.From(patches, count, points, 3)));
        if (task.Wants("L_rd_cosine_alt"))
            task.Write("L_rd_cosine_alt", PatchLosses.Cosine(features,
                Tensors.From(others.Values, count, others.Columns), task.Floats("fpfh_proj")).reshape(1));
    }

    // Centres and samples are those of the outputs, widths those of the layout.
    private static ImmutableArray<(int Centres, double Radius, int Samples)> Levels(NetTask task)
    {
        var levels = ImmutableArray.CreateBuilder<(int, double, int)>();
        double[] radii = task.Option("radii") is { ValueKind: System.Text.Json.JsonValueKind.Array } given
            ? [.. given.EnumerateArray().Select(radius => radius.GetDouble())] : Radii;
        for (int level = 1; task.Wants($"sa{level}_index"); level++)
            levels.Add(task.Output($"sa{level}_index").Shape is [_, var centres, var samples] && level <= radii.Length
                ? (centres, radii[level - 1], samples) : throw task.Error($"'sa{level}_index' must be [n, centres, "
                    + "samples], and option 'radii' have a number for it"));
        return levels.Count > 0 ? levels.ToImmutable() : throw task.Error("no output 'sa1_index' is named, which says "
            + "how many centres and samples there are");
    }
}
