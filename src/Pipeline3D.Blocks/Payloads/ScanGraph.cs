using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Points chosen from a scan, with their nearest neighbours.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Graph">The chosen points with their neighbours.</param>
/// <param name="Indices">Index in the scan of every chosen point.</param>
/// <param name="Method">How they were chosen and joined, as text; a model refuses graphs made otherwise.</param>
public sealed record ScanGraph(Scan Scan, PointGraph Graph, int[] Indices, string Method) : IByteSized
{
    /// <inheritdoc/>
    public long ByteSize => Scan.ByteSize + Graph.ByteSize + (4L * Indices.Length);
}
