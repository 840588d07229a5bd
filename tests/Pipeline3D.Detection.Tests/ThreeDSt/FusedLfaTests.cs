using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>The aggregation as one operator against the materialising form and finite differences.</summary>
public sealed class FusedLfaTests
{
    private const double Scale = 0.07;

    [Theory, InlineData(64, 4, 8), InlineData(200, 9, 16), InlineData(150, 5, 32), InlineData(77, 3, 6)]
    public void Forward_RandomCloud_EqualsMeanOfConcatenation(int n, int k, int c)
    {
        (PointGraph graph, float[] w, float[] b, float[] f) = Problem(n, k, c);
        var output = new float[2 * n * c];
        FusedLfa.For(c).Forward(graph, Scale, w, b, f, output, 2);
        double[] expected = Naive(graph, Doubles(w), Doubles(b), Doubles(f), c);
        FusedNetworkTests.AssertClose(expected, output, 1e-5, "fused");
        var again = new float[output.Length];
        FusedLfa.For(c).Forward(graph, Scale, w, b, f, again, 1);
        Assert.Equal(output, again);
    }

    [Theory, InlineData(64, 4, 8), InlineData(130, 7, 16), InlineData(50, 3, 6)]
    public void Backward_RandomCloud_EqualsFiniteDifferences(int n, int k, int c)
    {
        (PointGraph graph, float[] w, float[] b, float[] f) = Problem(n, k, c);
        float[] u = [.. Enumerable.Range(0, 2 * n * c).Select(i => MathF.Sin(1.7f * i))];
        float[] dw = new float[4 * c], db = new float[c], df = new float[n * c];
        FusedLfa.For(c).Backward(graph, Scale, w, b, u, dw, db, df, 2);
        double[][] exact = [Doubles(w), Doubles(b), Doubles(f)];
        Check(exact[0], dw);
        Check(exact[1], db);
        Check(exact[2], df);

        void Check(double[] values, float[] gradient)
        {
            var random = new Random(n);
            for (int trial = 0; trial < 20; trial++)
            {
                int i = random.Next(values.Length);
                double kept = values[i];
                values[i] = kept + 1e-6;
                double up = Loss();
                values[i] = kept - 1e-6;
                double slope = (up - Loss()) / 2e-6;
                values[i] = kept;
                Assert.True(Math.Abs(slope - gradient[i]) < 1e-4 * (1 + Math.Abs(slope)),
                    $"element {i}: {gradient[i]} instead of {slope} (seed {n})");
            }
        }

        double Loss() => Naive(graph, exact[0], exact[1], exact[2], c).Select((value, i) => value * u[i]).Sum();
    }

    private static (PointGraph Graph, float[] W, float[] B, float[] F) Problem(int n, int k, int c)
    {
        var random = new Random(n + k + c);
        float Next() => random.NextSingle() - 0.5f;
        return (PointGraph.Build(Case.Surface(n, n), k), [.. Enumerable.Range(0, 4 * c).Select(_ => Next())],
            [.. Enumerable.Range(0, c).Select(_ => Next())], [.. Enumerable.Range(0, n * c).Select(_ => Next())]);
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static double[] Naive(PointGraph graph, double[] w, double[] b, double[] f, int c)
    {
        PointCloud p = graph.Points;
        var output = new double[2 * graph.Count * c];
        for (int i = 0; i < graph.Count; i++)
        {
            for (int j = 0; j < graph.K; j++)
            {
                int m = graph.Index[(i * graph.K) + j];
                double x = (double)p.X[i] - p.X[m], y = (double)p.Y[i] - p.Y[m], z = (double)p.Z[i] - p.Z[m];
                double[] g = [x / Scale, y / Scale, z / Scale, Math.Sqrt((x * x) + (y * y) + (z * z)) / Scale];
                for (int channel = 0; channel < c; channel++)
                {
                    double sum = b[channel] + g.Select((value, axis) => value * w[(4 * channel) + axis]).Sum();
                    output[(2 * i * c) + channel] += (sum > 0 ? sum : 0.2 * sum) / graph.K;
                    output[(2 * i * c) + c + channel] += f[(m * c) + channel] / graph.K;
                }
            }
        }
        return output;
    }
}
