using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Detection.Btf;

/// <summary>BTF's patch features of a scan of which a lattice of pixels is left.</summary>
/// <remarks>
/// Holes would spoil them: the mean over a patch counts a pixel without a reading as zeros, so every feature would
/// shrink with the share that is left. So the lattice is taken as the grid that it is, and neighbours are counted so
/// that they cover the extent that they cover in a whole scan.
/// </remarks>
internal static class SparseBtf
{
    private const int FewestNeighbours = 8;

    /// <summary>The features; the shape is that of a whole scan's.</summary>
    public static FeatureMatrix Extract(OrganizedCloud grid, GridLattice lattice, BtfOptions options, int threads,
        DeviceScope? scope, CancellationToken stop)
    {
        OrganizedCloud square = lattice.GatherSquare(grid, BtfExtractor.PaddingOf(grid, options));
        BtfOptions sparse = options with { PadMultiple = 1 };
        // Raw depth has the size of its tiles as its length, and costs nothing.
        if (options.Features == BtfFeatures.Fpfh && square.Width < options.GridSize)
        {
            int side = Math.Min(options.GridSize, Math.Max(square.Width, options.PatchGrid + 2));
            double share = side * (double)side / ((double)options.GridSize * options.GridSize);
            sparse = sparse with
            {
                GridSize = side,
                NormalNeighbours = Fewer(options.NormalNeighbours, share),
                FeatureNeighbours = Fewer(options.FeatureNeighbours, share),
            };
        }
        return BtfExtractor.Extract(square, sparse, threads, scope, stop);
    }

    private static int Fewer(int neighbours, double share)
        => Math.Clamp((int)Math.Round(neighbours * share), Math.Min(FewestNeighbours, neighbours), neighbours);
}
