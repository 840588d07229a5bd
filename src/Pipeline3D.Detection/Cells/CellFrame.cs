using System.Collections.Immutable;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Cells;

/// <summary>Where the cells of a category lie: turns samples into arrays of one size, and scores of cells back into
/// scores of scans.</summary>
internal abstract class CellFrame<TSample>
{
    /// <summary>Value of a cell that is empty, or of a pixel without a reading.</summary>
    public const float Empty = -1;

    /// <summary>Sides, slowest first.</summary>
    public abstract ImmutableArray<int> Extent { get; }

    /// <summary>Cells of a sample.</summary>
    public int Count => Extent.Aggregate(1, (all, side) => checked(all * side));

    /// <summary>Whether points may lie in no cell.</summary>
    public abstract bool MayMiss { get; }

    /// <summary>The cells of a sample, from -1 to 1 for what training scans hold.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="degrees">How far it is turned first.</param>
    /// <param name="cells">Shape [Count]; overwritten.</param>
    /// <returns>Points that lie in no cell.</returns>
    public abstract int Fill(TSample sample, double degrees, Span<float> cells);

    /// <summary>Scores of the scan of scores of its cells.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="scores">Shape [Count].</param>
    /// <param name="outside">Score of what lies in no cell.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="context">Is told that something lies in no cell.</param>
    public abstract Scores Spread(TSample sample, float[] scores, float outside, Scan scan, MethodContext context);

    /// <summary>Writes the frame.</summary>
    public abstract void Save(ArtifactWriter file);
}
