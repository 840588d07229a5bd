using ILGPU;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>FPFH's first pass: the histogram of every point's pairs; one thread per point, in the order of the cells,
/// in groups of at most <see cref="MostThreads"/>.</summary>
/// <remarks>A group counts in shared memory, where each thread stays in its own bank, and writes whole rows.</remarks>
internal struct PairHistogram
{
    /// <summary>Values of a histogram.</summary>
    public const int Length = 3 * FpfhBins.Count;

    /// <summary>Most threads of a group.</summary>
    public const int MostThreads = 128;

    // One more than there are threads, against conflicts of banks when rows are written.
    private const int Step = MostThreads + 1;

    /// <summary>Coordinates by point; shape [n] each.</summary>
    public CloudView Cloud;

    /// <summary>Unit normals by point; shape [n] each.</summary>
    public CloudView Normals;

    /// <summary>Point of every slot; shape [n].</summary>
    public ArrayView<int> Members;

    /// <summary>Neighbours, the point itself among them; shape [K, n], by slot.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>100 per part shared among the pairs, by point; shape [n, 33]; overwritten.</summary>
    public ArrayView<float> Simple;

    public int Count;

    public int K;

    /// <summary>Queues it for all points.</summary>
    public static void Launch(DeviceLane lane, PairHistogram histogram)
    {
        int threads = Math.Min(MostThreads, lane.Device.GroupSize);
        lane.LaunchGroups(Run, (histogram.Count + threads - 1) / threads, histogram, threads);
    }

    [Kernel]
    public static void Run(PairHistogram args)
    {
        ArrayView<int> counts = SharedMemory.Allocate<int>(Length * Step);
        ArrayView<float> shares = SharedMemory.Allocate<float>(MostThreads);
        int thread = Group.IdxX, first = Grid.IdxX * Group.DimX, slot = first + thread;
        for (int bin = 0; bin < Length; bin++)
            counts[(bin * Step) + thread] = 0;
        if (slot < args.Count)
        {
            // Counts first: whole numbers add exactly, in any order.
            int pairs = args.CountPairs(counts, slot, thread);
            shares[thread] = pairs == 0 ? 0 : 100f / pairs;
        }
        Group.Barrier();
        int values = Math.Min(Group.DimX, args.Count - first) * Length;
        for (int i = thread; i < values; i += Group.DimX)
        {
            int owner = i / Length, bin = i - (owner * Length);
            args.Simple[((long)args.Members[first + owner] * Length) + bin]
                = counts[(bin * Step) + owner] * shares[owner];
        }
    }

    private readonly int CountPairs(ArrayView<int> counts, int slot, int thread)
    {
        int point = Members[slot], pairs = 0;
        Vector3d place = Of(Cloud, point), normal = Of(Normals, point);
        for (; pairs + 1 < K; pairs++)
        {
            ulong key = Keys[((pairs + 1L) * Count) + slot];
            if (key == CellShells.Empty)
                break;
            int other = SortKey.IndexOfMinimum(key);
            (double sine, double cosine, double alpha, double phi) = PairAngles.Of(
                place, normal, Of(Cloud, other), Of(Normals, other));
            counts[(FpfhBins.OfAngle(sine, cosine) * Step) + thread]++;
            counts[((FpfhBins.Count + FpfhBins.OfCosine(alpha)) * Step) + thread]++;
            counts[(((2 * FpfhBins.Count) + FpfhBins.OfCosine(phi)) * Step) + thread]++;
        }
        return pairs;
    }

    private static Vector3d Of(CloudView view, int index) => new(view.X[index], view.Y[index], view.Z[index]);
}
