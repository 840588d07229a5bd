using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Grids;

/// <summary>Resizes pixel grids: points and masks by picking, score maps by interpolation.</summary>
/// <remarks>Points are never interpolated: a mean of a surface point and (0,0,0) is a point that nobody saw.</remarks>
public static class GridResize
{
    private const int CubicTaps = 4;
    private const double CubicA = -0.75;

    /// <summary>Source index of every output index along one axis.</summary>
    /// <param name="from">Length of the source axis, above 0.</param>
    /// <param name="to">Length of the output axis, above 0.</param>
    /// <param name="rule">Which pixel is nearest.</param>
    public static int[] SourceIndices(int from, int to, ResizeRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        var indices = new int[to];
        for (int i = 0; i < to; i++)
            indices[i] = (int)(rule == ResizeRule.NearestFloor
                ? (long)i * from / to
                : ((2L * i) + 1) * from / (2L * to));
        return indices;
    }

    /// <summary>Picks the points of a smaller or larger grid.</summary>
    /// <param name="cloud">The source; not changed.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="rule">Which pixel is nearest.</param>
    public static OrganizedCloud Nearest(OrganizedCloud cloud, int width, int height,
        ResizeRule rule = ResizeRule.NearestFloor)
    {
        int[] columns = SourceIndices(cloud.Width, width, rule), rows = SourceIndices(cloud.Height, height, rule);
        var points = new PointCloud(checked(width * height));
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
                points[(row * width) + column] = cloud.Points[(rows[row] * cloud.Width) + columns[column]];
        return new OrganizedCloud(width, height, points);
    }

    /// <summary>Picks the values of a smaller or larger grid.</summary>
    /// <param name="values">Shape [fromHeight, fromWidth, channels].</param>
    /// <param name="fromHeight">Rows of the source.</param>
    /// <param name="fromWidth">Columns of the source.</param>
    /// <param name="channels">Values per pixel.</param>
    /// <param name="result">Shape [height, width, channels]; overwritten.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="rule">Which pixel is nearest.</param>
    /// <exception cref="ArgumentException">A length does not fit its shape.</exception>
    public static void Nearest<T>(ReadOnlySpan<T> values, int fromHeight, int fromWidth, int channels,
        Span<T> result, int height, int width, ResizeRule rule) where T : unmanaged
    {
        Require.Length(values.Length, (long)fromHeight * fromWidth * channels,
            $"[{fromHeight}, {fromWidth}, {channels}]");
        Require.Length(result.Length, (long)height * width * channels, $"[{height}, {width}, {channels}]");
        int[] columns = SourceIndices(fromWidth, width, rule), rows = SourceIndices(fromHeight, height, rule);
        for (int row = 0, next = 0; row < height; row++)
            for (int column = 0; column < width; column++, next += channels)
                values.Slice(((rows[row] * fromWidth) + columns[column]) * channels, channels).CopyTo(result[next..]);
    }

    /// <summary>Interpolates a score map bilinearly between pixel centres, as torch with align_corners =
    /// false.</summary>
    /// <param name="map">Shape [fromHeight, fromWidth].</param>
    /// <param name="fromHeight">Rows of the source.</param>
    /// <param name="fromWidth">Columns of the source.</param>
    /// <param name="result">Shape [height, width]; overwritten.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <remarks>Places outside the outermost pixel centres take the edge's value. Not antialiased when
    /// shrinking.</remarks>
    /// <exception cref="ArgumentException">A length does not fit its shape.</exception>
    public static void Bilinear(
        ReadOnlySpan<float> map, int fromHeight, int fromWidth, Span<float> result, int height, int width)
    {
        Require.Length(map.Length, (long)fromHeight * fromWidth, $"[{fromHeight}, {fromWidth}]");
        Require.Length(result.Length, (long)height * width, $"[{height}, {width}]");
        (int Low, int High, double Share)[] columns = Weights(fromWidth, width), rows = Weights(fromHeight, height);
        for (int row = 0, next = 0; row < height; row++)
        {
            (int low, int high, double share) = rows[row];
            ReadOnlySpan<float> above = map.Slice(low * fromWidth, fromWidth),
                below = map.Slice(high * fromWidth, fromWidth);
            foreach ((int left, int right, double across) in columns)
            {
                double top = above[left] + (across * (above[right] - (double)above[left]));
                double bottom = below[left] + (across * (below[right] - (double)below[left]));
                result[next++] = (float)(top + (share * (bottom - top)));
            }
        }
    }

    /// <summary>Interpolates a score map by cubics between pixel centres, as torch with align_corners = false: a =
    /// -0.75, four pixels along each axis.</summary>
    /// <param name="map">Shape [fromHeight, fromWidth].</param>
    /// <param name="fromHeight">Rows of the source.</param>
    /// <param name="fromWidth">Columns of the source.</param>
    /// <param name="result">Shape [height, width]; overwritten.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <remarks>Pixels beyond the edge are the edge's. Values can go beyond those of the map, below 0, too. Not
    /// antialiased when shrinking.</remarks>
    /// <exception cref="ArgumentException">A length does not fit its shape.</exception>
    public static void Bicubic(
        ReadOnlySpan<float> map, int fromHeight, int fromWidth, Span<float> result, int height, int width)
    {
        Require.Length(map.Length, (long)fromHeight * fromWidth, $"[{fromHeight}, {fromWidth}]");
        Require.Length(result.Length, (long)height * width, $"[{height}, {width}]");
        (int[] At, double[] Share)[] columns = Cubics(fromWidth, width), rows = Cubics(fromHeight, height);
        var across = new double[fromHeight * width];
        for (int row = 0; row < fromHeight; row++)
            for (int column = 0; column < width; column++)
                for (int tap = 0; tap < CubicTaps; tap++)
                    across[(row * width) + column] += columns[column].Share[tap]
                        * map[(row * fromWidth) + columns[column].At[tap]];
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
            {
                double sum = 0;
                for (int tap = 0; tap < CubicTaps; tap++)
                    sum += rows[row].Share[tap] * across[(rows[row].At[tap] * width) + column];
                result[(row * width) + column] = (float)sum;
            }
    }

    private static (int[] At, double[] Share)[] Cubics(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        var cubics = new (int[], double[])[to];
        for (int i = 0; i < to; i++)
        {
            double place = ((i + 0.5) * from / to) - 0.5;
            int first = (int)Math.Floor(place) - 1;
            cubics[i] = ([.. Enumerable.Range(first, CubicTaps).Select(at => Math.Clamp(at, 0, from - 1))],
                [.. Enumerable.Range(first, CubicTaps).Select(at => Cubic(Math.Abs(place - at)))]);
        }
        return cubics;
    }

    // Keys 1981, with torch's a.
    private static double Cubic(double distance) => distance switch
    {
        < 1 => (((CubicA + 2) * distance) - (CubicA + 3)) * distance * distance + 1,
        < 2 => ((((distance - 5) * distance) + 8) * distance - 4) * CubicA,
        _ => 0,
    };

    private static (int Low, int High, double Share)[] Weights(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        var weights = new (int, int, double)[to];
        for (int i = 0; i < to; i++)
        {
            double place = Math.Max(((i + 0.5) * from / to) - 0.5, 0);
            int low = Math.Min((int)place, from - 1);
            weights[i] = (low, Math.Min(low + 1, from - 1), place - low);
        }
        return weights;
    }
}
