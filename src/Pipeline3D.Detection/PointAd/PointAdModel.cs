using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip.Prompts;

namespace Pipeline3D.Detection.PointAd;

/// <summary>Learnt prompts of PointAD, or of AnomalyCLIP, and what the text tower makes of them.</summary>
public sealed class PointAdModel
{
    internal PointAdModel(PromptShape shape, float[] prompts, float[] text, string weightsHash)
        => (Shape, Prompts, Text, WeightsHash) = (shape, prompts, text, weightsHash);

    /// <summary>Sizes of the prompts.</summary>
    internal PromptShape Shape { get; }

    /// <summary>The learnt numbers; see <see cref="PromptShape"/>.</summary>
    internal float[] Prompts { get; }

    /// <summary>Features of the normal and the anomalous prompt, shape [2, e]: all that scoring needs.</summary>
    internal float[] Text { get; }

    /// <summary>SHA-256 of the weights that the prompts were learnt with; empty for random ones.</summary>
    internal string WeightsHash { get; }

    /// <summary>Writes all.</summary>
    internal void Save(ArtifactWriter file)
    {
        foreach ((string name, int start, long[] shape) in Shape.Parts())
            file.Add(name, Prompts.AsMemory(start, checked((int)(shape[0] * shape[1]))), shape);
        file.Add("text", Text, 2, Text.Length / 2);
        file.AddText("weights_hash", WeightsHash);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="file">The file.</param>
    /// <param name="context">Learnable tokens of each prompt.</param>
    /// <param name="shapeOf">Sizes of the prompts for the width of a text tower.</param>
    internal static PointAdModel Load(ArtifactReader file, int context, Func<int, PromptShape> shapeOf)
    {
        float[] text = file.Floats("text", 2, -1), first = file.Floats("ctx_pos", context, -1);
        PromptShape shape = shapeOf(first.Length / context);
        var prompts = new float[shape.Count];
        foreach ((string name, int start, long[] sizes) in shape.Parts())
            file.Floats(name, sizes).CopyTo(prompts, start);
        return new PointAdModel(shape, prompts, text, file.Text("weights_hash"));
    }
}
