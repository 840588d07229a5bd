using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Grids;

/// <summary>Turns pixel grids about their middle; what comes from outside is 0.</summary>
internal static class GridTurn
{
    /// <summary>The turned map, interpolated bilinearly; the border fades into 0.</summary>
    /// <param name="map">Shape [height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="degrees">How far, against the clock.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static float[] Bilinear(float[] map, int height, int width, double degrees)
        => Turn(map, height, width, degrees, (y, x) =>
        {
            (int top, int left) = ((int)Math.Floor(y), (int)Math.Floor(x));
            double down = y - top, across = x - left;
            return (float)(((1 - down) * (((1 - across) * At(map, height, width, top, left))
                + (across * At(map, height, width, top, left + 1))))
                + (down * (((1 - across) * At(map, height, width, top + 1, left))
                + (across * At(map, height, width, top + 1, left + 1)))));
        });

    /// <summary>The turned map where values are not mixed, as of masks: every pixel is the one nearest to where it
    /// comes from.</summary>
    /// <inheritdoc cref="Bilinear"/>
    public static T[] Nearest<T>(T[] map, int height, int width, double degrees) where T : struct
        => Turn(map, height, width, degrees, (y, x) => At(map, height, width, (int)Math.Floor(y + 0.5),
            (int)Math.Floor(x + 0.5)));

    private static T[] Turn<T>(T[] map, int height, int width, double degrees, Func<double, double, T> value)
        where T : struct
    {
        Require.Length(map.Length, (long)height * width, $"[{height}, {width}]");
        (double sine, double cosine) = Math.SinCos(degrees * Math.PI / 180);
        double middleY = (height - 1) / 2.0, middleX = (width - 1) / 2.0;
        var turned = new T[map.Length];
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
            {
                double x = column - middleX, y = row - middleY;
                turned[(row * width) + column] = value(middleY + (sine * x) + (cosine * y),
                    middleX + (cosine * x) - (sine * y));
            }
        return turned;
    }

    private static T At<T>(T[] map, int height, int width, int row, int column) where T : struct
        => row >= 0 && row < height && column >= 0 && column < width ? map[(row * width) + column] : default;
}
