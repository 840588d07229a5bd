using ILGPU;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>Descriptor networks and the distance of two of them on a device.</summary>
/// <remarks>Twin: the fused kernels of 3D-ST, which sum in another order and fuse multiply and add: equal within 1e-4
/// of the largest score. Cost: some five launches a block and one wait; networks stay on the device, a graph stays for
/// its item.</remarks>
public static class NetworkOp
{
    /// <summary>Describes every point.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="graph">n > 0 points and their neighbours; finite.</param>
    /// <param name="scale">One unit of the network in the unit of the coordinates; above 0.</param>
    /// <param name="network">The network.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, outputs], in the order of the graph's points.</returns>
    /// <exception cref="ArgumentException">A length, an index or the plan is wrong.</exception>
    public static float[] Describe(DeviceScope scope, NetworkGraph graph, double scale, NetworkPlan network,
        CancellationToken stop = default)
    {
        Check(graph, scale);
        network.Check();
        float[] rows = GC.AllocateUninitializedArray<float>(checked(graph.Points.Count * network.Outputs));
        scope.Run(new DescribeProgram(graph, (float)(1 / scale), network, rows), stop);
        return rows;
    }

    /// <summary>Squared distances of a student's descriptors to the whitened ones of its teacher.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="graph">n > 0 points and their neighbours; finite.</param>
    /// <param name="scale">One unit of the networks in the unit of the coordinates; above 0.</param>
    /// <param name="student">The student.</param>
    /// <param name="teacher">The teacher.</param>
    /// <param name="mean">Mean of the teacher's descriptors; shape [outputs].</param>
    /// <param name="inverse">1 / their deviation; shape [outputs].</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n]; element Order[i] belongs to point i.</returns>
    /// <exception cref="ArgumentException">A length, an index or a plan is wrong.</exception>
    public static float[] SquaredDistances(DeviceScope scope, NetworkGraph graph, double scale, NetworkPlan student,
        NetworkPlan teacher, double[] mean, double[] inverse, CancellationToken stop = default)
    {
        teacher.Check();
        return Distances(scope, graph, scale, student, teacher, [], teacher.Outputs, mean, inverse, stop);
    }

    /// <summary>The same for a teacher whose descriptors were computed elsewhere.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="graph">n > 0 points and their neighbours; finite.</param>
    /// <param name="scale">One unit of the network in the unit of the coordinates; above 0.</param>
    /// <param name="student">The student.</param>
    /// <param name="teacher">The teacher's descriptors; shape [n, outputs].</param>
    /// <param name="mean">Their mean; shape [outputs].</param>
    /// <param name="inverse">1 / their deviation; shape [outputs].</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n]; element Order[i] belongs to point i.</returns>
    /// <exception cref="ArgumentException">A length, an index or the plan is wrong.</exception>
    public static float[] SquaredDistances(DeviceScope scope, NetworkGraph graph, double scale, NetworkPlan student,
        float[] teacher, double[] mean, double[] inverse, CancellationToken stop = default)
    {
        Require.Length(teacher.Length, (long)graph.Points.Count * mean.Length, "[points, outputs]", nameof(teacher));
        return Distances(scope, graph, scale, student, null, teacher, mean.Length, mean, inverse, stop);
    }

    private static float[] Distances(DeviceScope scope, NetworkGraph graph, double scale, NetworkPlan student,
        NetworkPlan? teacher, float[] rows, int outputs, double[] mean, double[] inverse, CancellationToken stop)
    {
        Check(graph, scale);
        student.Check();
        Require.Length(student.Outputs, outputs, "[outputs]", nameof(student));
        Require.Length(mean.Length, outputs, "[outputs]", nameof(mean));
        Require.Length(inverse.Length, outputs, "[outputs]", nameof(inverse));
        var scores = new float[graph.Points.Count];
        scope.Run(new DistanceProgram(graph, (float)(1 / scale), student, teacher, rows, mean, inverse, scores), stop);
        return scores;
    }

    private static void Check(NetworkGraph graph, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfZero(graph.Points.Count, nameof(graph));
        graph.Check();
        Require.Positive(scale);
    }

    private readonly struct DescribeProgram(NetworkGraph graph, float inverseScale, NetworkPlan network, float[] rows)
        : IDeviceProgram
    {
        public void Run(DeviceLane lane)
            => lane.Download(DeviceNetwork.Of(lane, network).Forward(lane, graph.On(lane), inverseScale), rows);
    }

    private readonly struct DistanceProgram(NetworkGraph graph, float inverseScale, NetworkPlan student,
        NetworkPlan? teacher, float[] rows, double[] mean, double[] inverse, float[] scores) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            DeviceGraph lists = graph.On(lane);
            var distance = new NetworkDistance
            {
                Student = DeviceNetwork.Of(lane, student).Forward(lane, lists, inverseScale),
                Teacher = teacher is null ? lane.Copy<float>(rows)
                    : DeviceNetwork.Of(lane, teacher).Forward(lane, lists, inverseScale),
                Mean = lane.Copy<double>(mean),
                Inverse = lane.Copy<double>(inverse),
                Order = lists.Order,
                Scores = lane.Rent<float>(scores.Length),
                Outputs = mean.Length,
            };
            lane.Launch(NetworkDistance.Run, scores.Length, distance);
            lane.Download(distance.Scores, scores);
        }
    }
}
