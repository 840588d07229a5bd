using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Stages;

/// <summary>What f-AnoGAN's networks learn by: a critic of the Wasserstein distance whose gradient is kept near 1, a
/// generator that it judges, and an encoder that leads back.</summary>
/// <remarks>Sources: Gulrajani et al. 2017, Improved Training of Wasserstein GANs; Schlegl et al. 2019, f-AnoGAN. The
/// norm of a gradient is over all numbers of a sample; means, not sums, in the encoder's loss.</remarks>
public static class WassersteinLosses
{
    /// <summary>How far the critic's gradient is from length 1 between real and made samples, squared, the mean of all;
    /// differentiable itself.</summary>
    /// <param name="guard">Keeps what a custom function throws.</param>
    /// <param name="critic">Judges samples; gives one number for each.</param>
    /// <param name="real">Real samples, shape [b, ...].</param>
    /// <param name="made">Made ones, the same shape; no gradient goes into them.</param>
    /// <param name="shares">How much of each mixture is real; b numbers from 0 to 1.</param>
    public static Tensor Penalty(BackwardGuard guard, Func<Tensor, Tensor> critic, Tensor real, Tensor made,
        ReadOnlySpan<float> shares)
    {
        Tensor mixed = lerp(made.detach(), real, Tensors.From(shares, [shares.Length,
            .. Enumerable.Repeat(1L, (int)real.dim() - 1)])).requires_grad_(true);
        Tensor slope = Gradients.Of(guard, [critic(mixed).sum()], [mixed], createGraph: true)[0]!;
        Tensor length = slope.flatten(1).norm(1);
        return nn.functional.mse_loss(length, ones_like(length));
    }

    /// <summary>What the critic loses: what it grants the made samples more than the real ones, and the
    /// penalty.</summary>
    /// <param name="ofReal">What it says of real samples; shape [b].</param>
    /// <param name="ofMade">What it says of made ones; shape [b].</param>
    /// <param name="penalty">Of <see cref="Penalty"/>.</param>
    /// <param name="weight">What the penalty counts; 10 in the paper.</param>
    public static Tensor Critic(Tensor ofReal, Tensor ofMade, Tensor penalty, Scalar weight)
        => ofMade.mean().sub(ofReal.mean()).add(penalty.mul(weight), HeldScalars.One);

    /// <summary>What the generator loses: the critic's mean judgement, turned round.</summary>
    /// <param name="ofMade">What it says of made samples; shape [b].</param>
    public static Tensor Generator(Tensor ofMade) => ofMade.mean().neg();

    /// <summary>What the encoder loses (izi_f): how far what its codes stand for is from the samples, as numbers and as
    /// the critic sees both.</summary>
    /// <param name="samples">Shape [b, ...].</param>
    /// <param name="back">What their codes stand for; the same shape.</param>
    /// <param name="mapOfSamples">The critic's last map of the samples; shape [b, flat].</param>
    /// <param name="mapOfBack">That of what came back.</param>
    /// <param name="weight">What the maps count; 1 in the paper.</param>
    public static Tensor Encoder(Tensor samples, Tensor back, Tensor mapOfSamples, Tensor mapOfBack, Scalar weight)
        => nn.functional.mse_loss(back, samples).add(nn.functional.mse_loss(mapOfBack, mapOfSamples).mul(weight),
            HeldScalars.One);
}
