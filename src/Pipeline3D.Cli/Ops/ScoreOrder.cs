using Pipeline3D.Data.Formats;

namespace Pipeline3D.Cli.Ops;

/// <summary>Scores of float64 as float32 of the same order, ties included.</summary>
/// <remarks>The metrics are of ranks: they depend on the order of scores and on nothing else.</remarks>
internal static class ScoreOrder
{
    /// <summary>The scores themselves where rounding makes no ties, else one float per distinct score,
    /// ascending.</summary>
    /// <param name="array">float32 or float64, of any shape.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <remarks>Numbers that are not finite stay as they are. Cost: O(n log n), and a copy, for float64.</remarks>
    public static float[] Floats(NpyArray array, string path)
    {
        float[] rounded = OpArguments.Floats(array, path, mustBeFinite: false);
        if (array.Data is not double[] exact)
            return rounded;
        double[] distinct = [.. exact.Where(double.IsFinite).Distinct().Order()];
        bool tied = false;
        for (int i = 1; i < distinct.Length && !tied; i++)
            tied = (float)distinct[i] == (float)distinct[i - 1];
        if (!tied && Array.TrueForAll(distinct, score => float.IsFinite((float)score)))
            return rounded;
        // The positive floats in ascending order are the numbers of their bits.
        return Array.ConvertAll(exact, score => double.IsFinite(score)
            ? BitConverter.Int32BitsToSingle(1 + Array.BinarySearch(distinct, score)) : (float)score);
    }
}
