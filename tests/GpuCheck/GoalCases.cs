using ILGPU;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Descriptors;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Normals;
using Pipeline3D.Kernels.Sampling;
using Pipeline3D.Kernels.Views;

namespace Pipeline3D.GpuCheck;

/// <summary>The sizes that a card is held to, and beside some of them another way to the same result.</summary>
internal static class GoalCases
{
    public static IEnumerable<KernelCase> All(bool small)
        => [.. Points(small), .. Neighbours(small), .. Views(small), .. Descriptors(small), .. Rows(small)];

    private static IEnumerable<KernelCase> Points(bool small)
    {
        (int n, int picks) = small ? (400, 100) : (300_000, 64_000);
        PointCloud cloud = Inputs.Surface(n);
        var cores = new Lazy<FarthestPointOrder>(() => FarthestPoints.Select(cloud, picks));
        yield return KernelCase.Of("farthest points", $"{n} -> {picks}", () => FarthestPoints.Select(cloud, picks),
            scope => FarthestPointOp.Select(scope, cloud, picks, 0, small ? 8 : FarthestPointSearch.Sequence),
            found => found.RadiusAfter).With(cloud) with { Torch = $"fps_{n}_{picks}", MayDiffer = 0.01 };
        foreach (int sequence in small ? new[] { picks } : [24, 400, picks])
            yield return KernelCase.Of($"farthest points, {sequence} one by one", $"{n} -> {picks}", () => cores.Value,
                scope => FarthestPointOp.Select(scope, cloud, picks, 0, sequence), found => found.RadiusAfter)
                .With(cloud) with { MayDiffer = 0.01, IsOtherWay = true };
    }

    private static IEnumerable<KernelCase> Neighbours(bool small)
    {
        int n = small ? 300 : 300_000, k = small ? 8 : 32;
        PointCloud cloud = Inputs.Surface(n);
        yield return KernelCase.Of($"kNN, k = {k}", $"{n}", () => new KdTree(cloud).Nearest(k, includeSelf: false),
            scope => NearestOp.Search(scope, cloud, k), found => found.Distance).With(cloud)
            with { Torch = $"knn_{n}_{k}" };
        foreach (int wanted in (int[])[k, small ? 12 : 100])
            foreach (bool shared in (bool[])[true, false])
                yield return KernelCase.Of($"kNN, k = {wanted}, lists in {(shared ? "shared" : "device")} memory",
                    $"{n}, nothing copied back", () => new float[1], scope => Lists(scope, cloud, wanted, shared),
                    found => found).With(cloud) with { IsOtherWay = true };
    }

    private static IEnumerable<KernelCase> Views(bool small)
    {
        int side = small ? 32 : 336;
        ViewSetup setup = ViewPreset.CodeMvtec9.Setup with { Height = side, Width = side };
        int n = small ? 200 : 112_896;
        PointCloud cloud = Inputs.Surface(n);
        yield return KernelCase.Of("9 views: pixels and depths", $"{n}, {side} x {side}",
            () => MultiView.Project(cloud, setup), scope => ViewOp.Project(scope, cloud, setup), MapCases.Values)
            .With(cloud) with { Torch = $"zbuffer_9_{n}_{side}" };
        yield return KernelCase.Of("9 views: pixels without depths", $"{n}, {side} x {side}",
            () => MultiView.Project(cloud, setup), scope => ViewOp.Project(scope, cloud, setup, depths: false, default),
            views => views.SelectMany(view => view.Pixel.Zip(view.Visible, (pixel, seen) => seen ? (float)pixel : -1)))
            .With(cloud);
    }

    private static IEnumerable<KernelCase> Descriptors(bool small)
    {
        int n = small ? 200 : 64_000;
        double reach = small ? 0.2 : 0.02;
        PointCloud cloud = Inputs.Surface(n);
        yield return KernelCase.Of("normals and FPFH, 30 and 100", $"{n}",
            () => OnDevice.Fpfh(null, cloud, reach, 30, NormalOrientation.Towards(default), 2 * reach, 100),
            scope => FpfhOp.Compute(scope, cloud, reach, 30, NormalOrientation.Towards(default), 2 * reach, 100),
            found => found.Values).With(cloud) with { Tolerance = 1e-4, MayDiffer = 0.02 };
        yield return KernelCase.Of("normals, 30 neighbours", $"{n}", () => SurfaceNormals.Estimate(cloud, reach, 30),
            scope => NormalOp.Estimate(scope, cloud, reach, 30), found => found.Z.ToArray().Select(MathF.Abs))
            .With(cloud) with { Torch = $"normals_{n}_30" };
    }

    private static IEnumerable<KernelCase> Rows(bool small)
    {
        (int n, int picks) = small ? (200, 60) : (100_000, 10_000);
        FeatureMatrix rows = Inputs.Rows(n, 33, 1);
        var cores = new Lazy<int[]>(() => Coreset.Select(rows, picks));
        yield return KernelCase.Of("coreset", $"{n} x 33 -> {picks}", () => Coreset.Select(rows, picks),
            scope => CoresetOp.Select(scope, rows, picks, 0, small ? 4 : CoresetTurns.Sequence), Cases.Floats)
            .With(rows) with { Torch = $"coreset_{n}_{picks}", MayDiffer = 0.5 };
        yield return KernelCase.Of("coreset, one by one", $"{n} x 33 -> {picks}", () => cores.Value,
            scope => CoresetOp.Select(scope, rows, picks, 0, picks), Cases.Floats).With(rows)
            with { MayDiffer = 0.5, IsOtherWay = true };
    }

    // The lists are another's already: here they are timed alone.
    private static float[] Lists(DeviceScope scope, PointCloud cloud, int k, bool shared)
    {
        scope.Run(new ListProgram(cloud, k, shared), default);
        return [0];
    }

    private readonly struct ListProgram(PointCloud cloud, int k, bool shared) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            DeviceGrid grid = DeviceGrid.Of(lane, cloud);
            var search = new NearestSearch
            {
                Grid = grid.View, Queries = grid.View.Sorted, Keys = lane.Rent<ulong>((long)k * grid.Count),
                Count = grid.Count, K = k, SkipSelf = 1, Limit = CellShells.Empty - 1,
            };
            if (shared)
                NearestSearch.Launch(lane, search);
            else
                lane.Launch(NearestSearch.Run, grid.Count, search);
            lane.Synchronise();
        }
    }
}
