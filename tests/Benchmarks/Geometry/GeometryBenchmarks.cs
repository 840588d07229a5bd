using BenchmarkDotNet.Attributes;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Benchmarks.Geometry;

/// <summary>The kernels that a scan of 224 x 224 pixels meets on its way, on one thread as in a run.</summary>
[MemoryDiagnoser]
public class GeometryBenchmarks
{
    private const int Side = 224;
    private readonly PointCloud _cloud = new(Side * Side);
    private readonly int[] _known = [.. Enumerable.Range(0, Side * Side / 10).Select(i => 10 * i)];
    private readonly float[] _values = [.. Enumerable.Range(0, Side * Side / 10).Select(i => MathF.Sin(0.01f * i))];
    private KdTree _tree = null!;
    private PointCloud _normals = null!;
    private FeatureMatrix _patches = null!, _bank = null!;

    [GlobalSetup]
    public void MakeScan()
    {
        for (int i = 0; i < _cloud.Count; i++)
        {
            (float u, float v) = (i % Side / 1000f, i / Side / 1000f);
            _cloud[i] = new(u, v, 0.5f + (0.01f * MathF.Sin(60 * u) * MathF.Cos(50 * v)));
        }
        _tree = new KdTree(_cloud, 1);
        _normals = SurfaceNormals.Estimate(_cloud, _tree, 0.1, 30, 1);
        FeatureMatrix features = Fpfh.Compute(_cloud, _normals, _tree, 0.25, 100, 1);
        _patches = features.Select([.. Enumerable.Range(0, 784).Select(i => 64 * i)]);
        _bank = features.Select([.. Enumerable.Range(0, 2000).Select(i => 25 * i)]);
    }

    [Benchmark]
    public KdTree Tree() => new(_cloud, 1);

    [Benchmark]
    public NearestNeighbours Nearest32() => _tree.Nearest(32, threads: 1);

    [Benchmark]
    public PointCloud NormalsOf30() => SurfaceNormals.Estimate(_cloud, _tree, 0.1, 30, 1);

    [Benchmark]
    public FeatureMatrix FpfhOf100() => Fpfh.Compute(_cloud, _normals, _tree, 0.25, 100, 1);

    [Benchmark]
    public FarthestPointOrder FarthestTenth() => FarthestPoints.Select(_cloud, _cloud.Count / 10);

    [Benchmark]
    public NearestNeighbours PatchesInBank() => NearestRows.Search(_bank, _patches, 1, 1);

    [Benchmark]
    public float[] Harmonic() => HarmonicInterpolation.Fill(Side, Side, _known, _values, threads: 1);
}
