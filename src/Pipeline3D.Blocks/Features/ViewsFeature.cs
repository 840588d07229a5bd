using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks.Features;

/// <summary>Looks at a scan from several sides: where each of its points appears in each view, which of them are seen,
/// and a shaded picture per view.</summary>
/// <remarks>Takes grids and plain clouds; points without a reading are not shown. The scan is turned by 180 degrees
/// about x first, so that its sensor side faces the camera. Presets count in the unit of their dataset: put
/// filter.convert-unit before this block when the scans have another.</remarks>
[Block("feature.views", UsesDevice = true,
    Summary = "Project a scan into views: pixel, visibility and depth of its points, and pictures.")]
public sealed class ViewsFeature(ViewsOptions options) : TransformBlock3D<Scan, ScanViews>(options),
    IEstimatesDisk
{
    private const double WindowlessPointSize = 2;
    private const int UnnamedNeighbours = 30;

    private int NeighboursOfANormal => options.NormalNeighbours > 0 ? options.NormalNeighbours
        : options.Named?.NormalNeighbours ?? UnnamedNeighbours;

    /// <summary>What sink.views writes of it: of each view a pixel and a mark per point and a packed grey picture; the
    /// points' indices.</summary>
    public long FolderBytes(ExpectedItems items)
    {
        ViewSetup setup = options.Setup();
        return items.Items.Sum(item => (long)setup.Angles.Length * setup.Height * setup.Width / 4
            + (setup.Angles.Length * (sizeof(int) + 1L) + sizeof(int)) * DeclaredSize.MaxPoints(item.DeclaredBytes));
    }

    /// <inheritdoc/>
    public override ValueTask<ScanViews> TransformAsync(Scan input, BlockContext context)
    {
        int[] indices = Scans.RequirePoints(input, context);
        PointCloud points = Turned(input.Cloud, indices);
        ViewSetup setup = options.Setup();
        int threads = context.Run.KernelThreads;
        return new(RunDevice.Compute(context, scope =>
        {
            ViewProjection[] views = OnDevice.Views(scope, points, setup, threads, context.Stop);
            PointCloud normals = OnDevice.Normals(scope, points, RadiusFor(points), NeighboursOfANormal, threads,
                context.Stop);
            ViewImage[] images = OnDevice.Images(scope, points, normals, setup,
                new ViewImageOptions { SplatSize = SplatSize(setup) }, threads, context.Stop);
            return new ScanViews(input, indices, views, images);
        }));
    }

    // The sensor looks along +z; views look along -z. A turn by 180 degrees about x is exact.
    private static PointCloud Turned(PointCloud cloud, int[] indices)
    {
        PointCloud points = cloud.Select(indices);
        Span<float> y = points.Y, z = points.Z;
        for (int i = 0; i < points.Count; i++)
            (y[i], z[i]) = (-y[i], -z[i]);
        return points;
    }

    // A preset's size counts in pixels of its window, which the image is scaled from.
    private double SplatSize(ViewSetup setup) => options.PointSize > 0 ? options.PointSize
        : options.Named is { } preset ? Math.Max(1, preset.PointSize * setup.Width / setup.Window)
        : WindowlessPointSize;

    private double RadiusFor(PointCloud points)
    {
        if (options.NormalRadius > 0)
            return options.NormalRadius;
        if (options.Named is { } preset)
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
}
