using System.Text.Json.Nodes;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.WeightFiles;

/// <summary>What <c>weights verify</c> computes of a model, so that another installation can be held against
/// it.</summary>
internal static class WeightCheck
{
    // "a photo of a cat" and "a photo of a dog" of the published vocabulary.
    private static readonly long[] Cat = [ClipTokens.Start, 320, 1125, 539, 320, 2368, ClipTokens.End],
        Dog = [ClipTokens.Start, 320, 1125, 539, 320, 1929, ClipTokens.End];
    private const int PublishedVocabulary = 49408, Shown = 8;

    /// <summary>Features of a generated picture, logits of two texts, and lengths of all tensors.</summary>
    public static JsonObject Of(ClipModel model)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        var report = new JsonObject { ["file"] = model.Report.FilePath, ["content_sha256"] = model.ContentHash() };
        Tensor? picture = null;
        if (model.Shape.Vision is { } vision)
        {
            picture = model.Vision.Encode(Picture(vision.Image), ClipPath.Plain, 0, []).Class;
            report["picture"] = "pixel (x, y) of channel c is (7 x + 13 y + 41 c) mod 256";
            report["picture_feature_length"] = picture.norm().item<float>();
            report["picture_feature_begins"] = Numbers(picture);
        }
        if (model.Shape.Text is { } text && text.Vocabulary == PublishedVocabulary)
        {
            Tensor ids = Tensors.From([.. Cat, .. Dog], 2, Cat.Length);
            Tensor texts = model.Text.Encode(model.Text.Embed(ids), [Cat.Length - 1, Cat.Length - 1]);
            report["texts"] = "a photo of a cat / a photo of a dog";
            report["text_feature_begins"] = Numbers(texts);
            if (picture is not null)
                report["logits"] = Numbers(Unit(picture).mm(Unit(texts).t())
                    * Tensors.From([(float)Math.Exp(model.LogitScale)], 1));
        }
        var lengths = new JsonObject();
        foreach ((string name, double length) in model.Norms())
            lengths[name] = length;
        report["lengths"] = lengths;
        return report;
    }

    private static Tensor Picture(int side)
    {
        var rgb = new byte[side * side * 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)((7 * (i / 3 % side)) + (13 * (i / 3 / side)) + (41 * (i % 3)));
        var planes = new float[rgb.Length];
        ClipPicture.Normalise(rgb, planes);
        return Tensors.From(planes, 1, 3, side, side);
    }

    private static Tensor Unit(Tensor rows) => rows / rows.norm(1, keepdim: true);

    private static JsonArray Numbers(Tensor tensor)
        => new([.. Tensors.ToFloats(tensor).Take(Shown).Select(number => (JsonNode)number)]);
}
