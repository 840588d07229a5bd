using Pipeline3D.Detection.ThreeDSt.Network;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>The network as its formulas read, in double: every LFA makes [n, k, 2c] values and averages them.</summary>
internal static class NaiveNetwork
{
    /// <summary>Descriptors [n][outputs] of interleaved points with neighbours [n, k].</summary>
    public static double[][] Run(
        NetworkLayout layout, double[] weights, float[] xyz, int[] index, int k, double scale)
    {
        NetworkShape shape = layout.Shape;
        int n = xyz.Length / 3;
        double[][] f = Rows(n, _ => new double[shape.Width]);
        for (int block = 0; block < shape.Blocks; block++)
        {
            double[][] input = f, a = Mlp(LayerKind.Reduce, block, f, true);
            double[][] first = Lfa(LayerKind.Lfa1, block, a), second = Lfa(LayerKind.Lfa2, block, first);
            double[][] e = Mlp(LayerKind.Expand, block, second, true), s = Mlp(LayerKind.Shortcut, block, input, true);
            f = Rows(n, i => e[i].Zip(s[i], (left, right) => left + right).ToArray());
        }
        return shape.HeadOutputs == 0 ? f
            : Mlp(LayerKind.HeadOut, shape.Blocks, Mlp(LayerKind.HeadHidden, shape.Blocks, f, true), false);

        double[][] Lfa(LayerKind kind, int block, double[][] feature) => Rows(n, i =>
        {
            var neighbours = new double[k][];
            for (int j = 0; j < k; j++)
            {
                int m = index[(i * k) + j];
                double x = (double)xyz[3 * i] - xyz[3 * m], y = (double)xyz[(3 * i) + 1] - xyz[(3 * m) + 1],
                    z = (double)xyz[(3 * i) + 2] - xyz[(3 * m) + 2];
                double r = Math.Sqrt((x * x) + (y * y) + (z * z)) / scale;
                double[] g = shape.Encoding == NeighbourEncoding.Relative
                    ? [x / scale, y / scale, z / scale, r]
                    : [xyz[3 * m] / scale, xyz[(3 * m) + 1] / scale, xyz[(3 * m) + 2] / scale, r];
                neighbours[j] = [.. Mlp(kind, block, [g], true)[0], .. feature[m]];
            }
            return Enumerable.Range(0, neighbours[0].Length).Select(c => neighbours.Average(row => row[c])).ToArray();
        });

        double[][] Mlp(LayerKind kind, int block, double[][] rows, bool activate)
        {
            LayerSpec layer = layout.Find(kind, block);
            return Rows(rows.Length, i => Enumerable.Range(0, layer.Outputs).Select(o =>
            {
                double sum = weights[layer.BiasStart + o];
                for (int c = 0; c < layer.Inputs; c++)
                    sum += weights[layer.WeightStart + (o * layer.Inputs) + c] * rows[i][c];
                return activate && sum <= 0 ? 0.2 * sum : sum;
            }).ToArray());
        }
    }

    private static double[][] Rows(int count, Func<int, double[]> make)
        => [.. Enumerable.Range(0, count).Select(make)];
}
