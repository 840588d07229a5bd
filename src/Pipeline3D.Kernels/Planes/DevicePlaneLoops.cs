using System.Runtime.InteropServices;
using ILGPU;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Planes;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Planes;

/// <summary>The loops of a plane search on a device; clouds stay there between the calls.</summary>
/// <param name="scope">Where to run.</param>
/// <remarks>Twin: what <see cref="PlaneFit"/> and <see cref="BackgroundPlane"/> do without. Where the device fuses
/// multiply and add, a point within float32 rounding of the threshold may be counted or not.</remarks>
internal sealed class DevicePlaneLoops(DeviceScope scope) : IPlaneLoops
{
    // Enough to fill a device, and few beyond what a search needs: it often ends after some dozen planes.
    private const int PlanesAtATime = 64;
    private const int MaxChunks = 32;

    /// <inheritdoc/>
    public int Batch => PlanesAtATime;

    /// <inheritdoc/>
    public void CountInliers(PointCloud cloud, ReadOnlySpan<PlaneEquation> planes, double threshold, Span<int> counts,
        CancellationToken stop)
    {
        Require.Length(counts.Length, planes.Length, "[planes]", nameof(counts));
        Require.Positive(threshold);
        counts.Clear();
        if (planes.IsEmpty || cloud.Count == 0)
            return;
        var rows = new float[4 * planes.Length];
        for (int i = 0; i < planes.Length; i++)
            (rows[4 * i], rows[(4 * i) + 1], rows[(4 * i) + 2], rows[(4 * i) + 3])
                = ((float)planes[i].A, (float)planes[i].B, (float)planes[i].C, (float)planes[i].D);
        Require.Finite(rows, nameof(planes));
        scope.Run(new CountProgram(cloud, rows, threshold, counts), stop);
    }

    /// <inheritdoc/>
    public void Mark(PointCloud cloud, PlaneEquation plane, double threshold, Span<bool> within,
        CancellationToken stop)
    {
        Require.Length(within.Length, cloud.Count, "[points]", nameof(within));
        Require.Positive(threshold);
        if (cloud.Count > 0)
            scope.Run(new MarkProgram(cloud, plane, threshold, within), stop);
    }

    private readonly ref struct CountProgram(PointCloud cloud, float[] rows, double threshold, Span<int> counts)
        : IDeviceProgram
    {
        private readonly Span<int> _counts = counts;

        public void Run(DeviceLane lane)
        {
            int chunks = Math.Clamp((cloud.Count / (16 * lane.Device.GroupSize)) + 1, 1, MaxChunks);
            var count = new PlaneInliers
            {
                Cloud = DeviceCloud.Of(lane, cloud).View,
                Planes = lane.Copy<float>(rows),
                Counts = lane.Zeros<int>(_counts.Length),
                Threshold = (float)threshold,
                Count = cloud.Count,
                Chunks = chunks,
            };
            lane.LaunchGroups(PlaneInliers.Run, _counts.Length * chunks, count);
            lane.Download(count.Counts, _counts);
        }
    }

    private readonly ref struct MarkProgram(PointCloud cloud, PlaneEquation plane, double threshold, Span<bool> within)
        : IDeviceProgram
    {
        private readonly Span<bool> _within = within;

        public void Run(DeviceLane lane)
        {
            var mark = new PlaneMark
            {
                Cloud = DeviceCloud.WithGaps(lane, cloud).View,
                Within = lane.Rent<byte>(cloud.Count),
                A = plane.A,
                B = plane.B,
                C = plane.C,
                D = plane.D,
                Threshold = threshold,
            };
            lane.Launch(PlaneMark.Run, cloud.Count, mark);
            lane.Download(mark.Within, MemoryMarshal.AsBytes(_within));
        }
    }
}
