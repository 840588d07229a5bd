using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.RegAd;

/// <summary>A Gaussian of normal features at each place of a picture, and how far features are from it.</summary>
/// <remarks>
/// Source: Defard et al. 2021 (PaDiM), as used by Huang et al. 2022: mean m and covariance C of the support features at
/// a place, C + r I, Mahalanobis distance sqrt((f - m)' (C + r I)^-1 (f - m)). The reference inverts a d x d matrix at
/// every place, 2.5 GB for 3136 places of 448 values. Of n features, fewer than d, the same distance comes from n x n
/// matrices: with X the centred features and L L' = X X' + r (n - 1) I, it is
/// sqrt((|v|^2 - |L^-1 X v|^2) / r), v = f - m. Computed in float64, kept in float32. Cost of a scan: places x
/// min(n, d) x d. Safe for concurrent use.
/// </remarks>
internal sealed class PlaceGaussians : IDisposable
{
    // Places whose matrices are made together; a few MB each.
    private const int Together = 64;
    private readonly float[] _mean;
    private readonly Tensor _rows;
    private readonly double? _lowRank;

    private PlaceGaussians(float[] mean, Tensor rows, double? lowRank)
        => (_mean, _rows, _lowRank) = (mean, rows.DetachFromDisposeScope(), lowRank);

    /// <summary>Learns them.</summary>
    /// <param name="support">Shape [n, d, places], n 2 or more.</param>
    /// <param name="regularization">r, above 0.</param>
    /// <exception cref="ArgumentException">There is one feature alone at a place.</exception>
    public static PlaceGaussians Of(Tensor support, double regularization)
    {
        (long count, long width, long places) = (support.shape[0], support.shape[1], support.shape[2]);
        if (count < 2)
            throw new ArgumentException("one picture has no covariance; two are needed", nameof(support));
        bool isLowRank = count < width;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor mean = empty(places, width), rows = empty(places, Math.Min(count, width), width);
        Tensor degrees = Tensors.From([(float)(count - 1)], 1).to(ScalarType.Float64);
        for (long first = 0; first < places; first += Together)
        {
            using DisposeScope inner = NewDisposeScope();
            long some = Math.Min(Together, places - first);
            Tensor here = support.narrow(2, first, some).permute(2, 0, 1).to(ScalarType.Float64);
            Tensor middle = here.mean([1L], keepdim: true), centred = here - middle;
            mean.narrow(0, first, some).copy_(middle.squeeze(1));
            Tensor square = isLowRank
                ? centred.bmm(centred.transpose(1, 2)).add(Diagonal(count, regularization * (count - 1)),
                    HeldScalars.One)
                : (centred.transpose(1, 2).bmm(centred) / degrees).add(Diagonal(width, regularization),
                    HeldScalars.One);
            Tensor lower = linalg.inv(linalg.cholesky(square));
            rows.narrow(0, first, some).copy_(isLowRank ? lower.bmm(centred) : lower);
        }
        return new PlaceGaussians(Tensors.ToFloats(mean), rows, isLowRank ? regularization : null);
    }

    private static double Square(float[] rows, int row, int count)
    {
        double sum = 0;
        foreach (float value in rows.AsSpan(row * (rows.Length / count), rows.Length / count))
            sum += (double)value * value;
        return sum;
    }

    private static Tensor Diagonal(long size, double value) => full([size], value, ScalarType.Float64).diag();

    /// <summary>How far features are.</summary>
    /// <param name="features">Shape [d, places].</param>
    /// <returns>Shape [places].</returns>
    public float[] Distances(Tensor features)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        float[] v = Tensors.ToFloats(features.transpose(0, 1));
        for (int i = 0; i < v.Length; i++)
            v[i] -= _mean[i];
        int places = (int)_rows.shape[0];
        float[] along = Tensors.ToFloats(_rows.bmm(Tensors.From(v, places, v.Length / places, 1)));
        var distances = new float[places];
        for (int place = 0; place < places; place++)
        {
            double squared = Square(along, place, places);
            if (_lowRank is { } r)
                squared = (Square(v, place, places) - squared) / r;
            distances[place] = (float)Math.Sqrt(Math.Max(0, squared));
        }
        return distances;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
    }
}
