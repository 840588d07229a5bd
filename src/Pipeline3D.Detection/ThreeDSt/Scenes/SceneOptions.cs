using Pipeline3D.Detection.Models;

namespace Pipeline3D.Detection.ThreeDSt.Scenes;

/// <summary>Options of <see cref="SceneGenerator"/>; the defaults are the paper's.</summary>
public sealed record SceneOptions
{
    /// <summary>Points of a scene. Default 64,000.</summary>
    public int Points { get; init; } = 64_000;

    /// <summary>Objects of a scene. Default 10.</summary>
    public int Objects { get; init; } = 10;

    /// <summary>Half the side of the cube that the objects' centres lie in; an object's longest side is 1. Default
    /// 3.</summary>
    public double Reach { get; init; } = 3;

    /// <summary>Points drawn from the surfaces per point that is kept. Default 4.</summary>
    public int Oversampling { get; init; } = 4;

    /// <summary>Shortest longest side that an object may have; sides are even from it to 1. Default 1: all are as
    /// long.</summary>
    public double SmallestObject { get; init; } = 1;

    /// <summary>Whether objects float, or stand on a plane as scans of a sensor above a table show them. Default
    /// false.</summary>
    public bool Ground { get; init; }

    /// <summary>Which points there are: all around, or those that a sensor above sees. Default all.</summary>
    public SceneView View { get; init; } = SceneView.Around;

    /// <summary>Standard deviation of a reading along the sensor's direction z, in distances of neighbours. Default
    /// 0.</summary>
    public double Noise { get; init; }

    /// <summary>Fails with one error that names every option out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        var problems = new OptionProblems(nameof(SceneOptions));
        problems.Require(Points is >= 16 and <= 10_000_000, Points, "must be from 16 to 10 million");
        problems.Require(Objects is >= 1 and <= 1000, Objects, "must be from 1 to 1000");
        problems.Require(double.IsFinite(Reach) && Reach >= 0, Reach, "must be a finite number of at least 0");
        problems.Require(Oversampling is >= 1 and <= 100, Oversampling, "must be from 1 to 100");
        problems.Require(SmallestObject is > 0 and <= 1, SmallestObject, "must be greater than 0 and at most 1");
        problems.Require(Noise is >= 0 and <= 10, Noise, "must be from 0 to 10");
        problems.ThrowIfAny();
    }
}
