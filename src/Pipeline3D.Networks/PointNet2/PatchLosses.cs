using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>What 3DzAL learns by; each a number that is differentiated.</summary>
/// <remarks>Reconstructed from the authors' figures and tables: their formulas are not public.</remarks>
public static class PatchLosses
{
    // What a variance is kept above 0 by.
    private const float Epsilon = 1e-5f;

    /// <summary>Contrast of patches: the features of normal patches shall be like each other's, and unlike those of
    /// anomalous ones.</summary>
    /// <remarks>With cosines s over a temperature T: the mean over the normal patches i of -log(P / (P + A)), P the
    /// sum of exp(s_ij / T) over the other normal ones, A that over the anomalous ones.</remarks>
    /// <param name="features">Shape [n, d].</param>
    /// <param name="isAnomalous">Shape [n]; two normal patches or more, and an anomalous one.</param>
    /// <param name="temperature">T, above 0.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static Tensor Contrast(Tensor features, ReadOnlySpan<bool> isAnomalous, double temperature)
    {
        (long[] normal, long[] anomalous) = Split(isAnomalous);
        if (normal.Length < 2)
            throw new ArgumentException($"{normal.Length} normal patches are given, two at least are compared",
                nameof(isAnomalous));
        if (anomalous.Length == 0)
            throw new ArgumentException("no anomalous patch is given that normal ones are unlike", nameof(isAnomalous));
        Tensor unit = nn.functional.normalize(features, dim: 1);
        Tensor left = unit.index_select(0, Tensors.From(normal, normal.Length));
        Tensor right = unit.index_select(0, Tensors.From(anomalous, anomalous.Length));
        Tensor alike = Times(left.mm(left.t()), 1 / temperature).add(NotItself(normal.Length), HeldScalars.One);
        Tensor other = Times(left.mm(right.t()), 1 / temperature);
        // log(P + A) - log P, whatever the exponents are.
        return cat([alike, other], 1).logsumexp(1).add(alike.logsumexp(1).neg(), HeldScalars.One).mean();
    }

    /// <summary>Correlation of learnt with other features: the mean of all squared entries of (1 / n) Z^T F, both
    /// standardised over the patches.</summary>
    /// <param name="features">Learnt ones, shape [n, d].</param>
    /// <param name="others">Shape [n, e].</param>
    public static Tensor Correlation(Tensor features, Tensor others)
        => Square(Times(Standard(features).t().mm(Standard(others)), 1.0 / features.shape[0])).mean();

    /// <summary>Likeness of learnt and other features: the mean squared cosine, the others brought to the same
    /// length.</summary>
    /// <param name="features">Learnt ones, shape [n, d].</param>
    /// <param name="others">Shape [n, e].</param>
    /// <param name="projection">Shape [e, d], fixed.</param>
    public static Tensor Cosine(Tensor features, Tensor others, Tensor projection)
        => Square((nn.functional.normalize(features, dim: 1) * nn.functional.normalize(others.mm(projection), dim: 1))
            .sum(1)).mean();

    /// <summary>A sum of losses.</summary>
    /// <param name="losses">Each a number, with its weight.</param>
    public static Tensor Sum(params IReadOnlyList<(Tensor Loss, double Weight)> losses)
        => (cat([.. losses.Select(loss => loss.Loss.reshape(1))], 0)
            * Tensors.From([.. losses.Select(loss => (float)loss.Weight)], losses.Count)).sum();

    /// <summary>Binary cross entropy of a classifier's numbers.</summary>
    /// <param name="logits">Shape [n].</param>
    /// <param name="isAnomalous">Shape [n].</param>
    public static Tensor CrossEntropy(Tensor logits, ReadOnlySpan<bool> isAnomalous)
    {
        var targets = new float[isAnomalous.Length];
        for (int i = 0; i < targets.Length; i++)
            targets[i] = isAnomalous[i] ? 1 : 0;
        return nn.functional.binary_cross_entropy_with_logits(logits, Tensors.From(targets, targets.Length));
    }

    private static Tensor Standard(Tensor rows)
    {
        Tensor apart = rows.add(rows.mean([0L]).neg(), HeldScalars.One);
        return apart / Square(apart).mean([0L]).add(Tensors.From([Epsilon], 1), HeldScalars.One).sqrt();
    }

    // 0 everywhere but on the diagonal, which a patch's likeness to itself is left out by.
    private static Tensor NotItself(int count)
    {
        var mask = new float[count * count];
        for (int i = 0; i < count; i++)
            mask[(i * count) + i] = float.NegativeInfinity;
        return Tensors.From(mask, count, count);
    }

    // Numbers as tensors: what TorchSharp makes of a C# number may be gone before libtorch reads it (HeldScalars).
    private static Tensor Times(Tensor values, double factor) => values * Tensors.From([(float)factor], 1);

    private static Tensor Square(Tensor values) => values * values;

    private static (long[] Normal, long[] Anomalous) Split(ReadOnlySpan<bool> isAnomalous)
    {
        (List<long> normal, List<long> anomalous) = ([], []);
        for (int i = 0; i < isAnomalous.Length; i++)
            (isAnomalous[i] ? anomalous : normal).Add(i);
        return ([.. normal], [.. anomalous]);
    }
}
