using System.Collections.Immutable;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>Sizes of a <see cref="PatchEncoder"/>; the defaults are for patches of 64 points.</summary>
public sealed record PatchEncoderShape
{
    /// <summary>The levels, from the points on.</summary>
    public ImmutableArray<SetLevel> Levels { get; init; } =
        [new(16, 0.4, 8, [32, 32, 64]), new(4, 0.8, 8, [64, 64, 128])];

    /// <summary>Numbers of each layer's output of the level that looks at all centres together.</summary>
    public ImmutableArray<int> Whole { get; init; } = [128, 256];

    /// <summary>Numbers of a patch's feature.</summary>
    public int Length { get; init; } = 128;

    /// <summary>Fails for sizes that make no network.</summary>
    /// <param name="points">Points of a patch.</param>
    /// <exception cref="ArgumentException">A size is below 1, or a level has more centres than there are
    /// points.</exception>
    public void Require(int points)
    {
        int from = points;
        foreach (SetLevel level in Levels)
        {
            if (level.Centres < 1 || level.Centres > from || level.Samples < 1 || !(level.Radius > 0)
                || level.Widths.Length == 0 || level.Widths.Min() < 1)
                throw new ArgumentException($"a level of {level.Centres} centres, {level.Samples} samples and radius "
                    + $"{level.Radius} cannot be made of {from} points: sizes must be above 0, and centres are points");
            from = level.Centres;
        }
        if (Levels.Length == 0 || Whole.Length == 0 || Whole.Min() < 1 || Length < 1)
            throw new ArgumentException("a network has a level, a layer over all centres, and features of a number or "
                + "more");
    }
}
