using System.Globalization;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Live;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Thins a scan whose verdict would come too late otherwise, and marks it; others pass as they are.</summary>
/// <remarks>
/// A scan on a grid keeps its pixels and its ground truth: readings beside an even lattice become (0,0,0), so score
/// maps stay those of the scan's own pixels. A plain cloud keeps its farthest points, in its own order. Which points
/// are kept depends on the scan alone. Time limits are those of <c>source.live</c>; without one every scan passes. Put
/// it behind filter.remove-plane, whose clusters need whole scans, and before the features.
/// </remarks>
[Block("filter.meet-deadline", IsPreparation = false,
    Summary = "Thin a scan when too little time is left for all of its points.")]
public sealed class MeetDeadlineFilter(MeetDeadlineOptions options) : TransformBlock3D<Scan, Scan>(options)
{
    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        TimeSpan? left = context.TimeLeft;
        if (!options.Always && !(left < options.Reserve))
            return new(input);
        int[] readings = input.Readings;
        if (readings.Length <= options.Points)
            return new(input);
        Scan thinned = input.Grid is { } grid ? OnGrid(input, grid, readings.Length)
            : OfCloud(input, readings, context.Stop);
        if (ReferenceEquals(thinned, input))
            return new(input);
        int kept = thinned.Readings.Length, before = input.Fallback?.OfPoints ?? readings.Length;
        string why = left is { } time ? string.Create(CultureInfo.InvariantCulture,
            $": {time.TotalSeconds:0.000} s were left, {options.Reserve.TotalSeconds:0.###} s are reserved") : "";
        return new(thinned with
        {
            Fallback = new Fallback(kept, before) { TimeLeft = left, MaxPoints = options.Points },
            Remarks = [.. input.Remarks, $"thinned to {kept} of {before} points{why}"],
        });
    }

    private Scan OnGrid(Scan input, OrganizedCloud grid, int readings)
    {
        if (GridLattice.Within(grid, readings, options.Points) is not { } found)
            return input;
        OrganizedCloud sparse = found.Lattice.Scatter(found.Lattice.Gather(grid));
        return input with { Cloud = sparse.Points, Grid = sparse, Lattice = found.Lattice };
    }

    private Scan OfCloud(Scan input, int[] readings, CancellationToken stop)
    {
        int[] chosen = FarthestPoints.Select(input.Cloud.Select(readings), options.Points, stop: stop).Index;
        Array.Sort(chosen);
        int[] kept = Array.ConvertAll(chosen, i => readings[i]);
        return Scans.Select(input, kept) with { Rgb = input.Rgb is null ? null : ColoursOf(input.Rgb, kept) };
    }

    private static RgbImage ColoursOf(RgbImage colours, int[] kept)
    {
        byte[] pixels = new byte[3 * kept.Length];
        for (int i = 0; i < kept.Length; i++)
            colours.Pixels.AsSpan(3 * kept[i], 3).CopyTo(pixels.AsSpan(3 * i));
        return new RgbImage(kept.Length, 1, pixels);
    }
}
