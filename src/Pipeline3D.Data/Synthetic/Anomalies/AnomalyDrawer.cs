using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Draws anomalies for bodies in the unit ball.</summary>
/// <remarks>Ranges as in the remarks of each draw, times a stretch: on a body with much surface no hole or crack of the
/// recipe's size covers a hundredth of it, on one with little a bump covers more than is allowed.</remarks>
internal static class AnomalyDrawer
{
    private const int Segments = 5;

    private static readonly FrozenDictionary<AnomalyKind, Maker> Makers = new Dictionary<AnomalyKind, Maker>
    {
        [AnomalyKind.Bulge] = (body, random, stretch, _) => Bump(body, random, stretch, 1),
        [AnomalyKind.Concavity] = (body, random, stretch, _) => Bump(body, random, stretch, -1),
        [AnomalyKind.Hole] = Hole,
        [AnomalyKind.Break] = Break,
        [AnomalyKind.Bending] = Bending,
        [AnomalyKind.Crack] = Crack,
        [AnomalyKind.Po3ad] = Po3ad,
        [AnomalyKind.PatchGen] = PatchGen,
        [AnomalyKind.Glfm] = Glfm,
    }.ToFrozenDictionary();

    private delegate AnomalyDraw Maker(IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules);

    /// <summary>One draw.</summary>
    /// <param name="kind">What to draw.</param>
    /// <param name="body">The body.</param>
    /// <param name="random">Source of all choices.</param>
    /// <param name="stretch">Factor of the recipe's sizes; 1 for the recipe's own.</param>
    /// <param name="rules">What else is asked for.</param>
    public static AnomalyDraw Draw(
        AnomalyKind kind, IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules)
        => Makers[kind](body, random, stretch, rules);

    private static BumpDraw Bump(IAnomalyBody body, SplitMix64 random, float stretch, int sign)
        => new(body.Pick(random), stretch * Between(random, 0.12, 0.25), sign * Between(random, 0.04, 0.12));

    private static HoleDraw Hole(IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules)
    {
        AnomalyFrame frame = body.Pick(random);
        float radius = stretch * Between(random, 0.05, 0.15);
        // Of n points at random the nearest lies at half the side of the square that each has; a lattice has the side.
        float side = 2 * body.Spacing;
        int around = (int)Math.Clamp(2 * MathF.PI * radius / side, 6, body.Count);
        return new HoleDraw(frame, radius, around, (int)Math.Clamp(1 + HoleDraw.Depth * radius / side, 2,
            2 + body.Count / around));
    }

    private static BreakDraw Break(IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules)
    {
        AnomalyFrame frame = body.Pick(random);
        Vector3 axis = Slanted(frame.Normal, random);
        // Of points at random the 8th neighbour is 2 sqrt(8 / pi) as far away as the first.
        return new BreakDraw(frame.Centre, axis, stretch * Between(random, 0.15, 0.3), 3.19f * body.Spacing,
            Seed(random));
    }

    private static BendingDraw Bending(IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules)
    {
        AnomalyFrame frame = body.Pick(random);
        Vector3 normal = Slanted(frame.Normal, random);
        (float low, float high) = body.Extent(normal);
        // Further out where less is to turn.
        float distance = Between(random, 0.1, 0.4) * (high - low) / stretch;
        Vector3 axis = Vector3.Cross(normal, frame.Tangent);
        axis = axis.Length() > 1e-3f ? Vector3.Normalize(axis) : new AnomalyFrame(default, normal).Tangent;
        return new BendingDraw(distance * normal, normal, axis,
            Between(random, Math.PI / 18, Math.PI / 6), Between(random, 0.2, 0.4));
    }

    private static CrackDraw Crack(IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules)
    {
        AnomalyFrame frame = body.Pick(random);
        Vector3 first = frame.Normal, heading = frame.Direction(Between(random, 0, 2 * Math.PI));
        var line = ImmutableArray.CreateBuilder<Vector3>(Segments + 1);
        line.Add(frame.Centre);
        for (int i = 0; i < Segments; i++)
        {
            float turn = Between(random, -0.6, 0.6);
            heading = MathF.Cos(turn) * heading + MathF.Sin(turn) * Vector3.Cross(frame.Normal, heading);
            frame = body.Nearest(frame.Centre + stretch * Between(random, 0.06, 0.12) * heading, frame.Normal);
            line.Add(frame.Centre);
            Vector3 along = heading - Vector3.Dot(heading, frame.Normal) * frame.Normal;
            heading = along.Length() > 1e-3f ? Vector3.Normalize(along) : frame.Tangent;
        }
        return new CrackDraw(line.ToImmutable(), first, stretch * Between(random, 0.015, 0.05),
            Between(random, 0.02, 0.05), Seed(random));
    }

    private static Po3adDraw Po3ad(IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules)
    {
        SurfaceCloud cloud = CloudOf(body);
        int size = Po3adDraw.PartSize(cloud.Count), part = random.NextInt(Po3adDraw.Parts / 2);
        // Parts are cropped one after the other out of what is left; all but the chosen one only take points away.
        List<int> left = [.. Enumerable.Range(0, cloud.Count)];
        ImmutableArray<int> region = [];
        for (int i = 0; i <= part && left.Count > 0; i++)
        {
            Vector3 middle = cloud.Points[left[random.NextInt(left.Count)]];
            region = [.. left.OrderBy(point => Vector3.DistanceSquared(cloud.Points[point], middle)).Take(size)];
            left.RemoveAll(region.ToHashSet().Contains);
        }
        return new Po3adDraw(region, random.NextSign() * Between(random, 0.06, 0.12), rules.Po3adSigned);
    }

    private static PatchGenDraw PatchGen(IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules)
    {
        int place = random.NextInt(26);
        // The middle of the 27 is the origin.
        place += place >= 13 ? 1 : 0;
        var view = new Vector3(place % 3 - 1, place / 3 % 3 - 1, place / 9 - 1) * 2;
        int least = Math.Max(1, body.Count / 32), count = least + random.NextInt(Math.Max(1, body.Count / 4 - least));
        float scale = random.NextSign() * Between(random, 0, 0.2);
        return new PatchGenDraw(view, scale, [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())]);
    }

    private static GlfmDraw Glfm(IAnomalyBody body, SplitMix64 random, float stretch, SynthesisRules rules)
    {
        SurfaceCloud cloud = CloudOf(body);
        AnomalyFrame frame = body.Pick(random);
        var scale = new Vector3(Between(random, 0.8, 1.2), Between(random, 0.8, 1.2), Between(random, 0.8, 1.2));
        int count = Math.Max(1, (int)(cloud.Count * random.Between(0.01, 0.02)));
        return new GlfmDraw(frame, scale, count, (float)rules.GlfmGain * body.Spacing * body.Spacing);
    }

    private static SurfaceCloud CloudOf(IAnomalyBody body) => (body as CloudBody)?.Cloud
        ?? throw new InvalidOperationException("this kind of anomaly is for clouds, not for meshes");

    private static Vector3 Slanted(Vector3 normal, SplitMix64 random) => Vector3.Normalize(normal
        + 0.3f * new Vector3((float)random.NextNormal(), (float)random.NextNormal(), (float)random.NextNormal()));

    private static float Between(SplitMix64 random, double low, double high) => (float)random.Between(low, high);

    // 53 bits: a double, and so a number of JSON, holds them.
    private static ulong Seed(SplitMix64 random) => random.Next() >> 11;
}
