using System.Collections;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Planes;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Removes the table that an object lies on, and what is not the object.</summary>
/// <remarks>What is not the object comes out as (0,0,0) and black; the ground truth stays as it is. Works in
/// metres.</remarks>
[Block("filter.remove-plane", UsesDevice = true,
    Summary = "Remove the background plane and keep the largest cluster.")]
public sealed class RemovePlaneFilter(RemovePlaneOptions options)
    : TransformBlock3D<Scan, Scan>(options), ICacheable<Scan, Scan>, IEstimatesDisk
{
    /// <summary>A bit per point.</summary>
    public long CacheBytes(ExpectedItems items)
        => items.Items.Sum(item => DeclaredSize.MaxPoints(item.DeclaredBytes) / 8);

    /// <inheritdoc/>
    public override UnitFlow Units => new(LengthUnit.Metre, null);

    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        OrganizedCloud grid = Scans.RequireGrid(input, context);
        Scans.RequireUnit(input, LengthUnit.Metre, context);
        var plane = new BackgroundPlaneOptions
        {
            Border = options.Border,
            CutThreshold = options.Cut.Metre,
            KeepLargestCluster = options.KeepLargestCluster,
            ClusterEps = options.ClusterEps.Metre,
            ClusterMinPoints = options.ClusterMinPoints,
            Fit = new PlaneFitOptions { Threshold = options.FitThreshold.Metre, Seed = context.Run.Seed },
        };
        BackgroundRemoval removal = RunDevice.Compute(context, scope =>
        {
            BackgroundRemoval made = BackgroundPlane.Remove(grid, plane, context.Run.KernelThreads,
                OnDevice.PlaneLoops(scope), context.Stop);
            scope?.Mask(grid.Points, made.Cleaned.Points, context.Stop);
            return made;
        });
        if (removal.Flags.HasFlag(BackgroundFlags.NothingLeft))
            throw context.Reject(RejectReason.EmptyCloud, "nothing is left once the background plane is removed: "
                + "the scan shows only the plane, or its points lie within 'cut' of it");
        if (removal.Plane is null && options.RequirePlane)
            throw context.Reject(RejectReason.NoBackgroundPlane,
                $"no background plane was found at the border ({removal.Flags}); "
                + "set require_plane to false to pass such scans as they are");
        var remarks = new List<string>(input.Remarks);
        if (removal.Flags != BackgroundFlags.None)
            remarks.Add($"background removal: {removal.Flags}");
        return new(input with
        {
            Cloud = removal.Cleaned.Points,
            Grid = removal.Cleaned,
            Rgb = input.Rgb is null ? null : Scans.Blacken(input.Rgb, removal.Cleaned),
            Remarks = remarks,
        });
    }

    /// <summary>Writes which points are kept, and the remarks.</summary>
    public void SaveOutput(Scan output, Stream stream)
    {
        using var file = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        file.Write(output.Remarks.Count);
        foreach (string remark in output.Remarks)
            file.Write(remark);
        var bits = new BitArray(output.Cloud.Count);
        for (int i = 0; i < bits.Length; i++)
            bits[i] = output.Grid!.IsValid(i, ValidRule.AnyNonZero);
        byte[] bytes = new byte[(bits.Length + 7) / 8];
        bits.CopyTo(bytes, 0);
        file.Write(bytes);
    }

    /// <inheritdoc/>
    public Scan LoadOutput(Scan input, Stream stream)
    {
        using var file = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        string[] remarks = [.. Enumerable.Range(0, file.ReadInt32()).Select(_ => file.ReadString())];
        var kept = new BitArray(file.ReadBytes((input.Cloud.Count + 7) / 8));
        var cloud = new PointCloud(input.Cloud.Count);
        for (int i = 0; i < cloud.Count; i++)
            if (kept[i])
                (cloud.X[i], cloud.Y[i], cloud.Z[i]) = (input.Cloud.X[i], input.Cloud.Y[i], input.Cloud.Z[i]);
        var grid = new OrganizedCloud(input.Grid!.Width, input.Grid.Height, cloud);
        return input with
        {
            Cloud = cloud,
            Grid = grid,
            Rgb = input.Rgb is null ? null : Scans.Blacken(input.Rgb, grid),
            Remarks = remarks,
        };
    }
}
