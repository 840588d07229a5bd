using System.Numerics;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Geometry.Sampling;

/// <summary>Boxes side by side, read sixteen at a time, each with the largest distance of a point in it.</summary>
/// <remarks>Boxes that fill the last vector are empty: infinitely far, and never opened.</remarks>
internal sealed class BoxLevel
{
    /// <summary>Boxes of a vector, and boxes under a box of the level above.</summary>
    public const int Width = 16;

    private readonly float[] _lowX, _lowY, _lowZ, _highX, _highY, _highZ;

    /// <summary>Makes a level of empty boxes.</summary>
    public BoxLevel(int count)
    {
        Count = count;
        int padded = (count + Width - 1) / Width * Width;
        (_lowX, _lowY, _lowZ) = (Filled(padded, float.PositiveInfinity), Filled(padded, float.PositiveInfinity),
            Filled(padded, float.PositiveInfinity));
        (_highX, _highY, _highZ) = (Filled(padded, float.NegativeInfinity), Filled(padded, float.NegativeInfinity),
            Filled(padded, float.NegativeInfinity));
        Farthest = Filled(padded, float.NegativeInfinity);
    }

    /// <summary>Number of boxes.</summary>
    public int Count { get; }

    /// <summary>Largest squared distance of a point in each box to its nearest pick; infinite before the
    /// first.</summary>
    public float[] Farthest { get; }

    /// <summary>Sets a box that holds points.</summary>
    public void Set(int index, in Box box)
    {
        (_lowX[index], _lowY[index], _lowZ[index]) = (box.LowX, box.LowY, box.LowZ);
        (_highX[index], _highY[index], _highZ[index]) = (box.HighX, box.HighY, box.HighZ);
        Farthest[index] = float.PositiveInfinity;
    }

    /// <summary>The level above: each box holds the next sixteen of this one.</summary>
    public BoxLevel Above()
    {
        var above = new BoxLevel((Count + Width - 1) / Width);
        for (int index = 0; index < above.Count; index++)
        {
            var part = new Range(index * Width, Math.Min(Count, (index + 1) * Width));
            above.Set(index, new Box(Least(_lowX[part]), Least(_lowY[part]), Least(_lowZ[part]), Most(_highX[part]),
                Most(_highY[part]), Most(_highZ[part])));
        }
        return above;
    }

    /// <summary>Which of sixteen boxes lie nearer to a place than their farthest point to its pick.</summary>
    /// <param name="group">First of the boxes.</param>
    /// <param name="place">The place.</param>
    /// <returns>One bit per box.</returns>
    public uint NearerThanFarthest(int group, Vector3 place)
    {
        Vector512<float> dx = Gap(_lowX, _highX, group, place.X), dy = Gap(_lowY, _highY, group, place.Y),
            dz = Gap(_lowZ, _highZ, group, place.Z);
        return (uint)Vector512.LessThan((dx * dx) + (dy * dy) + (dz * dz), Vector512.LoadUnsafe(ref Farthest[group]))
            .ExtractMostSignificantBits();
    }

    private static Vector512<float> Gap(float[] low, float[] high, int group, float value) => Vector512.Max(
        Vector512.Max(Vector512.LoadUnsafe(ref low[group]) - Vector512.Create(value),
            Vector512.Create(value) - Vector512.LoadUnsafe(ref high[group])), Vector512<float>.Zero);

    private static float Least(float[] values) => values.Min();

    private static float Most(float[] values) => values.Max();

    private static float[] Filled(int length, float value)
    {
        var values = new float[length];
        Array.Fill(values, value);
        return values;
    }
}
