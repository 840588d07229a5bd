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
    public static IEnumerable<KernelCase> All(bool small) =>
    [
        .. Sampling(small), .. Neighbours(small), .. Surfaces(small), .. Rows(small), .. MapCases.All(small), .. NetworkCases.All(small),
    ];

    private static IEnumerable<KernelCase> Sampling(bool small)
    {
        foreach ((int n, int picks) in small ? new[] { (300, 20) } : [(50_000, 1024), (300_000, 16_384)])
        {
            PointCloud cloud = Inputs.Surface(n);
            // A tie may fall the other way and move all later picks: how far the picks reach is compared.
            yield return new("farthest points", $"{n} -> {picks}",
                () => FarthestPoints.Select(cloud, picks, 0).RadiusAfter,
                scope => FarthestPointOp.Select(scope, cloud, picks, 0).RadiusAfter, cloud, $"fps_{n}_{picks}", 0.01);
        }
        foreach ((int n, int picks) in small ? new[] { (200, 20) } : [(100_000, 1000)])
        {
            FeatureMatrix rows = Inputs.Rows(n, 33, 1);
            yield return new("coreset", $"{n} x 33 -> {picks}",
                () => Floats(Coreset.Select(rows, picks)), scope => Floats(CoresetOp.Select(scope, rows, picks)),
                null, $"coreset_{n}_{picks}", 1e-5, 0.5);
        }
    }

    private static IEnumerable<KernelCase> Neighbours(bool small)
    {
        foreach (int n in small ? new[] { 300 } : [50_000, 1_000_000])
        {
            PointCloud cloud = Inputs.Surface(n);
            yield return new("kNN, k = 16", $"{n}", () => new KdTree(cloud).Nearest(16, includeSelf: false).Distance,
                scope => NearestOp.Search(scope, cloud, 16).Distance, cloud, $"knn_{n}_16");
            double radius = small ? 0.1 : 0.01;
            yield return new("count within a radius", $"{n}", () => Floats(new KdTree(cloud).CountWithin(radius)),
                scope => Floats(NearestOp.CountWithin(scope, cloud, radius)), cloud);
        }
    }

    private static IEnumerable<KernelCase> Surfaces(bool small)
    {
        foreach (int n in small ? new[] { 250 } : [50_000, 500_000])
        {
            PointCloud cloud = Inputs.Surface(n);
            double reach = small ? 0.2 : 0.02;
            yield return new("normals, 30 neighbours", $"{n}",
                () => SurfaceNormals.Estimate(cloud, reach, 30).Z.ToArray().Select(MathF.Abs).ToArray(),
                scope => NormalOp.Estimate(scope, cloud, reach, 30).Z.ToArray().Select(MathF.Abs).ToArray(), cloud);
            yield return new("normals and FPFH, 30 and 100", $"{n}",
                () => OnDevice.Fpfh(null, cloud, reach, 30, NormalOrientation.Towards(default), 2 * reach, 100).Values,
                scope => FpfhOp.Compute(scope, cloud, reach, 30, NormalOrientation.Towards(default), 2 * reach, 100)
                    .Values, cloud, "", 1e-4, 0.02);
        }
        foreach (int n in small ? new[] { 2000 } : [32_000, 640_000])
        {
            PointCloud cloud = Inputs.Surface(n);
            var options = new PlaneFitOptions { Threshold = 0.01, SampleSize = 3, Iterations = small ? 64 : 1000 };
            yield return new("plane by RANSAC", $"{n}", () => Plane(cloud, options, null),
                scope => Plane(cloud, options, new DevicePlaneLoops(scope)), cloud, "", 1e-3, 0);
            yield return new("removal of a plane", $"{n}", () => Marks(cloud, null),
                scope => Marks(cloud, new DevicePlaneLoops(scope)), cloud);
        }
    }

    private static IEnumerable<KernelCase> Rows(bool small)
    {
        foreach ((int bank, int queries, int columns) in small ? new[] { (300, 40, 33) }
            : [(20_000, 784, 33), (100_000, 12_544, 33), (10_000, 784, 1536)])
        {
            FeatureMatrix rows = Inputs.Rows(bank, columns, 2), asked = Inputs.Rows(queries, columns, 3);
            var index = new Lazy<RowIndex>(() => new RowIndex(rows));
            yield return new("nearest rows", $"{queries} of {bank} x {columns}",
                () => index.Value.Nearest(asked, 1).Distance,
                scope => NearestRowsOp.Search(scope, rows, asked).Distance, null, $"rows_{queries}_{bank}_{columns}",
                1e-4);
        }
    }

    private static float[] Plane(PointCloud cloud, PlaneFitOptions options, IPlaneLoops? loops)
        => PlaneFit.TryRansac(cloud, options, out PlaneFitResult found, 0, loops)
            ? [(float)Math.Abs(found.Plane.A), (float)Math.Abs(found.Plane.B), (float)Math.Abs(found.Plane.C)] : [];

    private static float[] Marks(PointCloud cloud, IPlaneLoops? loops)
    {
        var plane = new PlaneEquation(0, 0, 1, -1.02);
        var within = new bool[cloud.Count];
        if (loops is not null)
            loops.Mark(cloud, plane, 0.03, within, default);
        else
            for (int i = 0; i < within.Length; i++)
                within[i] = Math.Abs(plane.SignedDistance(cloud.X[i], cloud.Y[i], cloud.Z[i])) < 0.03;
        return Array.ConvertAll(within, mark => mark ? 1f : 0);
    }

    private static float[] Floats(int[] values) => Array.ConvertAll(values, value => (float)value);
}
