using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Testing.Conformance;

namespace Pipeline3D.Blocks.Tests.Support;

/// <summary>Scans at the edge of what blocks can take.</summary>
internal static class UnusualScans
{
    private const int Width = 40, Height = 32;

    /// <summary>On a grid of 40 x 32 pixels.</summary>
    public static ImmutableArray<UnusualPayload<Scan>> OnGrids { get; } =
    [
        new("no reading", () => Grid((_, _) => Vector3.Zero)),
        new("one point", () => Grid((i, point) => i == 500 ? point : Vector3.Zero)),
        new("two points", () => Grid((i, point) => i is 500 or 501 ? point : Vector3.Zero)),
        new("all NaN", () => Grid((_, _) => new Vector3(float.NaN))),
        new("NaN here and there", () => Grid((i, point) => i % 7 == 0 ? new Vector3(float.NaN) : point)),
        new("NaN in z only", () => Grid((i, point) => i % 7 == 0 ? point with { Z = float.NaN } : point)),
        new("infinite here and there", () => Grid((i, point) => i % 11 == 0
            ? new Vector3(float.PositiveInfinity) : point)),
        new("one place", () => Grid((_, _) => new Vector3(0.1f, 0.1f, 0.5f))),
        new("each point twice", () => Grid((i, point) => i % 2 == 0 ? point : At(i - 1))),
        new("a plane and nothing else", () => Grid((_, point) => point with { Z = 0.5f })),
        new("a line", () => Grid((i, _) => new Vector3(i, i, i) * 1e-3f)),
        new("huge", () => Grid((_, point) => point * 1e9f)),
        new("huge beyond squares", () => Grid((_, point) => point * 1e30f)),
        new("far from the origin", () => Grid((_, point) => point + new Vector3(1e6f))),
        new("tiny", () => Grid((_, point) => point * 1e-30f)),
        new("one pixel", () => TestScans.OnGrid(Cloud(1, _ => new Vector3(0.1f, 0.1f, 0.5f)), 1, 1)),
        new("one row", () => TestScans.OnGrid(Cloud(Width, At), Width, 1)),
        new("millimetres", () => Grid((_, point) => point * 1000) with { Unit = LengthUnit.Millimetre }),
        new("no unit", () => Grid((_, point) => point) with { Unit = LengthUnit.Arbitrary }),
        .. OfClouds,
    ];

    /// <summary>Without a grid.</summary>
    public static ImmutableArray<UnusualPayload<Scan>> OfClouds =>
    [
        new("no point", () => Plain(0, At)),
        new("a cloud of one point", () => Plain(1, At)),
        new("a cloud of three points", () => Plain(3, At)),
        new("a cloud of one place", () => Plain(60, _ => new Vector3(0.3f))),
        new("a cloud in a plane", () => Plain(200, i => At(i) with { Z = 0 })),
        new("a cloud with NaN", () => Plain(200, i => i % 9 == 0 ? new Vector3(float.NaN) : At(i))),
        new("a cloud of NaN", () => Plain(50, _ => new Vector3(float.NaN))),
        new("a huge cloud", () => Plain(200, i => At(i) * 1e9f)),
        new("a cloud huge beyond squares", () => Plain(200, i => At(i) * 1e30f)),
    ];

    // The dome is the same each time: payloads must be.
    private static Vector3 At(int index) => TestScans.Dome(77, Width, Height, 0.012).Cloud[index];

    private static Scan Grid(Func<int, Vector3, Vector3> change)
    {
        Scan dome = TestScans.Dome(77, Width, Height, 0.012);
        return TestScans.OnGrid(Cloud(dome.Cloud.Count, i => change(i, dome.Cloud[i])), Width, Height) with
        {
            Rgb = dome.Rgb, Truth = dome.Truth,
        };
    }

    private static Scan Plain(int count, Func<int, Vector3> at)
        => new() { Id = TestScans.Id, Cloud = Cloud(count, at), Unit = LengthUnit.Metre };

    private static PointCloud Cloud(int count, Func<int, Vector3> at)
    {
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
            cloud[i] = at(i);
        return cloud;
    }
}
