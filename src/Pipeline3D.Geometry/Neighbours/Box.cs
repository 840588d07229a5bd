using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>An axis-aligned box; the bounds belong to it.</summary>
internal readonly record struct Box(float LowX, float LowY, float LowZ, float HighX, float HighY, float HighZ)
{
    /// <summary>0, 1 or 2: the axis of the largest extent, the first of equals.</summary>
    public int LongestAxis
    {
        get
        {
            float x = HighX - LowX, y = HighY - LowY, z = HighZ - LowZ;
            return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
        }
    }

    /// <summary>The place in the middle of the box.</summary>
    public Vector3 Middle
        => new((0.5f * LowX) + (0.5f * HighX), (0.5f * LowY) + (0.5f * HighY), (0.5f * LowZ) + (0.5f * HighZ));

    /// <summary>Squared distance between the nearest places of two boxes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float SquaredDistance(in Box other)
    {
        float dx = MathF.Max(MathF.Max(LowX - other.HighX, other.LowX - HighX), 0);
        float dy = MathF.Max(MathF.Max(LowY - other.HighY, other.LowY - HighY), 0);
        float dz = MathF.Max(MathF.Max(LowZ - other.HighZ, other.LowZ - HighZ), 0);
        return (dx * dx) + (dy * dy) + (dz * dz);
    }

    /// <summary>Squared distance of the nearest place in the box; infinite for an empty box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float SquaredDistance(Vector3 point)
    {
        float dx = MathF.Max(MathF.Max(LowX - point.X, point.X - HighX), 0);
        float dy = MathF.Max(MathF.Max(LowY - point.Y, point.Y - HighY), 0);
        float dz = MathF.Max(MathF.Max(LowZ - point.Z, point.Z - HighZ), 0);
        return (dx * dx) + (dy * dy) + (dz * dz);
    }

    /// <summary>Squared distance of the farthest place in the box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float SquaredFarthest(Vector3 point)
    {
        float dx = MathF.Max(HighX - point.X, point.X - LowX);
        float dy = MathF.Max(HighY - point.Y, point.Y - LowY);
        float dz = MathF.Max(HighZ - point.Z, point.Z - LowZ);
        return (dx * dx) + (dy * dy) + (dz * dz);
    }
}
