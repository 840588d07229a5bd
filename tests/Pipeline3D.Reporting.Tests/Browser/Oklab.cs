namespace Pipeline3D.Reporting.Tests.Browser;

/// <summary>sRGB to Oklab (Ottosson 2020), the direction that the page does not compute.</summary>
internal static class Oklab
{
    public static double[] Of(byte red, byte green, byte blue)
    {
        double r = Linear(red), g = Linear(green), b = Linear(blue);
        double l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return
        [
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
        ];
    }

    public static double Distance(double[] from, double[] to) =>
        Math.Sqrt(from.Zip(to, (a, b) => (a - b) * (a - b)).Sum());

    /// <summary>Linear light of an 8-bit sRGB value.</summary>
    public static double Linear(double value) => value / 255 is var v && v <= 0.04045 ? v / 12.92
        : Math.Pow((value / 255 + 0.055) / 1.055, 2.4);
}
