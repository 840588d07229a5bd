using System.Globalization;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Data.Datasets;

/// <summary>Writes the views of a scan as PointAD's authors publish them; <see cref="RenderedViewsLayout"/> reads them
/// back.</summary>
public static class RenderedViews
{
    /// <summary>Why the authors' folders cannot hold the views of a scan; null when they can.</summary>
    /// <param name="scan">A scan with views.</param>
    public static string? Obstacle(Scan scan)
    {
        PointViews views = scan.Views ?? throw new ArgumentException("the scan carries no views", nameof(scan));
        if (views.Width != views.Height)
            return $"its pictures are {views.Width} x {views.Height}; the authors' folders hold squares";
        if (scan.Grid is { } grid && (grid.Width != views.Size || grid.Height != views.Size))
            return $"its grid is {grid.Width} x {grid.Height}; in the authors' folders it is as large as the pictures, "
                + $"{views.Size} x {views.Size}: put filter.resize with size: {views.Size} before feature.views";
        return views.Own[^1] < 0 ? "points were made between its own, and they have no place in the authors' folders"
            : null;
    }

    /// <summary>Writes all files of a scan: pictures, correspondences, labels of views, and beside them what a grid is
    /// made of (xyz, rgb, gt), or the shown points with their labels as colours (gt_pcd).</summary>
    /// <param name="folder">The defect's folder.</param>
    /// <param name="name">Name of the sample.</param>
    /// <param name="scan">A scan with views.</param>
    /// <exception cref="ArgumentException">The scan carries no views, or such that the folders cannot hold.</exception>
    public static void Write(string folder, string name, Scan scan)
    {
        if (Obstacle(scan) is { } obstacle)
            throw new ArgumentException(obstacle, nameof(scan));
        foreach ((string path, Action<string> write) in Parts(folder, name, scan))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.WriteBy(path, write);
        }
    }

    /// <summary>The files that <see cref="Write"/> writes.</summary>
    public static IReadOnlyList<string> PathsOf(string folder, string name, Scan scan)
        => [.. Parts(folder, name, scan).Select(part => part.Path)];

    private static IEnumerable<(string Path, Action<string> Write)> Parts(string folder, string name, Scan scan)
    {
        PointViews views = scan.Views!;
        int size = views.Size;
        string In(string kind, string file) => Path.Combine(folder, kind, name, file);
        for (int k = 0; k < views.Count; k++)
        {
            int view = k;
            string stem = string.Create(CultureInfo.InvariantCulture, $"view_{view}");
            yield return (In(RenderedSample.Pictures, stem + ".png"),
                path => PngWriter.Write(path, size, size, 3, views.Pictures[view]));
            yield return (In(RenderedSample.Places, stem + "_cor.npy"),
                path => NpyWriter.Write<long>(path, Correspondence(views, view), views.Own.Length, 3));
            if (views.Truth is { } truth)
                yield return (In(RenderedSample.Labels, stem + "_gt.png"), path => PngWriter.Write(path, size, size, 3,
                [
                    .. truth[view].SelectMany(static shown => Enumerable.Repeat(shown ? byte.MaxValue : (byte)0, 3)),
                ]));
        }
        foreach ((string, Action<string>) part in scan.Grid is { } grid ? OfGrid(folder, name, scan, grid)
            : OfCloud(folder, name, scan))
            yield return part;
    }

    private static IEnumerable<(string Path, Action<string> Write)> OfGrid(
        string folder, string name, Scan scan, OrganizedCloud grid)
    {
        yield return (Path.Combine(folder, RenderedSample.Places, name, RenderedSample.Own), path
            => NpyWriter.Write<long>(path, Array.ConvertAll(scan.Views!.Own, own => (long)own), scan.Views.Own.Length));
        yield return (Path.Combine(folder, "xyz", name + ".tiff"),
            path => TiffWriter.WriteFloat(path, grid.Width, grid.Height, 3, grid.Points.ToInterleaved()));
        if (scan.Rgb is { } rgb)
            yield return (Path.Combine(folder, "rgb", name + ".png"),
                path => PngWriter.Write(path, rgb.Width, rgb.Height, 3, rgb.Pixels));
        if (scan.Truth is { } truth)
            yield return (Path.Combine(folder, "gt", name + ".png"), path => PngWriter.Write(path, truth.Width,
                truth.Height, 1, Array.ConvertAll(truth.Ids, id => id != 0 ? byte.MaxValue : (byte)0)));
    }

    private static IEnumerable<(string Path, Action<string> Write)> OfCloud(string folder, string name, Scan scan)
    {
        yield return (Path.Combine(folder, "gt_pcd", name + ".pcd"), path =>
        {
            PointCloud points = scan.Cloud.Select(scan.Views!.Own);
            for (int i = 0; i < points.Count; i++)
                (points.Y[i], points.Z[i]) = (-points.Y[i], -points.Z[i]);
            PcdWriter.Write(path, new CloudFile
            {
                Points = points, Width = points.Count, Height = 1,
                Rgb = scan.Truth is not { } truth ? null : [.. scan.Views.Own.SelectMany(own
                    => Enumerable.Repeat(truth.Ids[own] != 0 ? byte.MaxValue : (byte)0, 3))],
            });
        });
    }

    private static long[] Correspondence(PointViews views, int view)
    {
        var values = new long[checked(3 * views.Own.Length)];
        for (int i = 0, at = 0; at < values.Length; i++, at += 3)
        {
            (long row, long column) = Math.DivRem((long)views.Pixel[view][i], views.Size);
            (values[at], values[at + 1], values[at + 2]) = (column, row, views.Visible[view][i] ? 1 : 0);
        }
        return values;
    }
}
