using System.Numerics;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests;

/// <summary>A generated class of closed parts in millimetres: a lumpy ball of radius 10; defects are bumps and
/// dents.</summary>
internal static class Balls
{
    /// <summary>One cloud and which points are defective.</summary>
    /// <param name="seed">Decides everything random.</param>
    /// <param name="defect">Whether there is a defect.</param>
    /// <param name="turned">Whether the part lies in a random pose.</param>
    public static (PointCloud Cloud, bool[] Truth) Make(int seed, bool defect, bool turned = false)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(3000);
        var truth = new bool[cloud.Count];
        Vector3 centre = Direction(random), shift = 50 * Direction(random);
        Quaternion pose = turned ? Quaternion.CreateFromAxisAngle(Direction(random), 3 * random.NextSingle())
            : Quaternion.Identity;
        float sign = random.Next(2) == 0 ? 1 : -1;
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 direction = Direction(random);
            float radius = 10 + (0.9f * MathF.Sin(3 * direction.X) * MathF.Cos((4 * direction.Y) + direction.Z));
            float angle = MathF.Acos(Math.Clamp(Vector3.Dot(direction, centre), -1, 1));
            truth[i] = defect && angle < 0.22f;
            if (truth[i])
                radius += sign * 1.6f * MathF.Pow(MathF.Cos(angle / 0.22f * MathF.PI / 2), 2);
            radius += 0.02f * (random.NextSingle() - 0.5f);
            cloud[i] = Vector3.Transform(radius * direction, pose) + shift;
        }
        return (cloud, truth);
    }

    private static Vector3 Direction(Random random)
    {
        while (true)
        {
            Vector3 place = (2 * new Vector3(random.NextSingle(), random.NextSingle(),
                random.NextSingle())) - Vector3.One;
            if (place.Length() is > 0.1f and < 1)
                return Vector3.Normalize(place);
        }
    }
}
