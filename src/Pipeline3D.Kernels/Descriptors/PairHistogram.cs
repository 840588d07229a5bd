using ILGPU;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>FPFH's first pass: the histogram of every point's pairs; one index per point, in the order of the
/// cells.</summary>
internal struct PairHistogram
{
    /// <summary>Values of a histogram.</summary>
    public const int Length = 3 * FpfhBins.Count;

    /// <summary>Coordinates by point; shape [n] each.</summary>
    public CloudView Cloud;

    /// <summary>Unit normals by point; shape [n] each.</summary>
    public CloudView Normals;

    /// <summary>Point of every slot; shape [n].</summary>
    public ArrayView<int> Members;

    /// <summary>Neighbours, the point itself among them; shape [K, n], by slot.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>100 per part shared among the pairs, by point; shape [n, 33]; 0 before.</summary>
    public ArrayView<float> Simple;

    public int Count;

    public int K;

    [Kernel]
    public static void Run(Index1D index, PairHistogram args)
    {
        int point = args.Members[index], pairs = 0;
        long row = (long)point * Length;
        Vector3d place = Of(args.Cloud, point), normal = Of(args.Normals, point);
        // Counts first: whole numbers add exactly, in any order.
        for (int i = 1; i < args.K; i++, pairs++)
        {
            ulong key = args.Keys[((long)i * args.Count) + index];
            if (key == NearestSearch.Empty)
                break;
            int other = SortKey.IndexOfMinimum(key);
            (double sine, double cosine, double alpha, double phi) = PairAngles.Of(
                place, normal, Of(args.Cloud, other), Of(args.Normals, other));
            args.Simple[row + FpfhBins.OfAngle(sine, cosine)] += 1;
            args.Simple[row + FpfhBins.Count + FpfhBins.OfCosine(alpha)] += 1;
            args.Simple[row + (2 * FpfhBins.Count) + FpfhBins.OfCosine(phi)] += 1;
        }
        if (pairs == 0)
            return;
        float share = 100f / pairs;
        for (int bin = 0; bin < Length; bin++)
            args.Simple[row + bin] *= share;
    }

    private static Vector3d Of(CloudView view, int index) => new(view.X[index], view.Y[index], view.Z[index]);
}
