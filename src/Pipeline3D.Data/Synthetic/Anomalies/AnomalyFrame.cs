using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>A place on a surface and its tangent plane.</summary>
/// <param name="Centre">The point c.</param>
/// <param name="Normal">Unit normal n, outwards.</param>
public readonly record struct AnomalyFrame(Vector3 Centre, Vector3 Normal)
{
    // Above it the normal is taken for parallel to z.
    private const float Steep = 0.9f;

    /// <summary>t1 = unit(n x z); of a normal along z unit(n x x).</summary>
    public Vector3 Tangent => Vector3.Normalize(Vector3.Cross(Normal,
        MathF.Abs(Normal.Z) < Steep ? Vector3.UnitZ : Vector3.UnitX));

    /// <summary>t2 = n x t1.</summary>
    public Vector3 Bitangent => Vector3.Cross(Normal, Tangent);

    /// <summary>A unit direction of the tangent plane, by its angle from t1 towards t2, radians.</summary>
    public Vector3 Direction(float angle) => MathF.Cos(angle) * Tangent + MathF.Sin(angle) * Bitangent;
}
