namespace Pipeline3D.Kernels;

/// <summary>What a pixel is to the interpolation.</summary>
public static class HarmonicPixel
{
    /// <summary>Takes no part; nothing flows over its edges.</summary>
    public const int Outside = 0;

    /// <summary>Has no score and gets one.</summary>
    public const int Unknown = 1;

    /// <summary>Has a score and keeps it.</summary>
    public const int Known = 2;
}
