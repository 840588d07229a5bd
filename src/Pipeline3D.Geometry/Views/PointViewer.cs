using System.Collections.Immutable;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>Makes the pictures and correspondences that a picture tower sees of a scan.</summary>
/// <remarks>
/// The scan is turned by 180 degrees about x first, so that its sensor side faces the camera. Then, as the options say:
/// farthest points are kept, hidden points dropped, the cloud sampled or filled up; normals are estimated once and turn
/// with the cloud; every view is projected and painted; points that no view sees take over another's views. Source:
/// PointAD (Zhou et al. 2024) and its code. Differs: sampled points keep the order of the scan, where the code leaves
/// them in the order of sampling. Cost: normals and O(views x n x area of a square).
/// </remarks>
public static class PointViewer
{
    private const int UnnamedNeighbours = 30, DenseNeighbours = 3;
    private const int KeepStream = 0, SampleStream = 1;

    /// <summary>Views of a cloud whose points are all its own.</summary>
    /// <param name="points">n > 0 finite points, in the sensor's frame.</param>
    /// <param name="labels">Shape [n]: which points are anomalous; null when unknown.</param>
    /// <param name="recipe">How.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">There is no point, one is not finite, the lengths differ, or an option is
    /// wrong.</exception>
    public static PointViews Of(PointCloud points, bool[]? labels, PointViewOptions recipe, int threads = 0,
        CancellationToken stop = default)
        => Of(points, [.. Enumerable.Range(0, points.Count)], labels, recipe, threads, stop);

    /// <summary>Views of the own points of a scan.</summary>
    /// <param name="scan">All cells or points of the scan, in the sensor's frame.</param>
    /// <param name="own">Indices of those to show, ascending; all finite.</param>
    /// <param name="labels">One per cell: which are anomalous; null when unknown.</param>
    /// <param name="recipe">How.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">There is no own point, one is not finite, the lengths differ, or an option
    /// is wrong.</exception>
    public static PointViews Of(PointCloud scan, int[] own, bool[]? labels, PointViewOptions recipe, int threads = 0,
        CancellationToken stop = default)
        => Of(scan, own, labels, recipe, new HostViewSteps(threads, stop), threads, stop);

    internal static PointViews Of(PointCloud scan, int[] own, bool[]? labels, PointViewOptions recipe,
        IPointViewSteps steps, int threads, CancellationToken stop)
    {
        recipe.Check();
        if (labels is not null)
            Require.Length(labels.Length, scan.Count, $"[{scan.Count}]", nameof(labels));
        if (own.Length == 0)
            throw new ArgumentException("a scan without own points has no views: all of its cells are background",
                nameof(own));
        if (Require.FirstOutside(own, Math.Max(1, scan.Count)) is >= 0 and int bad)
            throw new ArgumentException($"own point {bad} has index {own[bad]} in a scan of {scan.Count} cells",
                nameof(own));
        Shown shown = Prepare(scan, own, labels, recipe, steps);
        ViewSetup setup = recipe.Setup();
        ViewProjection[] views = steps.Project(shown.Points, setup);
        ImmutableArray<bool[]> visible = [.. views.Select(view => view.Visible)];
        if (recipe.Fill)
            visible = NeverSeenRule.Fill(visible, shown.Places);
        PointCloud normals = steps.Normals(shown.Points, NormalRadius(shown.Points, recipe),
            recipe.NormalNeighbours > 0 ? recipe.NormalNeighbours
            : recipe.Named?.NormalNeighbours ?? UnnamedNeighbours);
        bool[][]? truth = shown.Labels is null ? null
            : ViewPictures.Truth(shown.Points, shown.Labels, recipe, steps, threads, stop);
        return new PointViews(setup.Width, setup.Height, scan.Count,
            [.. ViewPictures.Paint(shown.Points, normals, recipe, steps, threads, stop)], shown.Own,
            [.. views.Select(view => view.Pixel)], visible, truth, shown.Labels);
    }

    private static Shown Prepare(
        PointCloud scan, int[] own, bool[]? labels, PointViewOptions recipe, IPointViewSteps steps)
    {
        PointCloud points = Turned(scan, own);
        bool isSampled = false;
        int kept = Math.Max(1, (int)Math.Round(recipe.Keep * own.Length));
        if (kept < own.Length)
            (points, own) = Farthest(points, own, kept, recipe.Seed ?? 0, KeepStream, steps);
        if (recipe.Occlude.Length > 0)
        {
            int[] seen = ViewOcclusion.Seen(points, recipe);
            (points, own) = (points.Select(seen), Array.ConvertAll(seen, i => own[i]));
        }
        if (recipe.Sample > 0 && own.Length > recipe.Sample)
        {
            (points, own) = Farthest(points, own, recipe.Sample, recipe.Seed ?? 0, SampleStream, steps);
            isSampled = true;
        }
        bool[]? ownLabels = labels is null ? null : Array.ConvertAll(own, i => labels[i]);
        if (recipe.Densify == ViewDensify.Interpolate && own.Length < recipe.Sample)
        {
            (PointCloud dense, bool[]? denseLabels) = Densifier.Fill(points, ownLabels, recipe.Sample, recipe.Seed ?? 0,
                own.Length > 1 ? steps.Nearest(points, Math.Min(DenseNeighbours, own.Length - 1)) : null);
            int[] all = new int[recipe.Sample];
            Array.Fill(all, -1);
            own.CopyTo(all, 0);
            return new Shown(dense, all, Places(all.Length), denseLabels);
        }
        return new Shown(points, own, isSampled ? Places(own.Length) : own, ownLabels);
    }

    private static (PointCloud Points, int[] Own) Farthest(
        PointCloud points, int[] own, int count, int seed, int stream, IPointViewSteps steps)
    {
        // Where squares of distances overflow, points are picked again.
        int[] chosen = [.. steps.FarthestPoints(points, count, new SplitMix64(seed, stream).NextBelow(own.Length))
            .Distinct().Order()];
        return (points.Select(chosen), Array.ConvertAll(chosen, i => own[i]));
    }

    // The sensor looks along +z, views look along -z. The turn is exact.
    private static PointCloud Turned(PointCloud cloud, int[] indices)
    {
        PointCloud points = cloud.Select(indices);
        Span<float> y = points.Y, z = points.Z;
        for (int i = 0; i < points.Count; i++)
            (y[i], z[i]) = (-y[i], -z[i]);
        return points;
    }

    private static double NormalRadius(PointCloud points, PointViewOptions recipe)
    {
        if (recipe.NormalRadius > 0)
            return recipe.NormalRadius;
        if (recipe.Named is { } preset)
            return preset.NormalRadius;
        double side = Math.Max(Extent(points.X), Math.Max(Extent(points.Y), Extent(points.Z)));
        // Points that are all in one place have no side.
        return side > 0 ? 0.1 * side : 1;
    }

    private static double Extent(ReadOnlySpan<float> values)
    {
        float low = values[0], high = values[0];
        foreach (float value in values)
            (low, high) = (MathF.Min(low, value), MathF.Max(high, value));
        return (double)high - low;
    }

    private static int[] Places(int count) => [.. Enumerable.Range(0, count)];

    // Places: where the never-seen rule counts distances.
    private readonly record struct Shown(PointCloud Points, int[] Own, int[] Places, bool[]? Labels);
}
