using Pipeline3D.Detection.Clip.Prompts;

namespace Pipeline3D.Detection.PointAd;

/// <summary>Learnt prompts of PointAD, and what the text tower makes of them.</summary>
public sealed class PointAdModel
{
    /// <summary>Sizes of the prompts.</summary>
    internal required PromptShape Shape { get; init; }

    /// <summary>The learnt numbers; see <see cref="PromptShape"/>.</summary>
    internal required float[] Prompts { get; init; }

    /// <summary>Features of the normal and the anomalous prompt, shape [2, e]: all that scoring needs.</summary>
    internal required float[] Text { get; init; }

    /// <summary>SHA-256 of the weights that the prompts were learnt with; empty for random ones.</summary>
    internal required string WeightsHash { get; init; }
}
