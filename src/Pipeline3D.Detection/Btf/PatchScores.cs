using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Btf;

/// <summary>Scores of patches on a grid by a bank.</summary>
internal static class PatchScores
{
    /// <summary>Smoothed scores on the resized square, and the score of the whole scan: the re-weighted largest patch
    /// distance, not the maximum of the map.</summary>
    public static (ScoreMap Map, float Whole) Of(MemoryBank bank, FeatureMatrix patches, PatchOptions options,
        MethodContext context)
    {
        RequireGrid(patches, options);
        BankScores scores = bank.Score(patches, context.Threads, context.Scope, context.Stop);
        int size = options.GridSize;
        var map = new float[size * size];
        GridResize.Bilinear(scores.Distances, options.PatchGrid, options.PatchGrid, map, size, size);
        GaussianBlur.Apply(map, size, size, options.BlurSigma, map);
        return (new ScoreMap(size, size, map), scores.SampleScore);
    }

    /// <summary>Fails where patches do not fill the grid.</summary>
    public static void RequireGrid(FeatureMatrix patches, PatchOptions options)
    {
        if (patches.Rows != options.PatchGrid * options.PatchGrid)
            throw new ArgumentException($"{patches.Rows} patches do not fill the patch grid of {options.PatchGrid} x "
                + $"{options.PatchGrid}", nameof(patches));
    }
}
