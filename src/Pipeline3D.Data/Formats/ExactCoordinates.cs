using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>Parses a file whose coordinates go through a <see cref="Narrowing"/>.</summary>
internal delegate CloudFile NarrowingParser(
    ReadOnlySpan<byte> file, string path, FormatLimits limits, Narrowing narrowing);

/// <summary>Keeps the coordinates of files that have more digits than float32.</summary>
/// <remarks>A cloud far from the origin is read relative to an offset, which its file keeps. Where points are lost or
/// moved nevertheless, on grids and in clouds of wide extent, a remark says so.</remarks>
internal static class ExactCoordinates
{
    /// <summary>Parses a file, once more where an offset is needed or something may be lost.</summary>
    /// <remarks>Cost: that of one pass, as a rule, of three for a cloud far from the origin; see <see
    /// cref="NarrowingHarm"/>.</remarks>
    internal static CloudFile Parse(
        ReadOnlySpan<byte> file, string path, FormatLimits limits, NarrowingParser parse)
    {
        var narrowing = new Narrowing();
        CloudFile cloud = parse(file, path, limits, narrowing);
        if (narrowing.LargestChange == 0)
            return cloud;
        // An offset would turn (0,0,0), which means no reading, into a point of the grid.
        Vector3d offset = default;
        if (cloud.Height == 1 && ExactBounds.MayWantOffset(cloud.Points))
        {
            var whole = new Narrowing(keepsExact: true);
            _ = parse(file, path, limits, whole);
            offset = BoundsOf(whole.Exact).WantedOffset();
        }
        if (offset != default)
        {
            narrowing = new Narrowing(offset);
            cloud = parse(file, path, limits, narrowing) with { Offset = offset };
        }
        if (!NarrowingHarm.IsPossible(cloud.Points, narrowing.LargestChange))
            return cloud;
        var kept = new Narrowing(offset, keepsExact: true);
        _ = parse(file, path, limits, kept);
        return NarrowingHarm.Of(cloud.Points, kept) is { } harm
            ? cloud with { Remarks = [.. cloud.Remarks, harm] } : cloud;
    }

    // Of the points that have all their coordinates.
    private static ExactBounds BoundsOf(List<double>[] exact)
    {
        var bounds = new ExactBounds();
        for (int i = 0; i < exact[0].Count; i++)
            bounds.AddPoint(exact[0][i], exact[1][i], exact[2][i]);
        return bounds;
    }
}
