namespace Pipeline3D.Detection.Clip.Losses;

/// <summary>How the views of an object become one decision while prompts are learnt.</summary>
public enum ViewGrouping
{
    /// <summary>Mean of the logits of its own views.</summary>
    Sample = 0,

    /// <summary>As the released code of PointAD: pictures i, i + b, i + 2 b .. of a batch of b objects, which mixes
    /// objects. The published prompts were learnt so.</summary>
    Chunk = 1,

    /// <summary>Mean of the probabilities of its own views, as the paper says.</summary>
    Probability = 2,
}
