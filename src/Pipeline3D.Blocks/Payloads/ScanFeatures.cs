using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks;

/// <summary>A scan with feature vectors of its parts.</summary>
/// <param name="Scan">The scan that they describe.</param>
/// <param name="Rows">The vectors; shape [rows, d].</param>
/// <param name="Method">What made them and how, as text; a model refuses features made otherwise.</param>
/// <param name="Layout">What part of the scan each row describes.</param>
public sealed record ScanFeatures(Scan Scan, FeatureMatrix Rows, string Method, FeatureLayout Layout) : IByteSized
{
    /// <inheritdoc/>
    public long ByteSize => Scan.ByteSize + ((long)Rows.Values.Length * sizeof(float)) + Layout.ByteSize;
}

/// <summary>What part of a scan each row of its features describes.</summary>
public abstract record FeatureLayout
{
    /// <summary>Bytes held by the layout itself.</summary>
    public virtual long ByteSize => 0;
}

/// <summary>Rows describe the patches of a square grid, row-major.</summary>
/// <param name="PatchGrid">Side of the patch grid.</param>
/// <param name="GridSize">Side of the square that the scan was resized to, pixels.</param>
/// <param name="Padding">How the scan was padded to a square.</param>
public sealed record PatchLayout(int PatchGrid, int GridSize, GridPadding Padding) : FeatureLayout;

/// <summary>Rows describe sampled points; every point of the scan takes the score of one row.</summary>
/// <param name="RowOfPoint">Shape [points of the scan]: the row whose sample is nearest.</param>
public sealed record PointLayout(int[] RowOfPoint) : FeatureLayout
{
    /// <inheritdoc/>
    public override long ByteSize => (long)RowOfPoint.Length * sizeof(int);
}
