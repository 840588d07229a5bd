using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Registration;

namespace Pipeline3D.Geometry.Tests.Registration;

public sealed class RigidFitTests
{
    [Theory, InlineData(3), InlineData(4), InlineData(50)]
    public void Of_MovedPoints_FindsTheMotion(int count)
    {
        var random = new Random(count);
        for (int trial = 0; trial < 50; trial++)
        {
            Rigid motion = Motion(random);
            Vector3d[] sources = [.. Enumerable.Range(0, count).Select(_ => Place(random))];
            Rigid found = RigidFit.Of(sources, Array.ConvertAll(sources, motion.Apply));
            foreach (Vector3d place in new Vector3d[] { new(1, 2, 3), new(-4, 0, 9) })
                Assert.True((motion.Apply(place) - found.Apply(place)).Length < 1e-8, $"trial {trial}");
        }
    }

    [Fact]
    public void Of_NoisyPoints_NoSmallMotionIsBetter()
    {
        var random = new Random(4);
        Rigid motion = Motion(random);
        Vector3d[] sources = [.. Enumerable.Range(0, 30).Select(_ => Place(random))];
        Vector3d[] targets = [.. sources.Select(place => motion.Apply(place) + (0.1 * Place(random)))];
        Rigid found = RigidFit.Of(sources, targets);
        double best = Error(sources, targets, found);
        foreach (Vector3d axis in new Vector3d[] { new(1, 0, 0), new(0, 1, 0), new(0, 0, 1) })
        {
            foreach (double step in new[] { 1e-3, -1e-3 })
            {
                Assert.True(Error(sources, targets,
                    found with { Translation = found.Translation + (step * axis) }) > best);
                Rigid turn = axis.X > 0 ? Rigid.Rotation(step * 60, 0) : Rigid.Rotation(0, step * 60);
                Vector3d[] turned = Array.ConvertAll(sources, place => turn.Apply(found.Apply(place)));
                Assert.True(Error(turned, targets, Rigid.Identity) > best);
            }
        }
    }

    [Fact]
    public void Of_MirroredPoints_StillARotation()
    {
        var random = new Random(6);
        Vector3d[] sources = [.. Enumerable.Range(0, 20).Select(_ => Place(random))];
        Rigid found = RigidFit.Of(sources,
            Array.ConvertAll(sources, place => new Vector3d(place.X, place.Y, -place.Z)));
        Assert.Equal(1, Vector3d.Dot(Vector3d.Cross(found.RowX, found.RowY), found.RowZ), 1e-12);
        Assert.Throws<ArgumentException>(() => RigidFit.Of([], []));
    }

    internal static Rigid Motion(Random random)
    {
        Rigid turn = Rigid.Rotation(360 * random.NextDouble(), 360 * random.NextDouble());
        // Turned once more, about z by way of exchanging the axes, so that all three angles occur.
        return new Rigid(turn.RowY, turn.RowZ, turn.RowX, 5 * Place(random));
    }

    private static Vector3d Place(Random random)
        => new(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);

    private static double Error(Vector3d[] sources, Vector3d[] targets, Rigid motion)
        => sources.Zip(targets, (source, target) => Math.Pow((motion.Apply(source) - target).Length, 2)).Sum();
}
