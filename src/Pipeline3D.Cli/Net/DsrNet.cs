using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDsr;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>3DSR's discrete autoencoder, anomalies among codes, restriction, losses and score.</summary>
[NetGroup("dada_dsr", Summary = "3DSR's autoencoder, anomalies among codes, restriction, losses and score.")]
internal sealed class DsrNet : NetGroup
{
    private const int Window = 21;
    private const string Restriction = "";

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options hidden, res_hidden, embed, codes", "sizes"),
        new("depth, mask", "input [b, 1, h, w]; mask: 1 where anomalous"),
        new("codebook_lo, codebook_hi", "input [codes, embed]"),
        new("params_dada, params_subres", "input: weights, one after the other as the layouts say"),
        new("strength, uniform_hi", "input [b] and [b, h/4 w/4]: draws of the anomalies of the high level"),
        new("seg_logits", "input [b, 2, h, w]: what the U-Net would give"),
        new("enc_hi, enc_lo, z_lo, index_lo, q_lo, z_hi, index_hi, q_hi, recon", "output: the autoencoder's way"),
        new("loss_dada, grads_dada", "output: squared error and both commitments, and its gradient"),
        new("mask_pooled, anomalous_hi", "output: mask and codes of the high level with anomalies"),
        new("restored_hi, restored_index, loss_feat_hi, grads_subres", "output: of the restriction"),
        new("loss_focal, loss_segment, grad_seg_logits", "output: focal, with the absolute one, its gradient"),
        new("score_map, score_image", "output [b, 1, h, w] and [b]: means over 21 x 21 pixels, and the largest"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("hidden", "res_hidden", "embed", "codes", "note");
        var shape = new DsrShape
        {
            Hidden = Even(task, "hidden"), Residual = task.Whole("res_hidden", 1, 1 << 12),
            Embedding = Even(task, "embed"), Codes = task.Whole("codes", 2, 1 << 20),
        };
        if (task.Array("depth").Shape is not [_, 1, var height, var width] || height % 16 != 0 || width % 16 != 0)
            throw task.Error("'depth' must be [b, 1, h, w], h and w multiples of 16");
        using DisposeScope scope = NewDisposeScope();
        DsrEncoding encoding = Autoencoder(task, shape);
        Restored(task, shape, encoding);
        Segmentation(task);
    }

    private static DsrEncoding Autoencoder(NetTask task, DsrShape shape)
    {
        FlatLayout layout = DsrAutoencoder.Layout(shape);
        var weights = new float[layout.Count];
        foreach (string codes in new[] { DsrAutoencoder.LowCodes, DsrAutoencoder.HighCodes })
            Fill(task, layout[codes], task.Array(codes)).CopyTo(layout[codes].Of(weights.AsSpan()));
        FlatParameters.Fill(task, "params_dada", layout, weights, part => !part.IsRunning);
        FlatTensors tensors = layout.Open(weights, learns: true);
        Tensor depth = task.Floats("depth");
        DsrEncoding found = DsrAutoencoder.Encode(tensors, depth);
        Tensor again = DsrAutoencoder.Decode(tensors,
            DsrAutoencoder.Joined(tensors, found.LowCodes.Codes, found.HighCodes.Codes)),
            loss = nn.functional.mse_loss(again, depth).add(found.LowCodes.Commitment, HeldScalars.One)
                .add(found.HighCodes.Commitment, HeldScalars.One);
        foreach ((string key, Tensor tensor) in new[]
        {
            ("enc_hi", found.High), ("enc_lo", found.Low), ("z_lo", found.LowFeatures),
            ("index_lo", found.LowCodes.Index), ("q_lo", found.LowCodes.Codes), ("z_hi", found.HighFeatures),
            ("index_hi", found.HighCodes.Index), ("q_hi", found.HighCodes.Codes), ("recon", again),
            ("loss_dada", loss.view(1)),
        })
            task.Write(key, tensor);
        Differentiate(task, layout, tensors, loss, "grads_dada");
        return found;
    }

    private static void Restored(NetTask task, DsrShape shape, DsrEncoding encoding)
    {
        Tensor features = encoding.HighFeatures.detach(), clean = encoding.HighCodes.Codes.detach(),
            codes = task.Floats(DsrAutoencoder.HighCodes),
            mask = FeatureAnomalies.Pooled(task.Floats("mask"), DsrAutoencoder.HighRatio);
        double[] strengths = [.. task.Array("strength").To<float>().Select(strength => (double)strength)];
        float[] uniform = task.Array("uniform_hi").To<float>();
        int places = (int)(clean.shape[2] * clean.shape[3]);
        if (strengths.Length != clean.shape[0] || uniform.Length != strengths.Length * places)
            throw task.Error($"'strength' and 'uniform_hi' must be [{clean.shape[0]}] and "
                + $"[{clean.shape[0]}, {places}]");
        Tensor anomalous = FeatureAnomalies.Replace(features, clean, codes, mask, strengths,
            (sample, place) => uniform[(sample * places) + place]);
        task.Write("mask_pooled", mask);
        task.Write("anomalous_hi", anomalous);
        var layout = new FlatLayout();
        DsrRestriction.AddTo(layout, Restriction, shape.Embedding);
        var weights = new float[layout.Count];
        FlatParameters.Fill(task, "params_subres", layout, weights, part => !part.IsRunning);
        FlatTensors tensors = layout.Open(weights, learns: true);
        Tensor restored = DsrRestriction.Run(tensors, Restriction, anomalous),
            loss = nn.functional.mse_loss(restored, clean);
        task.Write("restored_hi", restored);
        task.Write("restored_index", VectorQuantiser.Quantise(restored, codes).Index);
        task.Write("loss_feat_hi", loss.view(1));
        Differentiate(task, layout, tensors, loss, "grads_subres");
    }

    private static void Segmentation(NetTask task)
    {
        Tensor given = task.Floats("mask"), logits = task.Floats("seg_logits").requires_grad_(true),
            mask = FeatureAnomalies.Label(FeatureAnomalies.Pooled(given, DsrAutoencoder.HighRatio),
                DsrAutoencoder.HighRatio),
            probabilities = nn.functional.softmax(logits, 1), focal = DsrLosses.Focal(probabilities, mask),
            segment = DsrLosses.Segment(probabilities, mask), map = DsrLosses.Map(probabilities, Window);
        task.Write("loss_focal", focal.view(1));
        Tensor both = focal.add(segment, HeldScalars.One);
        task.Write("loss_segment", both.view(1));
        task.Write("grad_seg_logits", Gradients.Of(new BackwardGuard(), [both], [logits])[0]!);
        task.Write("score_map", map);
        task.Write("score_image", map.flatten(1).amax([1L]));
    }

    private static void Differentiate(NetTask task, FlatLayout layout, FlatTensors tensors, Tensor loss, string key)
    {
        if (!task.Wants(key))
            return;
        var gradient = new float[layout.Count];
        tensors.Differentiate(new BackwardGuard(), loss, gradient);
        FlatParameters.Write(task, key, layout, gradient);
    }

    private static float[] Fill(NetTask task, FlatPart part, NpyArray given)
        => given.Shape.Select(size => (long)size).SequenceEqual(part.Shape) ? given.To<float>()
            : throw task.Error($"'{part.Name}' is [{string.Join(", ", given.Shape)}], the options say "
                + $"[{string.Join(", ", part.Shape)}]");

    private static int Even(NetTask task, string option) => task.Whole(option, 2, 1 << 12) is var size && size % 2 == 0
        ? size : throw task.Error($"option '{option}' must be even");
}
