namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>The few scalar functions that shapes are made of.</summary>
internal static class Shaping
{
    /// <summary>0 below <paramref name="low"/>, 1 above <paramref name="high"/>, smooth between (cubic
    /// Hermite).</summary>
    public static double Step(double low, double high, double value)
    {
        double t = Math.Clamp((value - low) / (high - low), 0, 1);
        return t * t * (3 - 2 * t);
    }

    /// <summary>Height of a round profile: sqrt(r^2 - d^2), 0 outside.</summary>
    public static double Round(double radius, double distance)
        => Math.Abs(distance) < radius ? Math.Sqrt(radius * radius - distance * distance) : 0;

    /// <summary>A triangle wave of period 1 between 0 and 1.</summary>
    public static double Triangle(double phase) => Math.Abs(2 * (phase - Math.Floor(phase + 0.5)));
}
