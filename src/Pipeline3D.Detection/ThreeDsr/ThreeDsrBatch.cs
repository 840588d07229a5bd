using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>Pictures of a step with what is drawn for each: how it is turned, where it becomes anomalous, how much and
/// on which levels.</summary>
/// <remarks>All draws depend on seed, round and the numbers of the items alone.</remarks>
internal sealed class ThreeDsrBatch
{
    private readonly SplitMix64[] _picks;
    private SplitMix64 _whole;

    /// <summary>Draws a batch.</summary>
    /// <param name="items">Numbers of the items in the round.</param>
    /// <param name="epoch">The round.</param>
    /// <param name="samples">The training scans.</param>
    /// <param name="options">What is drawn.</param>
    public ThreeDsrBatch(ReadOnlySpan<int> items, int epoch, IReadOnlyList<Func<DepthPicture>> samples,
        ThreeDsrOptions options)
    {
        (int side, int count, long seed) = (options.Side, items.Length, (options.Seed ?? 0) ^ ((long)epoch << 32));
        (Depth, Mask) = (new float[checked(count * side * side)], new float[count * side * side]);
        (LowStrengths, HighStrengths) = (new double[count], new double[count]);
        (ChangesLow, ChangesHigh) = (new bool[count], new bool[count]);
        _picks = new SplitMix64[count];
        _whole = new SplitMix64(seed, -1 - items[0]);
        for (int i = 0; i < count; i++)
        {
            var random = new SplitMix64(seed, items[i]);
            DepthPicture sample = samples[random.NextBelow(samples.Count)]();
            double degrees = options.Turn * ((2 * random.NextUnit()) - 1);
            GridTurn.Bilinear(sample.Depth, side, side, degrees).CopyTo(Depth, i * side * side);
            if (random.NextUnit() >= options.NormalShare)
                NoisePictures.Mask(options.RotateMask
                    ? GridTurn.Nearest(sample.IsForeground, side, side, degrees) : sample.IsForeground, side,
                    (options.LeastScale, options.LargestScale), (options.LeastThreshold, options.LargestThreshold),
                    ref random, Mask.AsSpan(i * side * side, side * side));
            (LowStrengths[i], HighStrengths[i]) = (Strength(options, ref random), Strength(options, ref random));
            bool both = random.NextBelow(2) == 0, low = random.NextBelow(2) == 0;
            (ChangesLow[i], ChangesHigh[i]) = (both || low, both || !low);
            _picks[i] = random;
        }
    }

    /// <summary>Pictures, turned; shape [b, side, side].</summary>
    public float[] Depth { get; }

    /// <summary>1 where a picture shall be anomalous; shape [b, side, side].</summary>
    public float[] Mask { get; }

    /// <summary>Share of the codebook that low codes are replaced from.</summary>
    public double[] LowStrengths { get; }

    /// <summary>Share of the codebook that high codes are replaced from.</summary>
    public double[] HighStrengths { get; }

    /// <summary>Whether low codes become anomalous.</summary>
    public bool[] ChangesLow { get; }

    /// <summary>Whether high codes become anomalous; one level at least does.</summary>
    public bool[] ChangesHigh { get; }

    /// <summary>The next number in [0, 1) of a picture's own stream.</summary>
    public double Pick(int picture) => _picks[picture].NextUnit();

    /// <summary>Whether the next level's blocks change places, and how.</summary>
    /// <param name="share">Share of levels whose blocks do.</param>
    /// <param name="side">Places along a side of the level.</param>
    /// <returns>Side of a block and a permutation of all blocks; null where codes are replaced.</returns>
    public (int Block, int[] Order)? Shuffle(double share, int side)
    {
        if (_whole.NextUnit() >= share)
            return null;
        int[] sizes = [.. new[] { 1, 2, 4, 8 }.Where(size => size < side && side % size == 0)];
        int block = sizes[_whole.NextBelow(sizes.Length)];
        int[] order = [.. Enumerable.Range(0, side / block * (side / block))];
        _whole.Shuffle(order.AsSpan());
        return (block, order);
    }

    private static double Strength(ThreeDsrOptions options, ref SplitMix64 random)
        => options.LeastStrength + ((options.LargestStrength - options.LeastStrength) * random.NextUnit());
}
