using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.PointMae;

/// <summary>Which groups are hidden from the network.</summary>
public enum GroupMask
{
    /// <summary>Any.</summary>
    Random = 0,

    /// <summary>Those nearest to a centre that is drawn.</summary>
    Block = 1,
}

/// <summary>Draws masks.</summary>
internal static class GroupMasks
{
    /// <summary>Groups that a share of all is: rounded down, and neither none nor all.</summary>
    public static int Hidden(double share, int groups) => Math.Clamp((int)(share * groups), 1, groups - 1);

    /// <summary>Marks hidden groups.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="centres">Centres of all groups.</param>
    /// <param name="hidden">How many.</param>
    /// <param name="random">Seeded draws.</param>
    public static bool[] Draw(GroupMask kind, PointCloud centres, int hidden, ref SplitMix64 random)
    {
        int[] order = kind == GroupMask.Random ? Permutation(centres.Count, ref random)
            : Nearest(centres, random.NextBelow(centres.Count));
        var isHidden = new bool[centres.Count];
        foreach (int group in order.AsSpan(0, hidden))
            isHidden[group] = true;
        return isHidden;
    }

    /// <summary>Numbers below a count in a drawn order.</summary>
    public static int[] Permutation(int count, ref SplitMix64 random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order.AsSpan());
        return order;
    }

    private static int[] Nearest(PointCloud centres, int centre) => [.. Enumerable.Range(0, centres.Count)
        .OrderBy(group => (centres[group] - centres[centre]).LengthSquared()).ThenBy(group => group)];
}
