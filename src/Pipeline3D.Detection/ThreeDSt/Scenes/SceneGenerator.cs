using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.ThreeDSt.Scenes;

/// <summary>Makes the synthetic scenes that a teacher is pretrained on: objects of unit size at random places and
/// angles.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023, section 4.1. Per scene: draw the objects; scale each so that the
/// longest side of its box is 1; turn it by Rz Ry Rx, each angle from U[0, 2 pi]; put its box's centre at a place from
/// U[-3, 3]^3; draw an equal share of points from each surface by area; thin the union by farthest points. Objects are
/// procedural, or meshes that the caller read (ModelNet10). Objects may also stand on a plane, be seen from above
/// alone, differ in size and be read with noise, as a sensor's scans: our additions, off unless asked for. Scene i
/// depends on the seed and i alone.</remarks>
public sealed class SceneGenerator
{
    private readonly IReadOnlyList<SceneMesh> _meshes;
    private readonly long _seed;

    /// <summary>Starts with checked options.</summary>
    /// <param name="options">What a scene is.</param>
    /// <param name="seed">Seed of all scenes.</param>
    /// <param name="meshes">Objects to draw from; empty for procedural ones.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SceneGenerator(SceneOptions options, long seed, IReadOnlyList<SceneMesh> meshes)
    {
        options.Validate();
        (Options, _seed, _meshes) = (options, seed, meshes);
    }

    /// <summary>The options.</summary>
    public SceneOptions Options { get; }

    /// <summary>Names of the procedural kinds.</summary>
    public static IReadOnlyList<string> Kinds => SceneObjects.Kinds;

    /// <summary>Makes one scene.</summary>
    /// <param name="index">Number of the scene; negative numbers are scenes of their own, too.</param>
    /// <param name="stop">Ends the work.</param>
    public PointCloud Make(int index, CancellationToken stop = default)
    {
        var random = new SplitMix64(_seed, index);
        int share = Math.Max(1, Options.Points * Options.Oversampling / Options.Objects);
        // A share that is rounded down must still leave enough for farthest points to choose from.
        while (share * Options.Objects < Options.Points)
            share++;
        int standing = share * Options.Objects;
        var drawn = new PointCloud(Options.Ground ? 2 * standing : standing);
        for (int i = 0; i < Options.Objects; i++)
        {
            SceneMesh mesh = _meshes.Count > 0 ? _meshes[random.NextBelow(_meshes.Count)]
                : SceneObjects.Make(SceneObjects.Kinds[random.NextBelow(SceneObjects.Kinds.Count)], ref random);
            Place(mesh, drawn, i * share, share, ref random);
        }
        double half = Options.Reach + 0.5;
        for (int i = standing; i < drawn.Count; i++)
            drawn[i] = new Vector3((float)(half * Even(ref random)), (float)(half * Even(ref random)), 0);
        if (Options.View == SceneView.Above)
            drawn = drawn.Select(SeenFromAbove.Of(drawn));
        FarthestPointOrder order = FarthestPoints.Select(drawn, Math.Min(Options.Points, drawn.Count), 0, stop);
        PointCloud scene = drawn.Select(order.Index);
        if (Options.Noise > 0)
            Shake(scene, Options.Noise * order.RadiusAfter[^1], ref random);
        return scene;
    }

    private void Place(SceneMesh mesh, PointCloud drawn, int first, int count, ref SplitMix64 random)
    {
        (Vector3 low, Vector3 high) = mesh.Bounds();
        Vector3 size = high - low, centre = (low + high) / 2;
        float scale = 1 / Math.Max(size.X, Math.Max(size.Y, size.Z));
        Matrix4x4 turn = Matrix4x4.CreateRotationX(Angle(ref random)) * Matrix4x4.CreateRotationY(Angle(ref random))
            * Matrix4x4.CreateRotationZ(Angle(ref random));
        var place = new Vector3(Coordinate(ref random), Coordinate(ref random), Coordinate(ref random));
        // Drawn only where it is asked for: scenes of before stay what they were.
        if (Options.SmallestObject < 1)
            scale *= (float)(1 - ((1 - Options.SmallestObject) * random.NextUnit()));
        for (int i = 0; i < count; i++)
            drawn[first + i] = place + Vector3.Transform(scale * (mesh.Draw(ref random) - centre), turn);
        if (!Options.Ground)
            return;
        float lowest = float.MaxValue;
        for (int i = first; i < first + count; i++)
            lowest = Math.Min(lowest, drawn.Z[i]);
        for (int i = first; i < first + count; i++)
            drawn.Z[i] -= lowest;
    }

    private static void Shake(PointCloud scene, double deviation, ref SplitMix64 random)
    {
        for (int i = 0; i < scene.Count; i++)
            scene.Z[i] += (float)(deviation * random.NextNormal());
    }

    private static double Even(ref SplitMix64 random) => (2 * random.NextUnit()) - 1;

    private static float Angle(ref SplitMix64 random) => (float)(2 * Math.PI * random.NextUnit());

    private float Coordinate(ref SplitMix64 random) => (float)(Options.Reach * Even(ref random));
}
