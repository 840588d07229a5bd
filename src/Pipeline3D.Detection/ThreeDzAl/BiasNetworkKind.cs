namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>The network with random weights whose activation says where a scan is of interest.</summary>
public enum BiasNetworkKind
{
    /// <summary>ResNet-50, the authors' choice.</summary>
    Resnet50 = 0,

    /// <summary>ResNeXt-50-32x4d.</summary>
    Resnext50 = 1,

    /// <summary>Wide-ResNet-50-2.</summary>
    WideResnet50 = 2,

    /// <summary>Four convolutions of 3 x 3 that each halve the picture, 16, 32, 64 and 64 channels.</summary>
    Small = 3,
}
