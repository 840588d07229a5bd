using System.Collections.Immutable;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.PointClip;

/// <summary>PointCLIP V2's ten depth pictures of a cloud, and which points they show.</summary>
/// <remarks>Source: Zhu and others 2023 (PointCLIP V2) as released: one projection for whole objects, another for
/// points. Nearer is darker; the background is 1.</remarks>
internal static class DepthViews
{
    /// <summary>Number of views.</summary>
    public const int Count = 10;

    /// <summary>Side of the pictures of points, pixels.</summary>
    public const int Size = 224;

    private const int Margin = 20, Shown = Size - (2 * Margin);
    private const double Quarter = Math.PI / 2, SeenWithin = 0.1;

    private static readonly ImmutableArray<double[]> Whole = [.. Enumerable.Range(0, Count).Select(view => Product(
        Rotation(0, view < 8 ? Math.PI / 9 : Math.PI / 15, 0),
        view < 8 ? Rotation(view < 4 ? Quarter * (view + 0.5) : Quarter * (view - 4), 0, Quarter)
            : Rotation(0, view == 8 ? -Quarter : Quarter, Quarter)))];

    private static readonly ImmutableArray<double[]> Points = [.. Enumerable.Range(0, Count).Select(view => Product(
        Rotation(0, view < 8 ? Math.PI / 9 : Math.PI / 15, 0), Product(
            Rotation(view < 4 ? Quarter / 2 : view < 8 ? 0 : Math.PI / 15, 0, 0),
            view < 8 ? Rotation(Quarter * (view % 4), 0, Quarter)
                : Rotation(0, view == 8 ? -Quarter : Quarter, Quarter))))];

    /// <summary>The picture of the whole object.</summary>
    /// <param name="cloud">The points, at least one.</param>
    /// <param name="view">0 to 9.</param>
    /// <returns>Shape [110, 110], 0 to 1; x is the row.</returns>
    public static float[] OfObject(PointCloud cloud, int view)
    {
        const int Cells = 112, Layers = 8;
        var volume = new DepthVolume(Layers, Cells);
        foreach ((double x, double y, double z) in Placed(cloud, Whole[view], 0.8))
        {
            double depth = (((z + 1) / 2) + 0.2) / 1.2 * (Layers - 2);
            volume.Put((int)Math.Ceiling(depth), Cell(x, Cells), Cell(y, Cells),
                (float)Math.Clamp(depth, 1, Layers - 2));
        }
        float[] picture = volume.Largest(1, 7, 0, 2).Smooth(1, 3, 1, 3).OverLayers();
        float largest = picture.Max();
        return Array.ConvertAll(picture, value => 1 - (value / largest));
    }

    /// <summary>The picture of the points, and what it shows of each.</summary>
    /// <param name="cloud">The points, at least one.</param>
    /// <param name="view">0 to 9.</param>
    /// <param name="axes">Along which axes flags and pixels are read.</param>
    /// <returns>The picture, shape [224, 224], 0 to 1, x is the row; per point whether it is seen, and its pixel (row *
    /// 224 + column) in the picture of <see cref="Inside"/> at 224 pixels.</returns>
    public static (float[] Picture, bool[] Seen, int[] Pixel) OfPoints(PointCloud cloud, int view, DepthAxes axes)
    {
        // Nothing reaches the margin, nor the first layers: points lie 14 pixels and 6 layers further in, and are
        // widened by 7 and 4. So only the cells between are computed.
        const int Layers = 112, Empty = 20;
        var volume = new DepthVolume(Layers - Empty, Shown);
        var places = new (int Row, int Column, int Layer)[cloud.Count];
        int next = 0;
        foreach ((double x, double y, double z) in Placed(cloud, Points[view], 0.7))
        {
            double depth = (((z + 1) / 2) + 0.3) / 1.3 * (Layers - 2);
            (int row, int column, int layer) = (Cell(x, Size) - Margin, Cell(y, Size) - Margin,
                Math.Clamp((int)Math.Ceiling(depth), 1, Layers - 2));
            volume.Put(layer - Empty, row, column, (float)depth);
            places[next++] = axes == DepthAxes.Code ? (column, row, layer) : (row, column, layer);
        }
        DepthVolume smooth = volume.Largest(5, 11, 2, 5).Smooth(5, 5, 2, 1);
        float[] inner = smooth.OverLayers();
        float largest = inner.Max();
        var seen = new bool[cloud.Count];
        var pixel = new int[cloud.Count];
        for (int i = 0; i < seen.Length; i++)
        {
            (int row, int column, int layer) = places[i];
            float behind = inner[(row * Shown) + column] - smooth[Math.Min(layer, Layers - 3) - Empty, row, column];
            seen[i] = Math.Abs(behind) / largest < SeenWithin;
            pixel[i] = (Shifted(row) * Size) + Shifted(column);
        }
        var picture = new float[Size * Size];
        Array.Fill(picture, 1);
        for (int i = 0; i < inner.Length; i++)
            picture[((Margin + (i / Shown)) * Size) + Margin + (i % Shown)] = 1 - (inner[i] / largest);
        return (picture, seen, pixel);
    }

    /// <summary>Where the picture of the points shows a defect: pixels whose nearest point, widened as in the picture,
    /// is labelled.</summary>
    /// <param name="cloud">The points, at least one.</param>
    /// <param name="view">0 to 9.</param>
    /// <param name="isDefect">Labels of the points.</param>
    /// <returns>Shape [224, 224], of the picture of <see cref="Inside"/> at 224 pixels.</returns>
    public static bool[] MaskOf(PointCloud cloud, int view, bool[] isDefect)
    {
        const int Widened = 5;
        var depth = new double[Shown * Shown];
        var labelled = new bool[Shown * Shown];
        Array.Fill(depth, double.NegativeInfinity);
        int next = 0;
        foreach ((double x, double y, double z) in Placed(cloud, Points[view], 0.7))
        {
            int cell = ((Cell(x, Size) - Margin) * Shown) + Cell(y, Size) - Margin;
            if (z > depth[cell])
                (depth[cell], labelled[cell]) = (z, isDefect[next]);
            next++;
        }
        foreach (int along in new[] { 1, Shown })
        {
            (double[] before, bool[] flags) = (depth, labelled);
            (depth, labelled) = ([.. before], [.. flags]);
            for (int i = 0; i < depth.Length; i++)
                for (int step = -Widened; step <= Widened; step++)
                {
                    int place = (i / along % Shown) + step;
                    if (place >= 0 && place < Shown && before[i + (step * along)] > depth[i])
                        (depth[i], labelled[i]) = (before[i + (step * along)], flags[i + (step * along)]);
                }
        }
        var mask = new bool[Size * Size];
        for (int i = 0; i < mask.Length; i++)
            mask[i] = labelled[(Inner(i / Size) * Shown) + Inner(i % Size)];
        return mask;

        static int Inner(int pixel) => (int)Math.Round((double)pixel * (Shown - 1) / (Size - 1));
    }

    /// <summary>The inner part of a picture of points, without its empty margin.</summary>
    /// <param name="picture">Shape [224, 224].</param>
    /// <param name="size">Side of the result, pixels.</param>
    /// <returns>Shape [size, size].</returns>
    public static float[] Inside(float[] picture, int size)
    {
        var inner = new float[Shown * Shown];
        for (int row = 0; row < Shown; row++)
            picture.AsSpan(((row + Margin) * Size) + Margin, Shown).CopyTo(inner.AsSpan(row * Shown));
        return Resized(inner, size);
    }

    /// <summary>A picture of another size, bilinear, its corners on the corners: torch's align_corners =
    /// true.</summary>
    /// <param name="picture">A square.</param>
    /// <param name="size">Side of the result, pixels; above 1.</param>
    public static float[] Resized(float[] picture, int size)
    {
        int side = (int)Math.Round(Math.Sqrt(picture.Length));
        var result = new float[size * size];
        for (int row = 0; row < size; row++)
            for (int column = 0; column < size; column++)
            {
                (int above, double down) = At(row);
                (int left, double right) = At(column);
                int below = Math.Min(above + 1, side - 1), beside = Math.Min(left + 1, side - 1);
                double top = Between(picture[(above * side) + left], picture[(above * side) + beside], right),
                    bottom = Between(picture[(below * side) + left], picture[(below * side) + beside], right);
                result[(row * size) + column] = (float)Between(top, bottom, down);
            }
        return result;

        (int Low, double Share) At(int i)
        {
            double place = (double)i * (side - 1) / (size - 1);
            int low = Math.Min((int)place, side - 1);
            return (low, place - low);
        }

        static double Between(double from, double to, double share) => from + (share * (to - from));
    }

    private static int Cell(double place, int cells) => Math.Clamp((int)Math.Ceiling((place + 1) / 2 * cells), 1,
        cells - 2);

    private static int Shifted(int pixel)
        => Math.Clamp((int)Math.Ceiling(pixel * (double)Size / Shown), 0, Size - 1);

    // Turned, centred, and scaled to -1 to 1 by the longest axis; x and y by a little more.
    private static IEnumerable<(double X, double Y, double Z)> Placed(PointCloud cloud, double[] turn, double ratio)
    {
        var points = new double[cloud.Count][];
        double[] low = [double.MaxValue, double.MaxValue, double.MaxValue], high = [double.MinValue, double.MinValue,
            double.MinValue];
        for (int i = 0; i < points.Length; i++)
        {
            (double x, double y, double z) = (cloud.X[i], cloud.Y[i], cloud.Z[i]);
            double[] point = points[i] = new double[3];
            for (int axis = 0; axis < 3; axis++)
            {
                point[axis] = (turn[3 * axis] * x) + (turn[(3 * axis) + 1] * y) + (turn[(3 * axis) + 2] * z);
                (low[axis], high[axis]) = (Math.Min(low[axis], point[axis]), Math.Max(high[axis], point[axis]));
            }
        }
        double range = Enumerable.Range(0, 3).Max(axis => high[axis] - low[axis]), scale = range > 0 ? 2 / range : 0;
        foreach (double[] point in points)
            yield return (Axis(point, 0) * ratio, Axis(point, 1) * ratio, Axis(point, 2));

        double Axis(double[] point, int axis) => (point[axis] - ((low[axis] + high[axis]) / 2)) * scale;
    }

    // About x, y and z: the product of the three in this order.
    private static double[] Rotation(double x, double y, double z)
    {
        ((double sx, double cx), (double sy, double cy), (double sz, double cz)) = (Math.SinCos(x), Math.SinCos(y),
            Math.SinCos(z));
        return Product([1, 0, 0, 0, cx, -sx, 0, sx, cx], Product([cy, 0, sy, 0, 1, 0, -sy, 0, cy],
            [cz, -sz, 0, sz, cz, 0, 0, 0, 1]));
    }

    private static double[] Product(double[] left, double[] right)
    {
        var product = new double[9];
        for (int row = 0; row < 3; row++)
            for (int column = 0; column < 3; column++)
                for (int i = 0; i < 3; i++)
                    product[(3 * row) + column] += left[(3 * row) + i] * right[(3 * i) + column];
        return product;
    }
}
