namespace Pipeline3D.Networks.ResNet;

/// <summary>What the stages of a <see cref="ResNetShape"/> are built of.</summary>
public enum ResNetBlock
{
    /// <summary>Two convolutions of 3 x 3.</summary>
    Basic,

    /// <summary>1 x 1, 3 x 3 and 1 x 1, of which the last gives four times as many channels.</summary>
    Bottleneck,
}
