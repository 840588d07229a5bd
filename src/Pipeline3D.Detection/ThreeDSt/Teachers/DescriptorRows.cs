using Pipeline3D.Detection.ThreeDSt.Network;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>Descriptors of a cloud's points, in the order of its graph.</summary>
/// <param name="values">The matrix.</param>
/// <param name="stride">Floats from row to row.</param>
/// <param name="outputs">Length of a descriptor.</param>
internal readonly struct DescriptorRows(NativeFloats values, int stride, int outputs)
{
    /// <summary>One point's descriptor.</summary>
    public Span<float> this[int point] => values.Span((long)point * stride, outputs);
}
