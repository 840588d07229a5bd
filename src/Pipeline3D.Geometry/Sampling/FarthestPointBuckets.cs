using System.Numerics;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>The boxes of a farthest point run, each with its points' distances to the nearest pick.</summary>
/// <remarks>Points are kept bucket by bucket, in whole vectors; lanes without a point hold a distance below all
/// others. Over the buckets stands a hierarchy of <see cref="BoxLevel"/>s, sixteen boxes under one, so that a pick
/// looks at a few vectors of boxes and the farthest point is found on one way down.</remarks>
internal sealed class FarthestPointBuckets
{
    private const int BucketSize = 48;
    private const int Lanes = BoxLevel.Width;
    private readonly PointCloud _cloud;
    private readonly float[] _x, _y, _z, _squared;
    private readonly int[] _original, _slotOf, _starts, _farthestPoint;
    private readonly List<BoxLevel> _levels;

    public FarthestPointBuckets(PointCloud cloud)
    {
        _cloud = cloud;
        int depth = 0;
        while ((cloud.Count >> depth) > BucketSize)
            depth++;
        var tree = new KdTreeBuilder(cloud, depth, threads: 1);
        int buckets = 1 << depth;
        _starts = new int[buckets + 1];
        for (int bucket = 0; bucket < buckets; bucket++)
        {
            int count = tree.LeafStart[bucket + 1] - tree.LeafStart[bucket];
            _starts[bucket + 1] = _starts[bucket] + ((count + Lanes - 1) / Lanes * Lanes);
        }
        int slots = _starts[buckets];
        (_x, _y, _z, _squared) = (new float[slots], new float[slots], new float[slots], new float[slots]);
        (_original, _slotOf, _farthestPoint) = (new int[slots], new int[cloud.Count], new int[buckets]);
        Array.Fill(_squared, -1);
        _levels = [new BoxLevel(buckets)];
        for (int bucket = 0; bucket < buckets; bucket++)
        {
            Fill(_starts[bucket], tree.Points[tree.LeafStart[bucket]..tree.LeafStart[bucket + 1]]);
            _levels[0].Set(bucket, tree.Boxes[buckets - 1 + bucket]);
        }
        while (_levels[^1].Count > Lanes)
            _levels.Add(_levels[^1].Above());
    }

    /// <summary>Takes a point and updates the distances.</summary>
    /// <returns>The point that is then farthest, and its squared distance; -1 when all are taken.</returns>
    public (float Squared, int Point) Pick(int point)
    {
        int slot = _slotOf[point];
        // Below every distance, so a taken point never comes again, even when only duplicates are left.
        _squared[slot] = -1;
        // Its own box must be opened in any case: the maximum it holds may be this very point.
        int bucket = BucketOf(slot);
        foreach (BoxLevel level in _levels)
        {
            level.Farthest[bucket] = float.PositiveInfinity;
            bucket /= Lanes;
        }
        BoxLevel top = _levels[^1];
        float largest = float.NegativeInfinity;
        for (int group = 0; group < top.Count; group += Lanes)
            largest = MathF.Max(largest, Open(_levels.Count - 1, group, _cloud[point]));
        if (largest < 0)
            return (-1, -1);
        int farthest = int.MaxValue;
        for (int group = 0; group < top.Count; group += Lanes)
            farthest = Math.Min(farthest, Find(_levels.Count - 1, group, largest));
        return (largest, farthest);
    }

    /// <summary>Opens those of sixteen boxes of a level that the pick can change.</summary>
    /// <returns>The largest distance in the sixteen.</returns>
    private float Open(int level, int group, Vector3 at)
    {
        BoxLevel boxes = _levels[level];
        for (uint open = boxes.NearerThanFarthest(group, at); open != 0; open &= open - 1)
        {
            int box = group + BitOperations.TrailingZeroCount(open);
            boxes.Farthest[box] = level == 0 ? Update(box, at) : Open(level - 1, box * Lanes, at);
        }
        return Largest(Vector512.LoadUnsafe(ref boxes.Farthest[group]));
    }

    /// <summary>The lowest index of a point at a distance, below sixteen boxes.</summary>
    private int Find(int level, int group, float largest)
    {
        int lowest = int.MaxValue;
        for (uint equal = Equal(_levels[level].Farthest, group, largest); equal != 0; equal &= equal - 1)
        {
            int box = group + BitOperations.TrailingZeroCount(equal);
            lowest = Math.Min(lowest, level == 0 ? _farthestPoint[box] : Find(level - 1, box * Lanes, largest));
        }
        return lowest;
    }

    private float Update(int bucket, Vector3 at)
    {
        int start = _starts[bucket], end = _starts[bucket + 1];
        Vector512<float> x = Vector512.Create(at.X), y = Vector512.Create(at.Y), z = Vector512.Create(at.Z);
        Vector512<float> largests = Vector512.Create(-1f);
        for (int i = start; i < end; i += Lanes)
        {
            Vector512<float> dx = Vector512.LoadUnsafe(ref _x[i]) - x, dy = Vector512.LoadUnsafe(ref _y[i]) - y;
            Vector512<float> dz = Vector512.LoadUnsafe(ref _z[i]) - z;
            Vector512<float> squared = Vector512.Min(
                Vector512.LoadUnsafe(ref _squared[i]), (dx * dx) + (dy * dy) + (dz * dz));
            squared.StoreUnsafe(ref _squared[i]);
            largests = Vector512.Max(largests, squared);
        }
        float largest = Largest(largests);
        for (int i = start; i < end; i += Lanes)
        {
            uint equal = Equal(_squared, i, largest);
            if (equal == 0)
                continue;
            // In the order of the cloud, so the first of equal distances is the lowest index.
            _farthestPoint[bucket] = _original[i + BitOperations.TrailingZeroCount(equal)];
            break;
        }
        return largest;
    }

    private int BucketOf(int slot)
    {
        int bucket = Array.BinarySearch(_starts, slot);
        return bucket >= 0 ? bucket : ~bucket - 1;
    }

    private void Fill(int slot, ReadOnlySpan<Vector4> points)
    {
        Span<Vector4> members = [.. points];
        members.Sort((left, right) => Index(left).CompareTo(Index(right)));
        foreach (Vector4 point in members)
        {
            (_x[slot], _y[slot], _z[slot], _squared[slot]) = (point.X, point.Y, point.Z, float.PositiveInfinity);
            (_original[slot], _slotOf[Index(point)]) = (Index(point), slot);
            slot++;
        }
    }

    private static int Index(Vector4 point) => BitConverter.SingleToInt32Bits(point.W);

    private static uint Equal(float[] values, int start, float value)
        => (uint)Vector512.Equals(Vector512.LoadUnsafe(ref values[start]), Vector512.Create(value))
            .ExtractMostSignificantBits();

    private static float Largest(Vector512<float> lanes)
    {
        Vector256<float> eight = Vector256.Max(lanes.GetLower(), lanes.GetUpper());
        Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        return MathF.Max(MathF.Max(four[0], four[1]), MathF.Max(four[2], four[3]));
    }
}
