namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>How values between samples are found.</summary>
    public enum InterpolationMode
    {
        /// <summary>The nearest sample.</summary>
        Nearest = 0,

        /// <summary>Linear, of [batch, channels, length].</summary>
        Linear = 1,

        /// <summary>Linear along both axes, of [batch, channels, height, width].</summary>
        Bilinear = 2,

        /// <summary>Cubic along both axes, of [batch, channels, height, width].</summary>
        Bicubic = 3,
    }
}
