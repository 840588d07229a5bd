using System.Collections.Immutable;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>Which points PointNet++ puts together, of many patches at once: found once per patch, outside of what is
/// differentiated.</summary>
/// <remarks>Source: Qi and others 2017. Centres are farthest points from index 0 on, ties by the lower index. A ball
/// holds the points whose squared distance is below that of its radius, as in the operator for GPUs, in ascending
/// index: the first of them, and the very first again where there are fewer. Distances are float32, summed x, y, z in
/// that order. Cost: a few microseconds for a patch of 64 points.</remarks>
public sealed class PatchGroups
{
    private const int Grain = 16;

    private PatchGroups(int patches, int points, ImmutableArray<SetGroups> levels)
        => (Patches, Points, Levels) = (patches, points, levels);

    /// <summary>Number of patches n.</summary>
    public int Patches { get; }

    /// <summary>Points of a patch.</summary>
    public int Points { get; }

    /// <summary>The groups of each level.</summary>
    public ImmutableArray<SetGroups> Levels { get; }

    /// <summary>Groups the points of patches.</summary>
    /// <param name="patches">Shape [n, points, 3].</param>
    /// <param name="points">Points of a patch.</param>
    /// <param name="shape">Levels of the network.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The patches are not whole, or the sizes make no network.</exception>
    public static PatchGroups Of(ReadOnlyMemory<float> patches, int points, PatchEncoderShape shape, int threads = 0,
        CancellationToken stop = default)
    {
        shape.Require(points);
        if (patches.Length % (3 * points) != 0)
            throw new ArgumentException($"{patches.Length} numbers are no patches of {points} points", nameof(patches));
        int count = patches.Length / (3 * points), from = points;
        var levels = ImmutableArray.CreateBuilder<SetGroups>();
        ReadOnlyMemory<float> places = patches;
        foreach (SetLevel level in shape.Levels)
        {
            var groups = new SetGroups(level.Centres, level.Samples, new int[count * level.Centres],
                new int[count * level.Centres * level.Samples], new float[3 * count * level.Centres],
                new float[3 * count * level.Centres * level.Samples]);
            (ReadOnlyMemory<float> source, int size) = (places, from);
            Ranges.Run(count, Grain, (start, end) =>
            {
                Span<float> nearest = new float[size];
                for (int patch = start; patch < end; patch++)
                    Group(source.Span.Slice(3 * patch * size, 3 * size), level, groups, patch, nearest);
            }, threads, stop);
            levels.Add(groups);
            (places, from) = (groups.Centre, level.Centres);
        }
        return new PatchGroups(count, points, levels.ToImmutable());
    }

    private static void Group(ReadOnlySpan<float> places, SetLevel level, SetGroups groups, int patch,
        Span<float> nearest)
    {
        Span<int> picks = groups.Pick.AsSpan(patch * level.Centres, level.Centres);
        nearest.Fill(float.PositiveInfinity);
        float squared = (float)(level.Radius * level.Radius);
        int pick = 0;
        for (int centre = 0; centre < level.Centres; centre++)
        {
            picks[centre] = pick;
            int group = (patch * level.Centres) + centre, first = group * level.Samples, found = 0, next = 0;
            places.Slice(3 * pick, 3).CopyTo(groups.Centre.AsSpan(3 * group));
            (float x, float y, float z) = (places[3 * pick], places[(3 * pick) + 1], places[(3 * pick) + 2]);
            float farthest = -1;
            for (int i = 0; i < nearest.Length; i++)
            {
                (float dx, float dy, float dz) = (places[3 * i] - x, places[(3 * i) + 1] - y, places[(3 * i) + 2] - z);
                float distance = (dx * dx) + (dy * dy) + (dz * dz);
                if (distance < squared && found < level.Samples)
                    Put(i, dx, dy, dz);
                nearest[i] = MathF.Min(nearest[i], distance);
                if (nearest[i] > farthest)
                    (farthest, next) = (nearest[i], i);
            }
            // The centre itself lies in its ball, so that there is a first one.
            for (; found < level.Samples; found++)
            {
                groups.Member[first + found] = groups.Member[first];
                groups.Relative.AsSpan(3 * first, 3).CopyTo(groups.Relative.AsSpan(3 * (first + found)));
            }
            pick = next;

            void Put(int point, float dx, float dy, float dz)
            {
                int at = first + found++;
                groups.Member[at] = point;
                (groups.Relative[3 * at], groups.Relative[(3 * at) + 1], groups.Relative[(3 * at) + 2]) = (dx, dy, dz);
            }
        }
    }
}

/// <summary>The groups of one level, of all patches.</summary>
/// <param name="Centres">Centres of a patch.</param>
/// <param name="Samples">Points of a group.</param>
/// <param name="Pick">Shape [n, Centres]: index of each centre among the level's points.</param>
/// <param name="Member">Shape [n, Centres, Samples]: indices among the level's points.</param>
/// <param name="Centre">Shape [n, Centres, 3].</param>
/// <param name="Relative">Shape [n, Centres, Samples, 3]: places about the centre.</param>
public sealed record SetGroups(int Centres, int Samples, int[] Pick, int[] Member, float[] Centre, float[] Relative);
