namespace Pipeline3D.Detection.Clip.Losses;

/// <summary>The dice loss of a soft map against a mask, by its three sums: 1 - (2 B + 1) / (M + T + 1).</summary>
/// <param name="Both">B: sum of map times mask.</param>
/// <param name="Map">M: sum of the map.</param>
/// <param name="Truth">T: sum of the mask.</param>
/// <remarks>Source: PointAD's code, smooth 1.</remarks>
internal readonly record struct DiceTerm(double Both, double Map, double Truth)
{
    private double Whole => Map + Truth + 1;

    /// <summary>The loss, 0 (equal) to 1.</summary>
    public double Loss => 1 - (((2 * Both) + 1) / Whole);

    /// <summary>Derivative of the loss by B.</summary>
    public double ByBoth => -2 / Whole;

    /// <summary>Derivative of the loss by M.</summary>
    public double ByMap => ((2 * Both) + 1) / (Whole * Whole);
}
