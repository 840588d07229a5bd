using System.Collections.Immutable;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.WinClip;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>WinCLIP: windows, their features, zero-shot and few-shot maps, and the map of the other
/// re-implementation.</summary>
[NetGroup("winclip", Summary = "WinCLIP's windows, maps and scores.")]
internal sealed class WinClipNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("clip_*.pt, clip_*.safetensors", "a container of the group clip; taken with exact GELU"),
        new("options vision_heads, text_heads", "heads of the towers"),
        new("clip_image.npy", "input [n, 3, side, side]: normalised pictures, of which the last b are looked at"),
        new("winclip_text.npy", "input [2, embedding]: the normal and the anomalous state"),
        new("winclip_reference.npy", "input [r, 3, side, side]: normal pictures of the few-shot form"),
        new("winclip_windows2.npy, winclip_windows3.npy", "output [windows, patches]: patches of each window"),
        new("winclip_w2.npy, winclip_w3.npy", "output [b, windows, embedding]"),
        new("winclip_score.npy, winclip_score_fused.npy", "output [b]: zero-shot, and with the references"),
        new("winclip_map2.npy, winclip_map3.npy, winclip_zero.npy", "output [b, g, g]: harmonic means"),
        new("winclip_up.npy", "output [b, side, side]: the zero-shot map, enlarged"),
        new("winclip_few.npy, winclip_fused.npy", "output [b, g, g]"),
        new("winclip_map_other.npy", "output [b, g, g]: by normality, factor 100"),
    ];

    public override void Compute(NetTask task)
    {
        NetFile container = task.All.FirstOrDefault(file => file.Kind == NetKind.Container
            && file.Key.StartsWith("clip_", StringComparison.Ordinal))
            ?? throw task.Error("no container of the group clip is named");
        using ClipModel model = ClipModel.Load(task.PathOf(container), new ClipLoading
        {
            Heads = task.Whole("vision_heads", 1, 1024), TextHeads = task.Whole("text_heads", 1, 1024),
            Activation = ClipActivation.Gelu, Parts = ClipParts.Vision, Device = task.Device.ToString(),
        });
        using DisposeScope scope = NewDisposeScope();
        Tensor all = task.Floats("clip_image");
        int count = task.Output("winclip_w2").Shape?[0] ?? (int)all.shape[0];
        if (count > all.shape[0])
            throw task.Error($"'winclip_w2' is of {count} pictures, clip_image.npy holds {all.shape[0]}");
        Tensor pictures = all.narrow(0, all.shape[0] - count, count);
        int size = (int)pictures.shape[2], side = size / model.Vision.Shape.Patch;
        foreach (int window in WinClipSample.Sides)
        {
            int[][] windows = ClipVision.Windows(side, window);
            task.Write($"winclip_windows{window}", [.. windows.SelectMany(patches => patches.Select(patch =>
                (float)patch))], windows.Length, window * window);
            task.Write($"winclip_w{window}", model.Vision.EncodeWindows(pictures, window));
        }
        WinClipSample[] samples = Samples(model, pictures), references = Samples(model,
            task.Floats("winclip_reference"));
        Scores(task, samples, [.. Enumerable.Range(0, WinClipSample.Sides.Length + 1).Select(scale =>
            references.SelectMany(reference => reference.Scale(scale)).ToArray())]);
    }

    private static void Scores(NetTask task, WinClipSample[] samples, ImmutableArray<float[]> references)
    {
        float[] text = task.Array("winclip_text").To<float>(), direction = Similarity.Direction(text);
        int count = samples.Length, side = samples[0].Side, size = samples[0].Size;
        (float Whole, float[] Map) Run(WinClipSample sample, ImmutableArray<float[]> known, WinClipVariant variant)
            => WinClipScoring.Score(sample, text, known, variant, 0, CancellationToken.None);
        (float Whole, float[] Map)[] zero = [.. samples.Select(sample => Run(sample, [], WinClipVariant.Anomalib))],
            fused = [.. samples.Select(sample => Run(sample, references, WinClipVariant.Anomalib))];
        task.Write("winclip_score", Array.ConvertAll(zero, found => found.Whole), count);
        task.Write("winclip_score_fused", Array.ConvertAll(fused, found => found.Whole), count);
        for (int scale = 0; scale < WinClipSample.Sides.Length; scale++)
            Maps($"winclip_map{WinClipSample.Sides[scale]}", samples.Select(sample =>
                WinClipScoring.OfScale(sample, scale, direction)));
        Maps("winclip_zero", zero.Select(found => found.Map));
        Maps("winclip_fused", fused.Select(found => found.Map));
        Maps("winclip_few", samples.Select(sample =>
            WinClipScoring.Few(sample, references, 0, CancellationToken.None)));
        Maps("winclip_map_other", samples.Select(sample => Run(sample, [], WinClipVariant.Caoyunkang).Map));
        var grid = new PatchGrid(side, size);
        task.Write("winclip_up", [.. zero.SelectMany(found => grid.Enlarge(found.Map))], count, size, size);

        void Maps(string key, IEnumerable<float[]> maps)
            => task.Write(key, [.. maps.SelectMany(map => map)], count, side, side);
    }

    private static WinClipSample[] Samples(ClipModel model, Tensor pictures) => [.. Enumerable.Range(0,
        (int)pictures.shape[0]).Select(i => WinClipSample.Of(model.Vision, pictures.narrow(0, i, 1), isHalf: false))];
}
