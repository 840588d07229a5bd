using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Planes;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Descriptors;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Normals;
using Pipeline3D.Kernels.Planes;
using Pipeline3D.Kernels.Rows;
using Pipeline3D.Kernels.Sampling;

namespace Pipeline3D.GpuCheck;

/// <summary>Every kernel at sizes that occur in practice, or at small ones that ILGPU's CPU accelerator has the time
/// for.</summary>
internal static class Cases
{
    /// <summary>The cases whose names begin so, one made after the other.</summary>
    public static IEnumerable<KernelCase> All(bool small, string name) => GoalCases.All(small).Concat(Sampling(small))
        .Concat(Neighbours(small))
        .Concat(Surfaces(small)).Concat(Rows(small)).Concat(MapCases.All(small)).Concat(NetworkCases.All(small))
        .Where(wanted => wanted.Kernel.StartsWith(name, StringComparison.Ordinal));

    private static IEnumerable<KernelCase> Sampling(bool small)
    {
        foreach ((int n, int picks) in small ? new[] { (300, 20) } : [(50_000, 1024), (300_000, 16_384)])
        {
            PointCloud cloud = Inputs.Surface(n);
            // A tie may fall the other way and move all later picks: how far the picks reach is compared.
            yield return KernelCase.Of("farthest points", $"{n} -> {picks}",
                () => FarthestPoints.Select(cloud, picks), scope => FarthestPointOp.Select(scope, cloud, picks),
                found => found.RadiusAfter).With(cloud) with { Torch = $"fps_{n}_{picks}", MayDiffer = 0.01 };
        }
        foreach ((int n, int picks) in small ? new[] { (200, 20) } : [(100_000, 1000)])
        {
            FeatureMatrix rows = Inputs.Rows(n, 33, 1);
            yield return KernelCase.Of("coreset", $"{n} x 33 -> {picks}", () => Coreset.Select(rows, picks),
                scope => CoresetOp.Select(scope, rows, picks), Floats).With(rows)
                with { Torch = $"coreset_{n}_{picks}", MayDiffer = 0.5 };
        }
    }

    private static IEnumerable<KernelCase> Neighbours(bool small)
    {
        foreach (int n in small ? new[] { 300 } : [50_000, 1_000_000])
        {
            PointCloud cloud = Inputs.Surface(n);
            yield return KernelCase.Of("kNN, k = 16", $"{n}", () => new KdTree(cloud).Nearest(16, includeSelf: false),
                scope => NearestOp.Search(scope, cloud, 16), found => found.Distance).With(cloud)
                with { Torch = $"knn_{n}_16" };
            double radius = small ? 0.1 : 0.01;
            yield return KernelCase.Of("count within a radius", $"{n}", () => new KdTree(cloud).CountWithin(radius),
                scope => NearestOp.CountWithin(scope, cloud, radius), Floats).With(cloud);
        }
    }

    private static IEnumerable<KernelCase> Surfaces(bool small)
    {
        foreach (int n in small ? new[] { 250 } : [50_000, 500_000])
        {
            PointCloud cloud = Inputs.Surface(n);
            double reach = small ? 0.2 : 0.02;
            yield return KernelCase.Of("normals, 30 neighbours", $"{n}", ()
                => SurfaceNormals.Estimate(cloud, reach, 30),
                scope => NormalOp.Estimate(scope, cloud, reach, 30),
                found => found.Z.ToArray().Select(MathF.Abs)).With(cloud);
            yield return KernelCase.Of("normals and FPFH, 30 and 100", $"{n}",
                () => OnDevice.Fpfh(null, cloud, reach, 30, NormalOrientation.Towards(default), 2 * reach, 100),
                scope => FpfhOp.Compute(scope, cloud, reach, 30, NormalOrientation.Towards(default), 2 * reach, 100),
                found => found.Values).With(cloud) with { Tolerance = 1e-4, MayDiffer = 0.02 };
        }
        foreach (int n in small ? new[] { 2000 } : [32_000, 640_000])
        {
            PointCloud cloud = Inputs.Surface(n);
            var options = new PlaneFitOptions { Threshold = 0.01, SampleSize = 3, Iterations = small ? 64 : 1000 };
            yield return KernelCase.Of("plane by RANSAC", $"{n}", () => Plane(cloud, options, null),
                scope => Plane(cloud, options, new DevicePlaneLoops(scope)), found => (float[])[
                    (float)Math.Abs(found.Plane.A), (float)Math.Abs(found.Plane.B), (float)Math.Abs(found.Plane.C)])
                with { Tolerance = 1e-3, MayDiffer = 0 };
            yield return KernelCase.Of("points near a plane", $"{n}", () => Marks(cloud, null),
                scope => Marks(cloud, new DevicePlaneLoops(scope)), found => found.Select(mark => mark ? 1f : 0))
                .With(cloud);
        }
    }

    private static IEnumerable<KernelCase> Rows(bool small)
    {
        foreach ((int bank, int queries, int columns) in small ? new[] { (300, 40, 33) }
            : [(20_000, 784, 33), (100_000, 12_544, 33), (10_000, 784, 1536)])
        {
            FeatureMatrix rows = Inputs.Rows(bank, columns, 2), asked = Inputs.Rows(queries, columns, 3);
            var index = new Lazy<RowIndex>(() => new RowIndex(rows));
            yield return KernelCase.Of("nearest rows", $"{queries} of {bank} x {columns}",
                () => index.Value.Nearest(asked), scope => NearestRowsOp.Search(scope, rows, asked),
                found => found.Distance).With(asked)
                with { Torch = $"rows_{queries}_{bank}_{columns}", Tolerance = 1e-4 };
        }
    }

    private static PlaneFitResult Plane(PointCloud cloud, PlaneFitOptions options, IPlaneLoops? loops)
        => PlaneFit.TryRansac(cloud, options, out PlaneFitResult found, 0, loops) ? found
            : throw new InvalidOperationException("there is no plane");

    private static bool[] Marks(PointCloud cloud, IPlaneLoops? loops)
    {
        var plane = new PlaneEquation(0, 0, 1, -1.02);
        var within = new bool[cloud.Count];
        if (loops is not null)
            loops.Mark(cloud, plane, 0.03, within, default);
        else
            plane.Mark(cloud, 0.03, within);
        return within;
    }

    public static IEnumerable<float> Floats(int[] values) => values.Select(value => (float)value);
}
