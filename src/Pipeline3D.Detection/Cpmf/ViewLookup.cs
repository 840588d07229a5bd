using System.Numerics.Tensors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Detection.Cpmf;

/// <summary>Features of points by where they lie in pictures.</summary>
/// <remarks>The authors enlarge every map to the picture's size and read it at the pixel; here the pixel is
/// interpolated when it is read, which gives the same and takes no memory for 27 views of 448 channels.</remarks>
internal static class ViewLookup
{
    private const int Grain = 256;

    /// <summary>Means over views of what maps hold at points.</summary>
    /// <param name="stages">Maps of the views, one for each stage.</param>
    /// <param name="pixels">For each view the pixel of each point, row times side plus column; n each.</param>
    /// <param name="side">Side of the pictures, pixels.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, d], the channels of the stages side by side. Bilinear between pixel centres, as torch with
    /// align_corners = false.</returns>
    public static FeatureMatrix Mean(IReadOnlyList<ResNetMaps> stages, IReadOnlyList<int[]> pixels, int side,
        int threads, CancellationToken stop)
    {
        var sums = new FeatureMatrix(pixels[0].Length, stages.Sum(stage => stage.Channels));
        Axis[] rows = [.. stages.Select(stage => new Axis(stage.Height, side))],
            columns = [.. stages.Select(stage => new Axis(stage.Width, side))];
        Ranges.Run(sums.Rows, Grain, (from, to) =>
        {
            // View by view, so that a view's maps stay near.
            for (int view = 0; view < pixels.Count; view++)
                for (int point = from; point < to; point++)
                {
                    Span<float> sum = sums.Row(point);
                    (int row, int column) = Math.DivRem(pixels[view][point], side);
                    for (int stage = 0; stage < stages.Count; stage++)
                    {
                        int channels = stages[stage].Channels;
                        Add(stages[stage], view, rows[stage], row, columns[stage], column, sum[..channels]);
                        sum = sum[channels..];
                    }
                }
            for (int point = from; point < to; point++)
                TensorPrimitives.Divide(sums.Row(point), pixels.Count, sums.Row(point));
        }, threads, stop);
        return sums;
    }

    private static void Add(ResNetMaps map, int view, Axis rows, int row, Axis columns, int column, Span<float> sum)
    {
        ReadOnlySpan<float> values = map.Of(view);
        Span<(int At, float Share)> corners =
        [
            ((rows.Low[row] * map.Width) + columns.Low[column], (1 - rows.Share[row]) * (1 - columns.Share[column])),
            ((rows.Low[row] * map.Width) + columns.High[column], (1 - rows.Share[row]) * columns.Share[column]),
            ((rows.High[row] * map.Width) + columns.Low[column], rows.Share[row] * (1 - columns.Share[column])),
            ((rows.High[row] * map.Width) + columns.High[column], rows.Share[row] * columns.Share[column]),
        ];
        foreach ((int at, float share) in corners)
            TensorPrimitives.MultiplyAdd(values.Slice(at * map.Channels, map.Channels), share, sum, sum);
    }

    /// <summary>For every pixel of an enlarged axis the two it lies between, and the share of the second.</summary>
    private sealed class Axis
    {
        public Axis(int from, int to)
        {
            (Low, High, Share) = (new int[to], new int[to], new float[to]);
            for (int i = 0; i < to; i++)
            {
                double place = Math.Max(0, ((i + 0.5) * from / to) - 0.5);
                Low[i] = Math.Min((int)place, from - 1);
                High[i] = Math.Min(Low[i] + 1, from - 1);
                Share[i] = (float)(place - Low[i]);
            }
        }

        public int[] Low { get; }

        public int[] High { get; }

        public float[] Share { get; }
    }
}
