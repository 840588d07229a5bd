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
        Dictionary<string, (int Offset, long[] Shape)> given = Layout(task, task.Input("params"));
        var network = new FusionNetwork(xyz, rgb, Size("xyz_head.bias"), Size("xyz_mlp.fc1.bias") / xyz,
            task.Number("T"));
        float[] packed = task.Array("params").To<float>(), weights = new float[network.Count];
        foreach ((string name, int start, long[] shape) in network.Parts)
            packed.AsSpan(Where(task, given, name, shape), Count(shape)).CopyTo(weights.AsSpan(start));
        FeatureMatrix left = new(batch * patches, xyz, points.To<float>()),
            right = new(batch * patches, rgb, colour.To<float>());
        task.Write("fused", network.Fuse(weights, left, right).Values, batch, patches, xyz + rgb);
        (double loss, float[] gradient) = network.Differentiate(weights, left, right);
        task.Write("loss", [(float)loss], 1);
        Write(task, network, "grads", gradient);
        JsonElement step = task.Option("adamw");
        double[] betas = [.. Member(task, step, "betas").EnumerateArray().Select(beta => beta.GetDouble())];
        var adam = new AdamState(network.Count, betas[0], betas[1]);
        adam.StepDecoupled(weights, gradient, Member(task, step, "lr").GetDouble(),
            Member(task, step, "weight_decay").GetDouble(), [(0, network.Count)]);
        Write(task, network, "params_after", weights);

        int Size(string name) => given.TryGetValue(name, out var part) ? (int)part.Shape[0]
            : throw task.Error($"the layout of 'params' has no '{name}'");
    }

    private static void Write(NetTask task, FusionNetwork network, string key, float[] numbers)
    {
        if (!task.Wants(key))
            return;
        Dictionary<string, (int Offset, long[] Shape)> layout = Layout(task, task.Output(key));
        var packed = new float[network.Count];
        foreach ((string name, int start, long[] shape) in network.Parts)
            numbers.AsSpan(start, Count(shape)).CopyTo(packed.AsSpan(Where(task, layout, name, shape)));
        task.Write(key, packed, packed.Length);
    }

    private static JsonElement Member(NetTask task, JsonElement of, string name) => of.ValueKind == JsonValueKind.Object
        && of.TryGetProperty(name, out JsonElement found) && (name == "betas"
            ? found.ValueKind == JsonValueKind.Array && found.GetArrayLength() == 2
            : found.ValueKind == JsonValueKind.Number) ? found
        : throw task.Error($"option 'adamw.{name}' is not there or no number (two for betas)");

    private static Dictionary<string, (int Offset, long[] Shape)> Layout(NetTask task, NetFile file)
    {
        if (!file.Entry.TryGetProperty("layout", out JsonElement layout) || layout.ValueKind != JsonValueKind.Array)
            throw task.Error($"'{file.Key}' has no list 'layout'");
        return layout.EnumerateArray().ToDictionary(part => part.GetProperty("name").GetString()!, part => (
            part.GetProperty("offset").GetInt32(),
            part.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray()),
            StringComparer.Ordinal);
    }

    private static int Where(NetTask task, Dictionary<string, (int Offset, long[] Shape)> layout, string name,
        long[] shape) => layout.TryGetValue(name, out (int Offset, long[] Shape) part)
        && part.Shape.AsSpan().SequenceEqual(shape) ? part.Offset
        : throw task.Error($"the layout has no '{name}' of [{string.Join(", ", shape)}]");

    private static int Count(long[] shape) => (int)shape.Aggregate(1L, (product, size) => product * size);
}
