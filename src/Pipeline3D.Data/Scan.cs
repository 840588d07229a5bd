using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Data;

/// <summary>One 3D scan as read: an organized grid or a plain cloud, with colour and truth where the dataset has
/// them.</summary>
/// <remarks>Read-only after construction; a filter makes a new scan.</remarks>
public sealed record Scan : IByteSized
{
    private int[]? _readings;

    /// <summary>Who the scan is.</summary>
    public required ItemId Id { get; init; }

    /// <summary>The points; for an organized scan all pixels of the grid, readings or not.</summary>
    public required PointCloud Cloud
    {
        get;
        init => (field, _readings, Views) = (value, null, null);
    }

    /// <summary>What to add to <see cref="Cloud"/> for the coordinates of the file, in the scan's unit: zero unless
    /// they
    /// have more digits than float32 and lie far from the origin. The sensor's place (0,0,0) is minus this.</summary>
    public Vector3d Offset { get; init; }

    /// <summary>The pixel grid over <see cref="Cloud"/>; null for an unorganized cloud.</summary>
    public OrganizedCloud? Grid
    {
        get;
        init => (field, _readings) = (value, null);
    }

    /// <summary>Indices of the points with a reading, ascending: of a grid those with no coordinate that is 0 (<see
    /// cref="ValidRule.AllNonZero"/>), of a cloud all, but none that is no number.</summary>
    /// <remarks>Found when first asked for, O(n), and kept with the scan: not to be changed.</remarks>
    public int[] Readings => _readings ??= FindReadings();

    /// <summary>Unit of the coordinates.</summary>
    public required LengthUnit Unit { get; init; }

    /// <summary>Colour, aligned with the grid; null when there is none.</summary>
    public RgbImage? Rgb { get; init; }

    /// <summary>The true defects; null when the dataset has none for this scan.</summary>
    public GroundTruth? Truth { get; init; }

    /// <summary>Whether the scan is anomalous according to the dataset; null when unknown.</summary>
    public bool? IsAnomalous { get; init; }

    /// <summary>What the reader noticed and a user should know, for example a label that contradicts its
    /// mask.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Set when the scan was thinned because its verdict is due; null for a whole scan.</summary>
    public Fallback? Fallback { get; init; }

    /// <summary>The pixels of <see cref="Grid"/> that can still hold a reading after it was thinned; null when all
    /// can.</summary>
    public GridLattice? Lattice { get; init; }

    /// <summary>Pictures and correspondences of several views, where somebody made or read them; null without. Another
    /// <see cref="Cloud"/> clears them, so set them after it.</summary>
    public PointViews? Views { get; init; }

    private int[] FindReadings()
    {
        if (Grid is { } grid)
            return grid.ValidIndices();
        var indices = new List<int>(Cloud.Count);
        for (int i = 0; i < Cloud.Count; i++)
            if (float.IsFinite(Cloud.X[i]) && float.IsFinite(Cloud.Y[i]) && float.IsFinite(Cloud.Z[i]))
                indices.Add(i);
        return [.. indices];
    }

    /// <inheritdoc/>
    public long ByteSize => Cloud.ByteSize + (Rgb?.Pixels.Length ?? 0) + (Truth?.Ids.Length ?? 0)
        + (Views?.ByteSize ?? 0);
}
