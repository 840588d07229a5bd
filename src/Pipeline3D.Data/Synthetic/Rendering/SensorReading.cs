using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>One simulated shot: a cloud on the pixel grid and a photograph.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Xyz">Shape [Height, Width, 3], metres; (0,0,0) = no reading.</param>
/// <param name="Rgb">Shape [Height, Width, 3].</param>
internal sealed record SensorReading(int Width, int Height, float[] Xyz, byte[] Rgb)
{
    // Depth noise grows with the square of the distance, as for every triangulating sensor: 75 um at half a metre.
    private const double NoisePerSquareMetre = 3e-4;

    // Surfaces that are seen at more than about 75 degrees from their normal send too little light back.
    private const float GrazingCosine = 0.26f;

    private const double LossRate = 0.002;

    /// <summary>Takes a shot: noise along the rays, and readings lost in shadows, at grazing angles and at
    /// random.</summary>
    public static SensorReading Of(SurfaceImage image, SplitMix64 random)
    {
        ScanView view = image.View;
        int pixels = view.Width * view.Height;
        var reading = new SensorReading(view.Width, view.Height, new float[3 * pixels], new byte[3 * pixels]);
        var patches = new Noise2D(random.Next());
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            (int row, int column) = Math.DivRem(pixel, view.Width);
            reading.Expose(pixel, image.Shade(pixel, SurfaceImage.Lamp), random);
            double noise = random.NextNormal(), luck = random.NextDouble();
            // Losses come in small patches, a few dozen of them across the longer side.
            double scale = 36.0 / Math.Max(view.Width, view.Height);
            bool lost = luck < LossRate + Grazing(image.Cosine(pixel))
                || patches.At(column * scale, row * scale) > 0.62;
            if (lost || !image.Lit[pixel])
                continue;
            double depth = image.Depth[pixel];
            depth += noise * NoisePerSquareMetre * depth * depth;
            Vector3 point = view.Ray(column, row) * (float)depth;
            (reading.Xyz[3 * pixel], reading.Xyz[3 * pixel + 1], reading.Xyz[3 * pixel + 2]) = (point.X, point.Y,
                point.Z);
        }
        return reading;
    }

    private static double Grazing(float cosine) => Math.Clamp(1 - cosine / GrazingCosine, 0, 1);

    private void Expose(int pixel, Vector3 colour, SplitMix64 random)
    {
        // Two bits of grain per channel from one number: a photograph is not noise-free either.
        ulong grain = random.Next();
        for (int channel = 0; channel < 3; channel++, grain >>= 8)
            Rgb[3 * pixel + channel] = (byte)Math.Clamp(colour[channel] * 255 + (int)(grain & 3) - 1, 0, 255);
    }
}
