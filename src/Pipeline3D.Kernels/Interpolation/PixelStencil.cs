namespace Pipeline3D.Kernels;

/// <summary>The mean over a pixel's neighbours above, below, left and right that are inside.</summary>
internal static class PixelStencil
{
    /// <summary>The mean; the pixel's own value when it has no neighbour.</summary>
    public static float NeighbourMean<TF, TI>(TF values, TI kinds, int width, int pixel)
        where TF : struct, IBuffer<float>
        where TI : struct, IBuffer<int>
    {
        int row = pixel / width, column = pixel - (row * width), count = 0;
        float sum = 0;
        if (row > 0 && kinds[pixel - width] != HarmonicPixel.Outside)
        {
            sum += values[pixel - width];
            count++;
        }
        if (column > 0 && kinds[pixel - 1] != HarmonicPixel.Outside)
        {
            sum += values[pixel - 1];
            count++;
        }
        if (column + 1 < width && kinds[pixel + 1] != HarmonicPixel.Outside)
        {
            sum += values[pixel + 1];
            count++;
        }
        if (pixel + width < values.Length && kinds[pixel + width] != HarmonicPixel.Outside)
        {
            sum += values[pixel + width];
            count++;
        }
        return count == 0 ? values[pixel] : sum / count;
    }
}
