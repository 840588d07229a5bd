using static TorchSharp.torch;

namespace Pipeline3D.Networks.Stages;

/// <summary>Squared errors of occupied and empty cells, weighted so that both kinds count alike.</summary>
/// <remarks>Cells of a scan are occupied by a few percent; unweighted, an empty volume would be a good
/// answer.</remarks>
public static class OccupancyLoss
{
    /// <summary>What each cell counts: an occupied one the share of empty cells of its own volume, an empty one the
    /// share of occupied cells.</summary>
    /// <param name="cells">Shape [b, 1, ...]; above 0 is occupied.</param>
    /// <returns>The same shape.</returns>
    public static Tensor Weights(Tensor cells)
    {
        using IDisposable quiet = no_grad();
        Tensor occupied = cells.sign().relu(), share = occupied.flatten(1).mean([1L])
            .view([cells.shape[0], .. Enumerable.Repeat(1L, (int)cells.dim() - 1)]);
        return lerp(share.expand_as(cells), ones_like(cells).sub(share), occupied);
    }

    /// <summary>The mean of weighted squared errors over all cells.</summary>
    /// <param name="found">Shape [b, 1, ...].</param>
    /// <param name="cells">What should have been found; the same shape.</param>
    /// <param name="weights">Of <see cref="Weights"/>.</param>
    public static Tensor Of(Tensor found, Tensor cells, Tensor weights)
        => found.sub(cells).square().mul(weights).mean();
}
