namespace Pipeline3D.Core.Live;

/// <summary>How a score map is sent.</summary>
public enum MapFormat
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>NumPy's .npy: float32, shape [rows, columns], or [points] for a plain cloud.</summary>
    Npy = 1,

    /// <summary>Gray PNG of 8 bits, 0..255 from the lowest to the highest score of the scan; one row for a plain
    /// cloud.</summary>
    Png = 2,
}
