using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Detection.Pictures;

/// <summary>Features of the patches of a picture by a residual network.</summary>
/// <remarks>Source: BTF's RGB features (Horwitz and Hoshen 2023), PatchCore's way: the maps of some stages, each
/// averaged over 3 x 3 and brought to the grid of patches by adaptive averages, side by side.</remarks>
internal static class ResNetPatches
{
    private const int PoolWindow = 3;

    /// <summary>Fewest pixels that a picture's side needs for a stage.</summary>
    public static int LeastSize(int stage) => ((PoolWindow - 1) * ResNetShape.Stride(stage)) + 1;

    /// <summary>Describes the patches of a picture.</summary>
    /// <param name="model">The network.</param>
    /// <param name="rgb">Shape [size, size, 3].</param>
    /// <param name="size">Side of the picture, pixels.</param>
    /// <param name="stages">Which stages, from 1, ascending.</param>
    /// <param name="patchGrid">Side of the grid of patches.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [patchGrid * patchGrid, d], row by row; d is the sum of the stages' channels.</returns>
    /// <exception cref="NotFiniteNumberException">The network gave a number that is none.</exception>
    public static FeatureMatrix Of(ResNetModel model, ReadOnlySpan<byte> rgb, int size, ReadOnlySpan<int> stages,
        int patchGrid, CancellationToken stop)
    {
        ResNetMaps[] maps = model.Taps(rgb, size, size, stages, stop);
        return Joined([.. maps.Select(map => Pooled(map.Of(0), map.Height, map.Width, map.Channels, patchGrid))]);
    }

    /// <summary>A map as patches.</summary>
    /// <param name="map">Shape [height, width, channels]; both sides 3 or more.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Numbers of a pixel.</param>
    /// <param name="patchGrid">Side of the grid of patches.</param>
    /// <returns>Shape [patchGrid * patchGrid, channels].</returns>
    public static FeatureMatrix Pooled(ReadOnlySpan<float> map, int height, int width, int channels, int patchGrid)
        => new(patchGrid * patchGrid, channels, Pooling.Adaptive(Pooling.Average(map, height, width, channels,
            PoolWindow), height - PoolWindow + 1, width - PoolWindow + 1, channels, patchGrid, patchGrid));

    /// <summary>Rows side by side.</summary>
    public static FeatureMatrix Joined(params ReadOnlySpan<FeatureMatrix> parts)
    {
        int columns = 0;
        foreach (FeatureMatrix part in parts)
            columns += part.Columns;
        var joined = new FeatureMatrix(parts[0].Rows, columns);
        for (int row = 0; row < joined.Rows; row++)
        {
            Span<float> left = joined.Row(row);
            foreach (FeatureMatrix part in parts)
            {
                part.Row(row).CopyTo(left);
                left = left[part.Columns..];
            }
        }
        return joined;
    }
}
