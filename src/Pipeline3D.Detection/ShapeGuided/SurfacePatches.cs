using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Patches that an expert learns from, and the places about them that it is asked for.</summary>
internal sealed class SurfacePatches
{
    private const int CopyShift = 40;
    private readonly SurfacePatchOptions _options;
    private readonly List<float[]> _points = [], _spacing = [];
    private readonly List<(int Scan, int Patch)> _patches = [];

    public SurfacePatches(SurfacePatchOptions options) => _options = options;

    /// <summary>How many patches.</summary>
    public int Count => _patches.Count;

    /// <summary>Points of a patch.</summary>
    public int Size => _options.PatchPoints;

    /// <summary>Adds the patches of a scan. Memory: 16 bytes for each point of each patch.</summary>
    public void Add(PatchedScan scan, int threads, CancellationToken stop)
    {
        float[] points = scan.Normalised(), spacing = new float[scan.Members.Length];
        int rank = Math.Min(_options.NoiseNeighbour, Size);
        Ranges.Run(scan.Patches, 1, (first, end) =>
        {
            for (int patch = first; patch < end; patch++)
            {
                var cloud = PointCloud.FromInterleaved(points.AsSpan(patch * 3 * Size, 3 * Size));
                float[] distances = new KdTree(cloud, 1).Nearest(rank, includeSelf: true, 1, stop).Distance;
                for (int i = 0; i < Size; i++)
                    spacing[(patch * Size) + i] = distances[(i * rank) + rank - 1];
            }
        }, threads, stop);
        for (int patch = 0; patch < scan.Patches; patch++)
            _patches.Add((_points.Count, patch));
        _points.Add(points);
        _spacing.Add(spacing);
    }

    /// <summary>One copy of the places about a patch, with the points that they shall be pulled to.</summary>
    /// <remarks>Each copy of each patch is drawn from a stream of its own, so that it is the same whenever it is asked
    /// for, as if all copies were kept.</remarks>
    /// <param name="patch">Which patch.</param>
    /// <param name="copy">Which copy; the first are near the surface, the others far from it.</param>
    /// <param name="points">Shape [Size, 3]; overwritten.</param>
    /// <param name="places">Shape [Size, 3]; overwritten.</param>
    /// <param name="targets">Shape [Size, 3]; overwritten.</param>
    public void Take(int patch, int copy, Span<float> points, Span<float> places, Span<float> targets)
    {
        (int scan, int at) = _patches[patch];
        _points[scan].AsSpan(at * 3 * Size, 3 * Size).CopyTo(points);
        ReadOnlySpan<float> spacing = _spacing[scan].AsSpan(at * Size, Size);
        double noise = copy < _options.NearCopies ? _options.NearNoise : _options.FarNoise;
        var random = new SplitMix64(_options.Seed ?? 0, ((long)(copy + 1) << CopyShift) | (uint)patch);
        for (int i = 0; i < places.Length; i++)
            places[i] = points[i] + (float)(noise * spacing[i / 3] * random.NextNormal());
        NearestPoints.Find(points, places, targets);
    }
}
