using System.Numerics;
using Pipeline3D.Detection.ThreeDSt.Scenes;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>Objects and scenes.</summary>
public sealed class SceneTests
{
    public static TheoryData<string> Kinds => [.. SceneGenerator.Kinds];

    [Fact]
    public void Kinds_Library_HasAtLeastTen() => Assert.True(SceneGenerator.Kinds.Distinct().Count() >= 10);

    [Theory, MemberData(nameof(Kinds))]
    public void Make_AnyKind_PointsLieOnItWithinItsBox(string kind)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new SplitMix64(seed, 0);
            SceneMesh mesh = SceneObjects.Make(kind, ref random);
            (Vector3 low, Vector3 high) = mesh.Bounds();
            Assert.True(mesh.Area > 0 && Vector3.Distance(low, high) > 0, $"{kind}, seed {seed}");
            for (int i = 0; i < 50; i++)
            {
                Vector3 point = mesh.Draw(ref random);
                Assert.True(float.IsFinite(point.LengthSquared())
                    && Vector3.Max(point, high + new Vector3(1e-5f)) == high + new Vector3(1e-5f)
                    && Vector3.Min(point, low - new Vector3(1e-5f)) == low - new Vector3(1e-5f),
                    $"{kind}, seed {seed}: {point} is outside {low} to {high}");
            }
        }
    }

    [Fact]
    public void Draw_TwoTriangles_ByTheirShareOfTheArea()
    {
        var mesh = new SceneMesh("two", [new(0, 0, 0), new(3, 0, 0), new(0, 1, 0), new(0, 0, 5), new(1, 0, 5), new(0, 1,
            5)],
            [0, 1, 2, 3, 4, 5]);
        var random = new SplitMix64(3, 0);
        int low = 0;
        for (int i = 0; i < 4000; i++)
            low += mesh.Draw(ref random).Z < 1 ? 1 : 0;
        Assert.InRange(low, 2850, 3150);
    }

    [Fact]
    public void Make_SameSeedAndNumber_SameScene_OtherNumber_AnotherOne()
    {
        var options = new SceneOptions { Points = 500 };
        float[] one = new SceneGenerator(options, 7, []).Make(3).ToInterleaved();
        Assert.Equal(1500, one.Length);
        Assert.Equal(one, new SceneGenerator(options, 7, []).Make(3).ToInterleaved());
        Assert.NotEqual(one, new SceneGenerator(options, 7, []).Make(-4).ToInterleaved());
        Assert.NotEqual(one, new SceneGenerator(options, 8, []).Make(3).ToInterleaved());
        // Longest side 1, centres within 3 of the origin: nothing is farther than 3.5 along an axis turned at random.
        Assert.All(one, value => Assert.InRange(value, -3.9f, 3.9f));
    }

    [Fact]
    public void Make_GivenMeshes_AreScaledToUnitSize()
    {
        var mesh = new SceneMesh("far", [new(100, 100, 100), new(140, 100, 100), new(100, 120, 100)], [0, 1, 2]);
        PointCloud scene = new SceneGenerator(new SceneOptions { Points = 200, Objects = 1, Reach = 0 }, 1,
            [mesh]).Make(0);
        Assert.InRange(scene.ToInterleaved().Max(Math.Abs), 0.2f, 0.6f);
    }

    [Fact]
    public void Make_Ground_ObjectsStandOnAPlane()
    {
        PointCloud scene = new SceneGenerator(new SceneOptions { Points = 2000, Ground = true, Reach = 1, Objects = 3 },
            5, []).Make(0);
        float[] heights = scene.Z.ToArray();
        Assert.Equal(0, heights.Min(), 1e-5f);
        // The plane is nine times as large as an object's box is wide.
        Assert.InRange(heights.Count(height => height == 0), 500, 1900);
        Assert.InRange(heights.Max(), 0.1f, 1.8f);
    }

    [Fact]
    public void Make_SeenFromAbove_NothingLiesBelowAnotherPoint()
    {
        var options = new SceneOptions { Points = 3000, Objects = 4, Reach = 1 };
        int around = Below(new SceneGenerator(options, 9, []).Make(1)),
            above = Below(new SceneGenerator(options with { View = SceneView.Above }, 9, []).Make(1));
        Assert.True(around > 100, $"{around} points lie below others all around");
        Assert.True(above < 20, $"{above} points lie below others seen from above");

        // Farther down than a slope explains, right below another point.
        static int Below(PointCloud scene) => Enumerable.Range(0, scene.Count).Count(i => Enumerable.Range(0,
            scene.Count).Any(j => scene.Z[j] > scene.Z[i] + 0.4f && Math.Abs(scene.X[i] - scene.X[j]) < 0.01f
                && Math.Abs(scene.Y[i] - scene.Y[j]) < 0.01f));
    }

    [Fact]
    public void Of_WallThatIsALineFromAbove_HidesWhatIsBelowInAsManyCellsAsPoints()
    {
        var wall = new SceneMesh("wall", [new(0, 0, 0), new(0, 1, 0), new(0, 1, 1), new(0, 0, 1)], [0, 1, 2, 0, 2, 3]);
        var cloud = new PointCloud(4000);
        var random = new SplitMix64(3, 0);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = wall.Draw(ref random);
        int[] seen = SeenFromAbove.Of(cloud);
        // Cells without a width would be without number; in as many as points, each hides about two others.
        Assert.InRange(seen.Length, 1000, 1700);
        Assert.Contains(Enumerable.Range(0, cloud.Count).MaxBy(i => cloud.Z[i]), seen);
    }

    [Fact]
    public void Make_SmallerObjectsAndNoise_ChangeSizesAndHeightsAlone()
    {
        var options = new SceneOptions { Points = 1000, Objects = 1, Reach = 0 };
        float[] plain = new SceneGenerator(options, 3, []).Make(2).ToInterleaved();
        float small = new SceneGenerator(options with { SmallestObject = 0.1 }, 3, []).Make(2).ToInterleaved()
            .Max(Math.Abs);
        Assert.True(small < plain.Max(Math.Abs), $"{small} is no smaller than {plain.Max(Math.Abs)}");
        PointCloud shaken = new SceneGenerator(options with { Noise = 0.5 }, 3, []).Make(2);
        for (int i = 0; i < shaken.Count; i++)
            Assert.Equal((plain[3 * i], plain[(3 * i) + 1]), (shaken.X[i], shaken.Y[i]));
        Assert.Contains(Enumerable.Range(0, 1000), i => Math.Abs(plain[(3 * i) + 2] - shaken.Z[i]) > 0.01f);
        Assert.Throws<ArgumentException>(() => new SceneGenerator(options with { Noise = -1 }, 3, []));
        Assert.Throws<ArgumentException>(() => new SceneGenerator(options with { SmallestObject = 0 }, 3, []));
    }

    [Fact]
    public void SceneMesh_WithoutSurface_IsRefused()
    {
        Assert.Contains("no surface", Assert.Throws<ArgumentException>(() => new SceneMesh("flat",
            [default, default, default], [0, 1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SceneMesh("wrong", [default], [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => new SceneGenerator(new SceneOptions { Points = 3 }, 1, []));
    }
}
