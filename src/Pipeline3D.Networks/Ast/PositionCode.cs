namespace Pipeline3D.Networks.Ast;

/// <summary>Where a pixel lies, as sines and cosines of falling frequency: the first half of the channels says the
/// column, the second the row.</summary>
/// <remarks>Source: Vaswani et al. 2017 in the two-dimensional form of AST's public code: of c channels, pair i of a
/// half turns by 10000^(-2 i / (c / 2)) from pixel to pixel.</remarks>
public static class PositionCode
{
    private const double Base = 1e4;

    /// <summary>The code of a grid.</summary>
    /// <param name="channels">A multiple of 4; 0 for none.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>Shape [channels, height, width].</returns>
    /// <exception cref="ArgumentException">The channels are no multiple of 4.</exception>
    public static float[] Of(int channels, int height, int width)
    {
        if (channels < 0 || channels % 4 != 0)
            throw new ArgumentException($"a position code has a multiple of 4 channels, not {channels}",
                nameof(channels));
        int half = channels / 2, pixels = checked(height * width);
        var code = new float[checked(channels * pixels)];
        for (int channel = 0; channel < channels; channel++)
        {
            int within = channel % half;
            double turn = Math.Exp(-(within & ~1) * Math.Log(Base) / half);
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                double angle = turn * (channel < half ? pixel % width : pixel / width);
                code[(channel * pixels) + pixel] = (float)(within % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
            }
        }
        return code;
    }
}
