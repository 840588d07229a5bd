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
/// procedural, or meshes that the caller read (ModelNet10). Scene i depends on the seed and i alone.</remarks>
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
        var drawn = new PointCloud(share * Options.Objects);
        for (int i = 0; i < Options.Objects; i++)
        {
            SceneMesh mesh = _meshes.Count > 0 ? _meshes[random.NextBelow(_meshes.Count)]
                : SceneObjects.Make(SceneObjects.Kinds[random.NextBelow(SceneObjects.Kinds.Count)], ref random);
            Place(mesh, drawn, i * share, share, ref random);
        }
        return drawn.Select(FarthestPoints.Select(drawn, Options.Points, 0, stop).Index);
    }

    private void Place(SceneMesh mesh, PointCloud drawn, int first, int count, ref SplitMix64 random)
    {
        (Vector3 low, Vector3 high) = mesh.Bounds();
        Vector3 size = high - low, centre = (low + high) / 2;
        float scale = 1 / Math.Max(size.X, Math.Max(size.Y, size.Z));
        Matrix4x4 turn = Matrix4x4.CreateRotationX(Angle(ref random)) * Matrix4x4.CreateRotationY(Angle(ref random))
            * Matrix4x4.CreateRotationZ(Angle(ref random));
        var place = new Vector3(Coordinate(ref random), Coordinate(ref random), Coordinate(ref random));
        for (int i = 0; i < count; i++)
            drawn[first + i] = place + Vector3.Transform(scale * (mesh.Draw(ref random) - centre), turn);
    }

    private static float Angle(ref SplitMix64 random) => (float)(2 * Math.PI * random.NextUnit());

    private float Coordinate(ref SplitMix64 random) => (float)(Options.Reach * ((2 * random.NextUnit()) - 1));
}
