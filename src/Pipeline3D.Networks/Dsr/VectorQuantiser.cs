using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Dsr;

/// <summary>Replaces vectors by the nearest code of a codebook, and moves codes to the vectors that take
/// them.</summary>
/// <remarks>Source: van den Oord et al. 2017, with codebooks that follow an exponential moving average. Gradients go
/// straight through to the vectors that were replaced.</remarks>
public static class VectorQuantiser
{
    /// <summary>Weight of the loss that holds vectors near their codes.</summary>
    public const double CommitmentCost = 0.25;

    // Rows times codes are compared at a time: 2048 codes take 32 MB.
    private const int RowsAtOnce = 4096;

    /// <summary>The vectors of a map as rows; shape [b h w, d].</summary>
    /// <param name="map">Shape [b, d, h, w].</param>
    public static Tensor Rows(Tensor map) => map.permute(0, 2, 3, 1).reshape(-1, map.shape[1]);

    /// <summary>Rows as a map; undoes <see cref="Rows"/>.</summary>
    /// <param name="rows">Shape [b h w, d].</param>
    /// <param name="like">A map of that batch and size.</param>
    /// <returns>Shape [b, d, h, w], in the order of memory that maps have.</returns>
    public static Tensor Map(Tensor rows, Tensor like)
        => rows.view(like.shape[0], like.shape[2], like.shape[3], rows.shape[1]).permute(0, 3, 1, 2).contiguous();

    /// <summary>Squared distances of rows to codes, less each row's own square; shape [n, K].</summary>
    /// <param name="rows">Shape [n, d].</param>
    /// <param name="codes">Shape [K, d].</param>
    public static Tensor Distances(Tensor rows, Tensor codes)
        => addmm(codes.square().sum(1).unsqueeze(0), rows, codes.t(), 1, -2);

    /// <summary>Index of the nearest code of every row; shape [n], int64.</summary>
    /// <param name="rows">Shape [n, d].</param>
    /// <param name="codes">Shape [K, d].</param>
    public static Tensor Nearest(Tensor rows, Tensor codes)
    {
        Tensor fixedRows = rows.detach();
        var parts = new List<Tensor>();
        for (long first = 0; first < rows.shape[0]; first += RowsAtOnce)
            parts.Add(Distances(fixedRows.narrow(0, first, Math.Min(RowsAtOnce, rows.shape[0] - first)), codes)
                .argmin(1));
        return cat([.. parts], 0);
    }

    /// <summary>Replaces the vectors of a map.</summary>
    /// <param name="map">Shape [b, d, h, w].</param>
    /// <param name="codes">Shape [K, d]; gets no gradient.</param>
    /// <returns>The codes, whose gradient is that of the map; their indices [b h w]; and the commitment loss.</returns>
    public static QuantisedMap Quantise(Tensor map, Tensor codes)
    {
        Tensor index = Nearest(Rows(map), codes), found = Map(codes.detach().index_select(0, index), map);
        return new QuantisedMap(map.add((found - map).detach(), HeldScalars.One), index,
            nn.functional.mse_loss(map, found) * Tensors.From([(float)CommitmentCost], 1).squeeze(0));
    }

    /// <summary>Moves a codebook towards the rows that took its codes.</summary>
    /// <param name="rows">Shape [n, d].</param>
    /// <param name="index">Shape [n]: the code that each row took.</param>
    /// <param name="clusterSize">Shape [K]: rows per code, averaged over steps; changed.</param>
    /// <param name="sums">Shape [K, d]: their sums, likewise; changed.</param>
    /// <param name="codebook">Shape [K, d]; overwritten.</param>
    /// <param name="decay">What averages keep per step.</param>
    /// <param name="epsilon">Added to every count, so that a code that nothing takes can be divided by it.</param>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public static void Move(ReadOnlySpan<float> rows, ReadOnlySpan<long> index, Span<float> clusterSize,
        Span<float> sums, Span<float> codebook, double decay = 0.99, double epsilon = 1e-5)
    {
        int codes = clusterSize.Length, width = codes == 0 ? 0 : sums.Length / codes;
        if (width == 0 || sums.Length != codes * width || codebook.Length != sums.Length
            || rows.Length != index.Length * width)
            throw new ArgumentException($"{rows.Length} numbers of {index.Length} rows for {codes} codes, "
                + $"{sums.Length} sums and a codebook of {codebook.Length} numbers do not fit");
        (double[] counts, double[] taken) = (new double[codes], new double[sums.Length]);
        for (int row = 0; row < index.Length; row++)
        {
            int code = checked((int)index[row]);
            counts[code]++;
            for (int i = 0; i < width; i++)
                taken[(code * width) + i] += rows[(row * width) + i];
        }
        double all = 0;
        for (int code = 0; code < codes; code++)
            all += counts[code] = (decay * clusterSize[code]) + ((1 - decay) * counts[code]);
        for (int code = 0; code < codes; code++)
        {
            double size = (counts[code] + epsilon) / (all + (codes * epsilon)) * all;
            clusterSize[code] = (float)size;
            for (int i = code * width; i < (code + 1) * width; i++)
            {
                double sum = (decay * sums[i]) + ((1 - decay) * taken[i]);
                (sums[i], codebook[i]) = ((float)sum, (float)(sum / size));
            }
        }
    }
}

/// <summary>A map whose vectors were replaced by codes.</summary>
/// <param name="Codes">Shape [b, d, h, w]; gradients go straight through.</param>
/// <param name="Index">Shape [b h w], int64.</param>
/// <param name="Commitment">The loss that holds vectors near their codes; one number.</param>
public sealed record QuantisedMap(Tensor Codes, Tensor Index, Tensor Commitment);
