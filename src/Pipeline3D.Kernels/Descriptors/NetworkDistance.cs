using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>Squared distance of a student's descriptors to the whitened ones of its teacher, in double; one index per
/// point.</summary>
internal struct NetworkDistance
{
    /// <summary>Descriptors; shape [n, Outputs] each.</summary>
    public ArrayView<float> Student, Teacher;

    /// <summary>Mean and 1 / deviation of the teacher's; shape [Outputs] each.</summary>
    public ArrayView<double> Mean, Inverse;

    /// <summary>Where the score of every point belongs; shape [n].</summary>
    public ArrayView<int> Order;

    /// <summary>Shape [n]; overwritten.</summary>
    public ArrayView<float> Scores;

    /// <summary>Length of a descriptor.</summary>
    public int Outputs;

    [Kernel]
    public static void Run(Index1D index, NetworkDistance args)
    {
        int point = index;
        double sum = 0;
        for (int i = 0; i < args.Outputs; i++)
        {
            long slot = ((long)point * args.Outputs) + i;
            double difference = args.Student[slot] - ((args.Teacher[slot] - args.Mean[i]) * args.Inverse[i]);
            sum += difference * difference;
        }
        args.Scores[args.Order[point]] = (float)sum;
    }
}
