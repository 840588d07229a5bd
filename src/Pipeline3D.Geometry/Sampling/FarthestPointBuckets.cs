using System.Numerics;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry;

/// <summary>The boxes of a farthest point run, each with its points' distances to the nearest pick.</summary>
internal sealed class FarthestPointBuckets
{
    private const int BucketSize = 64;
    private readonly float[] _x, _y, _z, _squared;
    private readonly int[] _original, _bucketOf, _starts;
    private readonly float[] _lowX, _lowY, _lowZ, _highX, _highY, _highZ;
    private readonly float[] _farthest;
    private readonly int[] _farthestPoint;
    private readonly PointCloud _cloud;
    private readonly int[] _positionOf;

    public FarthestPointBuckets(PointCloud cloud)
    {
        _cloud = cloud;
        int count = cloud.Count, depth = 0;
        while ((count >> depth) > BucketSize)
            depth++;
        int buckets = 1 << depth;
        // Boxes are read eight at a time; the ones that fill the last vector are empty, infinitely far and never
        // opened.
        int padded = (buckets + 7) & ~7;
        (_lowX, _lowY, _lowZ) = (Filled(padded, float.PositiveInfinity), Filled(padded, float.PositiveInfinity),
            Filled(padded, float.PositiveInfinity));
        (_highX, _highY, _highZ) = (Filled(padded, float.NegativeInfinity), Filled(padded, float.NegativeInfinity),
            Filled(padded, float.NegativeInfinity));
        _farthest = Filled(padded, float.NegativeInfinity);
        _farthestPoint = new int[padded];
        _starts = new int[buckets + 1];
        _starts[buckets] = count;
        _original = [.. Enumerable.Range(0, count)];
        Split(0, count, 0, buckets);
        (_x, _y, _z, _squared) = (new float[count + 7], new float[count + 7], new float[count + 7],
            Filled(count + 7, float.PositiveInfinity));
        (_bucketOf, _positionOf) = (new int[count], new int[count]);
        for (int bucket = 0; bucket < buckets; bucket++)
        {
            Span<int> members = _original.AsSpan(_starts[bucket], _starts[bucket + 1] - _starts[bucket]);
            // In the order of the cloud, so that the first of equal distances is the lowest index.
            members.Sort();
            Box box = Box.Of(cloud.X, cloud.Y, cloud.Z, members);
            (_lowX[bucket], _lowY[bucket], _lowZ[bucket]) = (box.LowX, box.LowY, box.LowZ);
            (_highX[bucket], _highY[bucket], _highZ[bucket]) = (box.HighX, box.HighY, box.HighZ);
            _farthest[bucket] = float.PositiveInfinity;
            for (int i = _starts[bucket]; i < _starts[bucket + 1]; i++)
            {
                Vector3 point = cloud[_original[i]];
                (_x[i], _y[i], _z[i]) = (point.X, point.Y, point.Z);
                (_bucketOf[_original[i]], _positionOf[_original[i]]) = (bucket, i);
            }
        }
    }

    /// <summary>Takes a point and updates the distances.</summary>
    /// <returns>The point that is then farthest, and its squared distance; -1 when all are taken.</returns>
    public (float Squared, int Point) Pick(int point)
    {
        // Below every distance, so a taken point never comes again, even when only duplicates are left.
        _squared[_positionOf[point]] = -1;
        // Its own box must be opened in any case: the maximum it holds may be this very point.
        _farthest[_bucketOf[point]] = float.PositiveInfinity;
        Vector3 at = _cloud[point];
        Vector256<float> x = Vector256.Create(at.X), y = Vector256.Create(at.Y), z = Vector256.Create(at.Z);
        Vector256<float> best = Vector256.Create(float.NegativeInfinity);
        for (int first = 0; first < _farthest.Length; first += 8)
        {
            Vector256<float> farthest = Vector256.LoadUnsafe(ref _farthest[first]);
            Vector256<float> near = Vector256.LessThan(SquaredBoxDistance(first, x, y, z), farthest);
            if (near != Vector256<float>.Zero)
            {
                uint open = near.ExtractMostSignificantBits();
                for (; open != 0; open &= open - 1)
                    Update(first + BitOperations.TrailingZeroCount(open), at);
                farthest = Vector256.LoadUnsafe(ref _farthest[first]);
            }
            best = Vector256.Max(best, farthest);
        }
        return Farthest(best);
    }

    private Vector256<float> SquaredBoxDistance(int first, Vector256<float> x, Vector256<float> y, Vector256<float> z)
    {
        Vector256<float> dx = Gap(_lowX, _highX, first, x), dy = Gap(_lowY, _highY, first, y),
            dz = Gap(_lowZ, _highZ, first, z);
        return (dx * dx) + (dy * dy) + (dz * dz);
    }

    private static Vector256<float> Gap(float[] low, float[] high, int first, Vector256<float> value)
        => Vector256.Max(Vector256.Max(
            Vector256.LoadUnsafe(ref low[first]) - value, value - Vector256.LoadUnsafe(ref high[first])),
                Vector256<float>.Zero);

    private void Update(int bucket, Vector3 at)
    {
        int start = _starts[bucket], end = _starts[bucket + 1];
        Vector256<float> x = Vector256.Create(at.X), y = Vector256.Create(at.Y), z = Vector256.Create(at.Z);
        float largest = float.NegativeInfinity;
        int i = start;
        Vector256<float> largests = Vector256.Create(float.NegativeInfinity);
        for (; i <= end - 8; i += 8)
        {
            Vector256<float> dx = Vector256.LoadUnsafe(ref _x[i]) - x, dy = Vector256.LoadUnsafe(ref _y[i]) - y;
            Vector256<float> dz = Vector256.LoadUnsafe(ref _z[i]) - z;
            Vector256<float> squared = Vector256.Min(
                Vector256.LoadUnsafe(ref _squared[i]), (dx * dx) + (dy * dy) + (dz * dz));
            squared.StoreUnsafe(ref _squared[i]);
            largests = Vector256.Max(largests, squared);
        }
        for (int lane = 0; lane < 8; lane++)
            largest = MathF.Max(largest, largests.GetElement(lane));
        for (; i < end; i++)
        {
            float dx = _x[i] - at.X, dy = _y[i] - at.Y, dz = _z[i] - at.Z;
            _squared[i] = MathF.Min(_squared[i], (dx * dx) + (dy * dy) + (dz * dz));
            largest = MathF.Max(largest, _squared[i]);
        }
        _farthest[bucket] = largest;
        _farthestPoint[bucket] = _original[start + _squared.AsSpan(start, end - start).IndexOf(largest)];
    }

    private (float Squared, int Point) Farthest(Vector256<float> best)
    {
        float largest = float.NegativeInfinity;
        for (int lane = 0; lane < 8; lane++)
            largest = MathF.Max(largest, best.GetElement(lane));
        if (largest < 0)
            return (-1, -1);
        int point = int.MaxValue;
        ReadOnlySpan<float> farthest = _farthest;
        for (int bucket = farthest.IndexOf(largest), skipped = 0; bucket >= 0; )
        {
            point = Math.Min(point, _farthestPoint[skipped + bucket]);
            skipped += bucket + 1;
            bucket = farthest[skipped..].IndexOf(largest);
        }
        return (largest, point);
    }

    private void Split(int start, int end, int firstBucket, int buckets)
    {
        if (buckets == 1)
        {
            _starts[firstBucket] = start;
            return;
        }
        Span<int> members = _original.AsSpan(start, end - start);
        int axis = Box.Of(_cloud.X, _cloud.Y, _cloud.Z, members).LongestAxis;
        int half = members.Length / 2;
        Selection.Partition(members, axis switch { 0 => _cloud.X, 1 => _cloud.Y, _ => _cloud.Z }, half);
        Split(start, start + half, firstBucket, buckets / 2);
        Split(start + half, end, firstBucket + (buckets / 2), buckets / 2);
    }

    private static float[] Filled(int length, float value)
    {
        var values = new float[length];
        Array.Fill(values, value);
        return values;
    }
}
