using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.M3dm;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Cli.Net;

/// <summary>M3DM's unsupervised feature fusion: features, loss, gradients and a step.</summary>
[NetGroup("m3dm_uff", Summary = "M3DM's feature fusion: fused features, loss, gradients, a step of AdamW.")]
internal sealed class FusionNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options T, adamw.lr, adamw.betas, adamw.weight_decay", "temperature, and the step's numbers"),
        new("xyz_patch, rgb_patch", "input [b, p, d], [b, p, e]: features of patches"),
        new("params", "input: all weights in the order of their layout"),
        new("fused", "output [b, p, d + e]"),
        new("loss", "output [1]: over the patches whose xyz vector holds no 0"),
        new("grads, params_after", "output in their layouts: gradients, weights after a step"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("T", "adamw", "note");
        NpyArray points = task.Array("xyz_patch"), colour = task.Array("rgb_patch");
        if (points.Shape is not [var batch, var patches, var xyz] || colour.Shape is not [_, _, var rgb]
            || colour.Shape[0] != batch || colour.Shape[1] != patches)
            throw task.Error("'xyz_patch' and 'rgb_patch' must be [b, p, d] and [b, p, e]");
        var flat = new FlatParameters(task, task.Input("params"));
        foreach (string name in new[] { "xyz_head.bias", "xyz_mlp.fc1.bias" })
            if (!flat.Has(name))
                throw task.Error($"the layout names no parameter '{name}'");
        var network = new FusionNetwork(xyz, rgb, flat.Shape("xyz_head.bias")[0],
            flat.Shape("xyz_mlp.fc1.bias")[0] / xyz, task.Number("T"));
        var weights = new float[network.Count];
        FlatParameters.Fill(task, "params", network.Layout, weights, _ => true);
        FeatureMatrix left = new(batch * patches, xyz, points.To<float>()),
            right = new(batch * patches, rgb, colour.To<float>());
        task.Write("fused", network.Fuse(weights, left, right).Values, batch, patches, xyz + rgb);
        (double loss, float[] gradient) = network.Differentiate(weights, left, right);
        task.Write("loss", [(float)loss], 1);
        FlatParameters.Write(task, "grads", network.Layout, gradient);
        JsonElement step = task.Option("adamw");
        double[] betas = [.. Member(task, step, "betas").EnumerateArray().Select(beta => beta.GetDouble())];
        new AdamState(network.Count, betas[0], betas[1]).StepDecoupled(weights, gradient,
            Member(task, step, "lr").GetDouble(), Member(task, step, "weight_decay").GetDouble(), [(0, network.Count)]);
        FlatParameters.Write(task, "params_after", network.Layout, weights);
    }

    private static JsonElement Member(NetTask task, JsonElement of, string name) => of.ValueKind == JsonValueKind.Object
        && of.TryGetProperty(name, out JsonElement found) && (name == "betas"
            ? found.ValueKind == JsonValueKind.Array && found.GetArrayLength() == 2
                && found.EnumerateArray().All(beta => beta.ValueKind == JsonValueKind.Number)
            : found.ValueKind == JsonValueKind.Number) ? found
        : throw task.Error($"option 'adamw.{name}' is not there or no number (two for betas)");
}
