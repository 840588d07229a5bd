using System.Collections.Immutable;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>What a picture tower sees of a scan: pictures of several views, and in which pixel of each view every point
/// lies and whether that view sees it.</summary>
/// <remarks>Read-only after construction; the arrays are the owner's and are not copied. Source: PointAD (Zhou et al.
/// 2024).</remarks>
public sealed class PointViews
{
    /// <summary>Checks and takes the parts.</summary>
    /// <param name="width">Columns of a picture.</param>
    /// <param name="height">Rows of a picture.</param>
    /// <param name="cells">Number of cells or points of the scan.</param>
    /// <param name="pictures">One per view, shape [height, width, 3]: red, green, blue.</param>
    /// <param name="own">Shape [m]: index in the scan of each shown point, ascending; then -1 for each point that was
    /// made between others.</param>
    /// <param name="pixel">One per view, shape [m]: row * width + column.</param>
    /// <param name="visible">One per view, shape [m]: whether the view counts for the point.</param>
    /// <param name="truth">One per view, shape [height, width]: which pixels show a defect; null when unknown.</param>
    /// <param name="pointTruth">Shape [m]: which shown points are anomalous; null when unknown.</param>
    /// <exception cref="ArgumentException">There is no view or no point, the numbers differ, an index or a pixel is
    /// outside, or the indices do not ascend.</exception>
    public PointViews(int width, int height, int cells, ImmutableArray<byte[]> pictures, int[] own,
        ImmutableArray<int[]> pixel, ImmutableArray<bool[]> visible, IReadOnlyList<bool[]>? truth = null,
        bool[]? pointTruth = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegative(cells);
        (Width, Height, Cells, Pictures, Own) = (width, height, cells, pictures, own);
        (Pixel, Visible, Truth, PointTruth) = (pixel, visible, truth, pointTruth);
        if (pictures.IsDefaultOrEmpty)
            throw new ArgumentException("at least one view is needed", nameof(pictures));
        if (own.Length == 0)
            throw new ArgumentException("a scan without own points has no views: all of its cells are background",
                nameof(own));
        if (pixel.IsDefault || visible.IsDefault)
            throw new ArgumentException("the pixels and flags of the points are missing", nameof(pixel));
        CheckOwn();
        int pixels = checked(width * height);
        CheckParts(pictures, 3L * pixels, $"[{height}, {width}, 3]", nameof(pictures));
        CheckParts(pixel, own.Length, $"[{own.Length}]", nameof(pixel));
        CheckParts(visible, own.Length, $"[{own.Length}]", nameof(visible));
        if (pointTruth is not null)
            Require.Length(pointTruth.Length, own.Length, $"[{own.Length}]", nameof(pointTruth));
        if (truth is not null)
            CheckParts(truth, pixels, $"[{height}, {width}]", nameof(truth));
        for (int view = 0; view < pixel.Length; view++)
            if (Require.FirstOutside(pixel[view], pixels) is >= 0 and int i)
                throw new ArgumentException($"point {i} of view {view} is at pixel {pixel[view][i]}; a picture of "
                    + $"{width} x {height} has {pixels} from 0", nameof(pixel));
    }

    /// <summary>Columns of a picture.</summary>
    public int Width { get; }

    /// <summary>Rows of a picture.</summary>
    public int Height { get; }

    /// <summary>Side of the square pictures, which picture towers take.</summary>
    /// <exception cref="InvalidOperationException">The pictures are no squares.</exception>
    public int Size => Width == Height ? Width : throw new InvalidOperationException(
        $"the views are pictures of {Width} x {Height}, a picture tower takes squares: make them with one size");

    /// <summary>Number of cells or points of the scan.</summary>
    public int Cells { get; }

    /// <summary>Number of views v.</summary>
    public int Count => Pictures.Length;

    /// <summary>One picture per view, shape [Height, Width, 3]: red, green, blue.</summary>
    public ImmutableArray<byte[]> Pictures { get; }

    /// <summary>Shape [m]: index in the scan of each shown point, ascending; then -1 for each that was made between
    /// others.</summary>
    public int[] Own { get; }

    /// <summary>One per view, shape [m]: row * Width + column; points outside a picture stick to its border.</summary>
    public ImmutableArray<int[]> Pixel { get; }

    /// <summary>One per view, shape [m]: whether the view counts for the point, the never-seen rule applied.</summary>
    public ImmutableArray<bool[]> Visible { get; }

    /// <summary>One per view, shape [Height, Width]: which pixels show a defect; null when unknown.</summary>
    public IReadOnlyList<bool[]>? Truth { get; }

    /// <summary>Shape [m]: which shown points are anomalous, those made between others included; null when
    /// unknown.</summary>
    public bool[]? PointTruth { get; }

    /// <summary>Size of all arrays in bytes.</summary>
    public long ByteSize => ((PointTruth is null ? 4L : 5L) * Own.Length) + (5L * Own.Length * Count)
        + ((Truth is null ? 3L : 4L) * Width * Height * Count);

    /// <summary>Some of the views: points that none of them sees take over the views of another by the never-seen
    /// rule.</summary>
    /// <param name="views">Which, from 0; at least one.</param>
    /// <exception cref="ArgumentException">There is none of that number, or none of them sees any point.</exception>
    public PointViews Keep(IReadOnlyList<int> views)
    {
        foreach (int view in views)
            if (view < 0 || view >= Count)
                throw new ArgumentOutOfRangeException(nameof(views), view, $"must be 0 to {Count - 1}");
        int[] places = Own.Contains(-1) ? [.. Enumerable.Range(0, Own.Length)] : Own;
        return new PointViews(Width, Height, Cells, [.. views.Select(view => Pictures[view])], Own,
            [.. views.Select(view => Pixel[view])],
            NeverSeenRule.Fill([.. views.Select(view => Visible[view])], places),
            Truth is { } truth ? [.. views.Select(view => truth[view])] : null, PointTruth);
    }

    /// <summary>The views as projections without depths, for <see cref="MultiView.BackProject"/> and <see
    /// cref="ViewScores.Scatter"/>.</summary>
    public ViewProjection[] Projections()
        => [.. Enumerable.Range(0, Count).Select(view => new ViewProjection(Width, Height, Pixel[view], Visible[view],
            []))];

    /// <summary>Scores of the shown points at their cells of the scan.</summary>
    /// <param name="scores">Shape [m].</param>
    /// <param name="background">Value of the other cells.</param>
    /// <returns>Shape [Cells].</returns>
    /// <exception cref="ArgumentException">The numbers of points differ.</exception>
    public float[] SpreadToOwn(ReadOnlySpan<float> scores, float background = 0)
    {
        Require.Length(scores.Length, Own.Length, $"[{Own.Length}]", nameof(scores));
        var all = new float[Cells];
        Array.Fill(all, background);
        for (int i = 0; i < scores.Length; i++)
            if (Own[i] >= 0)
                all[Own[i]] = scores[i];
        return all;
    }

    /// <summary>Scores of the shown points at their cells, and at every other reading of the scan the score of the own
    /// point that is nearest in space, the lower one on a tie.</summary>
    /// <param name="scores">Shape [m].</param>
    /// <param name="scan">All cells or points of the scan.</param>
    /// <param name="readings">Indices of the cells that hold a point; all finite.</param>
    /// <param name="background">Value of the cells without a reading.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [Cells]. Points made between others give no score.</returns>
    /// <exception cref="ArgumentException">The numbers of points differ.</exception>
    public float[] SpreadToAll(ReadOnlySpan<float> scores, PointCloud scan, ReadOnlySpan<int> readings,
        float background = 0, int threads = 0, CancellationToken stop = default)
    {
        Require.Length(scan.Count, Cells, $"[{Cells}]", nameof(scan));
        float[] all = SpreadToOwn(scores, background);
        var isOwn = new bool[Cells];
        int[] own = [.. Own.Where(i => i >= 0)];
        foreach (int i in own)
            isOwn[i] = true;
        List<int> rest = [];
        foreach (int i in readings)
            if (!isOwn[i])
                rest.Add(i);
        if (rest.Count == 0 || own.Length == 0)
            return all;
        int[] nearest = new KdTree(scan.Select(own), threads).Nearest(scan.Select([.. rest]), 1, threads, stop).Index;
        for (int i = 0; i < nearest.Length; i++)
            all[rest[i]] = all[own[nearest[i]]];
        return all;
    }

    private void CheckOwn()
    {
        for (int i = 0, last = -1; i < Own.Length; i++)
        {
            int at = Own[i];
            bool fits = at == -1 || (at > last && at < Cells && (i == 0 || Own[i - 1] >= 0));
            if (!fits)
                throw new ArgumentException($"own point {i} has index {at} in a scan of {Cells} cells; indices must "
                    + "ascend, and -1, for points made between others, must come last", nameof(Own));
            last = Math.Max(last, at);
        }
    }

    private void CheckParts<T>(IReadOnlyList<T[]> parts, long length, string shape, string name)
    {
        if (parts.Count != Count)
            throw new ArgumentException($"{parts.Count} of them do not match {Count} views; there must be one each",
                name);
        for (int view = 0; view < parts.Count; view++)
            Require.Length(parts[view].Length, length, $"{shape} of view {view}", name);
    }
}
