using Pipeline3D.Detection.ThreeDSt.Network;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>What a student learns to imitate: a descriptor for every point of a cloud.</summary>
internal interface ITeacher
{
    /// <summary>Length of a descriptor.</summary>
    int Outputs { get; }

    /// <summary>Describes a cloud and hands the rows out, which lie in the graph's order.</summary>
    void Describe(PointGraph graph, double scale, int threads, Action<DescriptorRows> read, CancellationToken stop);
}
