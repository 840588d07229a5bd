using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>The geometric features of a graph's neighbours, in normalised coordinates.</summary>
/// <remarks>Differences are taken before scaling: neighbours are near each other, so nothing is lost to their distance
/// from the origin.</remarks>
internal readonly ref struct NeighbourGeometry
{
    private readonly ref float _x, _y, _z, _distance;
    private readonly ref int _index;
    private readonly int _k;
    private readonly float _inverse;
    private readonly bool _isRelative;

    public NeighbourGeometry(PointGraph graph, float inverseScale, NeighbourEncoding encoding)
    {
        _x = ref MemoryMarshal.GetReference(graph.Points.X);
        _y = ref MemoryMarshal.GetReference(graph.Points.Y);
        _z = ref MemoryMarshal.GetReference(graph.Points.Z);
        _distance = ref MemoryMarshal.GetArrayDataReference(graph.Distance);
        _index = ref MemoryMarshal.GetArrayDataReference(graph.Index);
        (_k, _inverse, _isRelative) = (graph.K, inverseScale, encoding == NeighbourEncoding.Relative);
    }

    /// <summary>The neighbours of a point.</summary>
    public ref int Of(int point) => ref Unsafe.Add(ref _index, (nint)point * _k);

    /// <summary>Writes [k, 4]: x, y, z of the offset (or place) and the distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(int point, ref float target)
    {
        nint first = (nint)point * _k;
        float x = Unsafe.Add(ref _x, point), y = Unsafe.Add(ref _y, point), z = Unsafe.Add(ref _z, point);
        for (nint j = 0; j < _k; j++)
        {
            nint at = Unsafe.Add(ref _index, first + j);
            float px = Unsafe.Add(ref _x, at), py = Unsafe.Add(ref _y, at), pz = Unsafe.Add(ref _z, at);
            target = (_isRelative ? x - px : px) * _inverse;
            Unsafe.Add(ref target, 1) = (_isRelative ? y - py : py) * _inverse;
            Unsafe.Add(ref target, 2) = (_isRelative ? z - pz : pz) * _inverse;
            Unsafe.Add(ref target, 3) = Unsafe.Add(ref _distance, first + j) * _inverse;
            target = ref Unsafe.Add(ref target, 4);
        }
    }
}
