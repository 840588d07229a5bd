using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.ThreeDSt.Scenes;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Options of <see cref="ScenesSource"/>; the defaults are 3D-ST's.</summary>
public sealed record ScenesSourceOptions : IBlockOptions
{
    /// <summary>Training scenes; 1 to 1 million.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>Validation scenes; 0 to 1 million.</summary>
    public int Validation { get; init; } = 50;

    /// <summary>Points of a scene; 16 to 10 million.</summary>
    public int Points { get; init; } = 64_000;

    /// <summary>Objects of a scene; 1 to 1000.</summary>
    public int Objects { get; init; } = 10;

    /// <summary>Half the side of the cube that the objects' centres lie in; their longest side is 1; 0 to
    /// 1000.</summary>
    public double Reach { get; init; } = 3;

    /// <summary>Points drawn from the surfaces per point that is kept; 1 to 100.</summary>
    public int Oversampling { get; init; } = 4;

    /// <summary>Shortest longest side that an object may have, sides are even from it to 1; greater than 0, at most
    /// 1.</summary>
    public double SmallestObject { get; init; } = 1;

    /// <summary>Whether objects stand on a plane, as on a table, instead of floating.</summary>
    public bool Ground { get; init; }

    /// <summary>Which points there are: all around, or those that a sensor above sees.</summary>
    public SceneView View { get; init; } = SceneView.Around;

    /// <summary>Standard deviation of a reading along z, in distances of neighbours; 0 to 10.</summary>
    public double Noise { get; init; }

    /// <summary>Folder of meshes (files of any format that holds triangles, at any depth) to draw objects from; empty
    /// for the procedural library.</summary>
    public string Meshes { get; init; } = "";

    /// <summary>Folders right below the folder of meshes to draw from, such as [chair, desk] of ModelNet; empty =
    /// all.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(Count, 1, 1_000_000, nameof(Count));
        problems.RequireRange(Validation, 0, 1_000_000, nameof(Validation));
        problems.RequireRange(Points, 16, 10_000_000, nameof(Points));
        problems.RequireRange(Objects, 1, 1000, nameof(Objects));
        problems.RequireRange(Reach, 0, 1000, nameof(Reach));
        problems.RequireRange(Oversampling, 1, 100, nameof(Oversampling));
        problems.Require(SmallestObject is > 0 and <= 1, nameof(SmallestObject), SmallestObject,
            "must be greater than 0 and at most 1");
        problems.RequireRange(Noise, 0, 10, nameof(Noise));
        problems.Require(Categories.IsEmpty || Meshes.Length > 0, nameof(Categories), string.Join(", ", Categories),
            "must go with 'meshes', whose folders they are; the procedural library has none");
        problems.Require((long)Points * Oversampling <= 100_000_000, nameof(Oversampling), Oversampling,
            "must leave points times oversampling at most 100 million");
    }

    internal SceneOptions ToMethod()
        => new()
        {
            Points = Points,
            Objects = Objects,
            Reach = Reach,
            Oversampling = Oversampling,
            SmallestObject = SmallestObject,
            Ground = Ground,
            View = View,
            Noise = Noise,
        };
}
