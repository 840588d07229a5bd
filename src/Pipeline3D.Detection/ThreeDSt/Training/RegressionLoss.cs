using System.Runtime.CompilerServices;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Training;

/// <summary>How far a student's descriptors are from the whitened ones of its teacher.</summary>
internal static class RegressionLoss
{
    /// <summary>The student's loss: the mean over points of the squared distance; both matrices in graph
    /// order.</summary>
    /// <param name="student">[n, outputs]; replaced by the loss's gradient when asked for.</param>
    /// <param name="teacher">[n, outputs].</param>
    /// <param name="whitening">Mean and deviation of the teacher.</param>
    /// <param name="count">Points n.</param>
    /// <param name="leaveGradient">Whether the student's descriptors become the gradient.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    public static double Mean(DescriptorRows student, DescriptorRows teacher, Whitening whitening, int count,
        bool leaveGradient, int threads, CancellationToken stop)
    {
        var sums = new double[(count + FusedForward.Grain - 1) / FusedForward.Grain];
        float factor = 2f / count;
        Ranges.Run(count, FusedForward.Grain, (start, end) =>
        {
            double sum = 0;
            for (int i = start; i < end; i++)
                sum += Squared(student[i], teacher[i], whitening, leaveGradient, factor);
            sums[start / FusedForward.Grain] = sum;
        }, threads, stop);
        return sums.Sum() / count;
    }

    /// <summary>Squared distance of every point, in the order of the cloud.</summary>
    public static float[] PerPoint(DescriptorRows student, DescriptorRows teacher, Whitening whitening,
        PointGraph graph, int threads, CancellationToken stop)
    {
        var scores = new float[graph.Count];
        Ranges.Run(graph.Count, FusedForward.Grain, (start, end) =>
        {
            for (int i = start; i < end; i++)
                scores[graph.Order[i]] = (float)Squared(student[i], teacher[i], whitening, false, 0);
        }, threads, stop);
        return scores;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Squared(
        Span<float> student, ReadOnlySpan<float> teacher, Whitening whitening, bool leaveGradient, float factor)
    {
        double[] mean = whitening.Mean, inverse = whitening.Inverse;
        double sum = 0;
        for (int c = 0; c < student.Length; c++)
        {
            double difference = student[c] - ((teacher[c] - mean[c]) * inverse[c]);
            sum += difference * difference;
            if (leaveGradient)
                student[c] = (float)difference * factor;
        }
        return sum;
    }
}
