using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.ThreeDSt.Training;

/// <summary>One step of a student's training: teacher and student forward, backward, Adam.</summary>
internal sealed class StudentStep(ITeacher teacher, TrainableNetwork student, AdamState adam)
{
    /// <summary>Computes the loss and the student's gradient.</summary>
    public double Gradient(PointGraph graph, double scale, Whitening whitening, int threads, CancellationToken stop)
    {
        NetworkBuffers buffers = student.Forward(graph, scale, threads, stop);
        DescriptorRows rows = buffers.Rows(student.Layout.Shape.Outputs);
        double loss = 0;
        teacher.Describe(graph, scale, threads, target => loss = RegressionLoss.Mean(rows, target, whitening,
            graph.Count, leaveGradient: true, threads, stop), stop);
        student.Backward(graph, scale, threads, stop);
        return loss;
    }

    /// <summary>The loss of a cloud without learning from it.</summary>
    public double Loss(PointGraph graph, double scale, Whitening whitening, int threads, CancellationToken stop)
    {
        NetworkBuffers buffers = student.Forward(graph, scale, threads, stop);
        DescriptorRows rows = buffers.Rows(student.Layout.Shape.Outputs);
        double loss = 0;
        teacher.Describe(graph, scale, threads, target => loss = RegressionLoss.Mean(rows, target, whitening,
            graph.Count, leaveGradient: false, threads, stop), stop);
        return loss;
    }

    /// <summary>Learns from one cloud.</summary>
    /// <returns>The loss before the step.</returns>
    public double Run(PointGraph graph, double scale, Whitening whitening, double rate, double weightDecay,
        int threads, CancellationToken stop)
    {
        double loss = Gradient(graph, scale, whitening, threads, stop);
        adam.Step(student.Weights, student.Gradient, rate, weightDecay);
        return loss;
    }
}
