using System.Numerics.Tensors;

namespace Pipeline3D.Detection.PointClip;

/// <summary>Depth of points in a volume of cells, widened and smoothed until it has no gaps.</summary>
/// <remarks>Both steps run axis by axis over whole stretches of memory. Cost: cells times the widths of the
/// windows.</remarks>
internal sealed class DepthVolume
{
    private readonly float[] _cells;

    private DepthVolume(int depth, int size, float[] cells) => (Depth, Size, _cells) = (depth, size, cells);

    /// <summary>An empty volume.</summary>
    /// <param name="depth">Layers.</param>
    /// <param name="size">Cells along both other axes.</param>
    public DepthVolume(int depth, int size) : this(depth, size, new float[depth * size * size])
    {
    }

    /// <summary>Layers.</summary>
    public int Depth { get; }

    /// <summary>Cells along both other axes.</summary>
    public int Size { get; }

    /// <summary>The number of a cell.</summary>
    public float this[int layer, int row, int column] => _cells[Place(layer, row, column)];

    /// <summary>Puts a number of 0 or more into a cell; the largest one stays.</summary>
    public void Put(int layer, int row, int column, float value)
    {
        ref float cell = ref _cells[Place(layer, row, column)];
        cell = Math.Max(cell, value);
    }

    /// <summary>Largest value of a box about each cell; nothing lies beyond the rim.</summary>
    /// <param name="layers">Layers of the box.</param>
    /// <param name="side">Cells of the box along both other axes.</param>
    /// <param name="layerPadding">Layers before the first place of the box.</param>
    /// <param name="padding">Cells before it along both other axes.</param>
    public DepthVolume Largest(int layers, int side, int layerPadding, int padding)
        => Along((source, outer, count, inner, window, before) =>
        {
            int results = count + (2 * before) - window + 1;
            var result = new float[outer * results * inner];
            Each(outer, count, results, inner, window, before, (from, to, length, _) =>
                TensorPrimitives.Max(source.AsSpan(from, length), result.AsSpan(to, length),
                    result.AsSpan(to, length)));
            return result;
        }, (layers, layerPadding), (side, padding));

    /// <summary>Gaussian mean of a box about each cell; 0 lies beyond the rim.</summary>
    /// <param name="layers">Layers of the box, an odd number.</param>
    /// <param name="side">Cells along both other axes, an odd number.</param>
    /// <param name="layerSigma">Standard deviation over layers.</param>
    /// <param name="sigma">Standard deviation along both other axes, cells.</param>
    public DepthVolume Smooth(int layers, int side, double layerSigma, double sigma)
    {
        float[] acrossLayers = Kernel(layers, layerSigma), across = Kernel(side, sigma);
        return Along((source, outer, count, inner, window, before) =>
        {
            float[] kernel = outer == 1 ? acrossLayers : across;
            var result = new float[source.Length];
            Each(outer, count, count, inner, window, before, (from, to, length, at) =>
                TensorPrimitives.MultiplyAdd(source.AsSpan(from, length), kernel[at], result.AsSpan(to, length),
                    result.AsSpan(to, length)));
            return result;
        }, (layers, layers / 2), (side, side / 2));
    }

    /// <summary>Largest value over the layers; shape [Size, Size].</summary>
    public float[] OverLayers()
    {
        float[] picture = _cells[..(Size * Size)];
        for (int layer = 1; layer < Depth; layer++)
            TensorPrimitives.Max(_cells.AsSpan(layer * Size * Size, Size * Size), picture, picture);
        return picture;
    }

    private int Place(int layer, int row, int column) => (((layer * Size) + row) * Size) + column;

    // Layers first, then rows, then columns: each time [outer, count, inner] with the axis in the middle.
    private DepthVolume Along(Func<float[], int, int, int, int, int, float[]> pass, (int Window, int Before) layers,
        (int Window, int Before) sides)
    {
        int depth = Depth + (2 * layers.Before) - layers.Window + 1,
            size = Size + (2 * sides.Before) - sides.Window + 1;
        float[] cells = layers.Window == 1 ? _cells
            : pass(_cells, 1, Depth, Size * Size, layers.Window, layers.Before);
        cells = pass(cells, depth, Size, Size, sides.Window, sides.Before);
        return new DepthVolume(depth, size, pass(cells, depth * size, Size, 1, sides.Window, sides.Before));
    }

    // Every place of the window at once: its stretch of the source lies as much before that of the result.
    private static void Each(int outer, int count, int results, int inner, int window, int before,
        Action<int, int, int, int> body)
    {
        for (int part = 0; part < outer; part++)
            for (int at = 0; at < window; at++)
            {
                int first = Math.Max(0, before - at), last = Math.Min(results, count + before - at);
                if (last > first)
                    body(((part * count) + first - before + at) * inner, ((part * results) + first) * inner,
                        (last - first) * inner, at);
            }
    }

    private static float[] Kernel(int window, double sigma)
    {
        double[] weights = [.. Enumerable.Range(-(window / 2), window).Select(i => Math.Exp(-0.5 * i * i
            / (sigma * sigma)))];
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }
}
