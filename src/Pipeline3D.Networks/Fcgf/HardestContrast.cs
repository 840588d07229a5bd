using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Fcgf;

/// <summary>What FCGF learns by: descriptors of one place shall be alike, and unlike the hardest of other
/// places.</summary>
/// <remarks>Source: Choy, Park and Koltun 2019, equation 3: hardest contrastive loss, margins 0.1 and 1.4.</remarks>
public static class HardestContrast
{
    private const float Alike = 0.1f, Unlike = 1.4f;

    /// <summary>The loss.</summary>
    /// <param name="left">Shape [n, d]: descriptors of n places in one view.</param>
    /// <param name="right">Shape [n, d]: of the same places in another view.</param>
    /// <param name="isNear">Shape [n, n], row-major: whether two of the places are too near to be told apart; a place
    /// is near itself.</param>
    /// <returns>A number: mean over the places of max(0, distance - 0.1)^2, and half the mean of max(0, 1.4 - the
    /// smallest distance to a place that is not near)^2 for each of both views.</returns>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static Tensor Loss(Tensor left, Tensor right, ReadOnlySpan<bool> isNear)
    {
        int count = (int)left.shape[0];
        if (right.shape[0] != count || isNear.Length != (long)count * count)
            throw new ArgumentException($"{count} descriptors, {right.shape[0]} of the other view and {isNear.Length} "
                + "pairs do not belong together");
        var far = new float[isNear.Length];
        for (int i = 0; i < far.Length; i++)
            far[i] = isNear[i] ? 1e3f : 0;
        Tensor mask = Tensors.From(far, count, count);
        Tensor same = Length(Apart(left, right)), all = Length(Apart(left.unsqueeze(1), right.unsqueeze(0)))
            .add(mask, HeldScalars.One);
        // Where every other place is near, the mask leaves nothing to learn: max(0, 1.4 - 1000) is 0.
        return Squared(Apart(same, Tensors.From([Alike], 1))).mean()
            .add(Half(all.amin([1L])), HeldScalars.One).add(Half(all.amin([0L])), HeldScalars.One);

        static Tensor Half(Tensor nearest)
            => Squared(Apart(Tensors.From([Unlike], 1), nearest)).mean() * Tensors.From([0.5f], 1).squeeze(0);
    }

    private static Tensor Apart(Tensor one, Tensor other) => one.add(other, HeldScalars.MinusOne);

    private static Tensor Length(Tensor apart)
        => (apart * apart).sum(-1).add(Tensors.From([1e-7f], 1), HeldScalars.One).sqrt();

    private static Tensor Squared(Tensor values)
    {
        Tensor positive = values.relu();
        return positive * positive;
    }
}
