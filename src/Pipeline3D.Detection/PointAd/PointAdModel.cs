using Pipeline3D.Detection.Clip.Prompts;

namespace Pipeline3D.Detection.PointAd;

/// <summary>Learnt prompts of PointAD, and what the text tower makes of them.</summary>
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
}
