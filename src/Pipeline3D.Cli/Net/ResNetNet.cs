using System.Text.Json;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>Residual networks: maps of their stages, BTF's patches, and the map of a network by the statistics of its
/// one picture.</summary>
[NetGroup("resnet", Summary = "Residual networks: stages, BTF's patches of pictures, 3DzAL's map of a random network.")]
internal sealed class ResNetNet : NetGroup
{
    // BTF's patches are of the second and third stage.
    private static readonly int[] PatchStages = [2, 3];

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("image", "input [n, 3, h, w]: pictures as the network takes them"),
        new("params_NAME", "input [N] with a layout of torchvision's names: networks r18, r50, wrn or others, of any "
            + "blocks, widths and stages"),
        new("NAME_layerL", "output [n, c, h, w]: what stage L of params_NAME gives, norms by their kept statistics"),
        new("btf_rgb_patches", "output [g * g, d]: stages 2 and 3 of params_wrn, pixels doubled, means of 3 x 3, means "
            + "of a grid of patches"),
        new("bias_map_batchstat", "output [h, w]: the last stage of params_r50 with norms by the picture's own "
            + "statistics, its mean over channels, enlarged, brought to 0 to 1"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("r18", "r50_inner", "expansion", "wrn", "bn_eps", "btf", "bias_map", "note");
        Tensor image = task.Floats("image");
        if (image.shape is not [_, 3, _, _])
            throw task.Error("'image' must be [n, 3, h, w]");
        using IDisposable quiet = no_grad();
        foreach (NetFile file in task.Files.Where(file => file.Kind != NetKind.Output && file.Key.StartsWith("params_",
            StringComparison.Ordinal)))
        {
            string name = file.Key["params_".Length..];
            (ResNetShape shape, FlatTensors tensors) = Open(task, file);
            int[] stages = [.. Enumerable.Range(1, shape.Stages)];
            Tensor[] maps = ResNetNetwork.Run(tensors, shape, image, stages);
            foreach (int stage in stages)
                task.Write($"{name}_layer{stage}", maps[stage - 1]);
            if (name == "wrn" && task.Wants("btf_rgb_patches"))
                Patches(task, maps);
            if (name == "r50" && task.Wants("bias_map_batchstat"))
                BiasMap(task, ResNetNetwork.Run(tensors, shape, image, [shape.Stages], byBatch: true)[0]);
        }
    }

    private static (ResNetShape Shape, FlatTensors Tensors) Open(NetTask task, NetFile file)
    {
        var given = new FlatParameters(task, file);
        ResNetShape shape = ResNetShape.Of(name => given.Has(name)
            ? Array.ConvertAll(given.Shape(name), size => (long)size) : null)
            ?? throw task.Error($"'{file.Key}' has no conv1.weight and layer1.0.conv1.weight");
        FlatLayout layout = ResNetLayout.Of(shape);
        var weights = new float[layout.Count];
        Span<float> all = task.Array(file.Key).To<float>();
        foreach (FlatPart part in layout.Parts)
        {
            Span<float> numbers = given.Of(task, part.Name, all);
            if (numbers.Length != part.Count)
                throw task.Error($"'{part.Name}' of '{file.Key}' has {numbers.Length} numbers, [{string.Join(", ",
                    part.Shape)}] is needed");
            numbers.CopyTo(part.Of(weights.AsSpan()));
        }
        return (shape, layout.Open(weights, learns: false));
    }

    private static void Patches(NetTask task, Tensor[] maps)
    {
        if (task.Output("btf_rgb_patches").Shape is not [var patches, _] || Math.Sqrt(patches) is var root
            && root != Math.Floor(root) || maps.Length < PatchStages[^1] || maps[0].shape[0] != 1)
            throw task.Error("'btf_rgb_patches' must be [g * g, d], of one picture and a network of three stages");
        int side = (int)Math.Sqrt(patches);
        FeatureMatrix joined = ResNetPatches.Joined([.. PatchStages.Select(stage =>
        {
            // Tiny maps are doubled first, so that windows of 3 x 3 fit into them.
            Tensor wide = maps[stage - 1].repeat_interleave(2, 2).repeat_interleave(2, 3).permute(0, 2, 3, 1);
            return ResNetPatches.Pooled(Tensors.ToFloats(wide), (int)wide.shape[1], (int)wide.shape[2],
                (int)wide.shape[3], side);
        })]);
        task.Write("btf_rgb_patches", joined.Values, joined.Rows, joined.Columns);
    }

    private static void BiasMap(NetTask task, Tensor last)
    {
        if (task.Output("bias_map_batchstat").Shape is not [var height, var width] || last.shape[0] != 1)
            throw task.Error("'bias_map_batchstat' must be [h, w], of one picture");
        var map = new float[height * width];
        GridResize.Bilinear(Tensors.ToFloats(last.mean([1])), (int)last.shape[2], (int)last.shape[3], map, height,
            width);
        (float low, float high) = (map.Min(), map.Max());
        task.Write("bias_map_batchstat", Array.ConvertAll(map, value => (value - low) / (high - low)), height, width);
    }
}
