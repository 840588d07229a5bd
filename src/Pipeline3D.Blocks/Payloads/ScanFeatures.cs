using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks;

/// <summary>An organized scan with feature vectors of its patches.</summary>
/// <param name="Scan">The scan that they describe.</param>
/// <param name="Patches">The vectors; shape [PatchGrid * PatchGrid, d], row-major over the patch grid.</param>
/// <param name="Method">What made them and how, as text; a model refuses features made otherwise.</param>
/// <param name="PatchGrid">Side of the patch grid.</param>
/// <param name="GridSize">Side of the square that the scan was resized to, pixels.</param>
/// <param name="Padding">How the scan was padded to a square.</param>
public sealed record ScanFeatures(
    Scan Scan, FeatureMatrix Patches, string Method, int PatchGrid, int GridSize, GridPadding Padding) : IByteSized
{
    /// <inheritdoc/>
    public long ByteSize => Scan.ByteSize + ((long)Patches.Values.Length * sizeof(float));
}
