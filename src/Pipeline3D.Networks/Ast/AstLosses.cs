using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Ast;

/// <summary>What AST's networks learn by and are compared by; each over the foreground alone.</summary>
public sealed class AstLosses
{
    private readonly Scalar _half;

    /// <summary>Prepares them.</summary>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public AstLosses()
    {
        TorchRuntime.Require();
        _half = 0.5;
    }

    /// <summary>How unlikely each pixel is to the teacher, without constants: half the squared length of its latent
    /// vector less the logarithm of the determinant.</summary>
    /// <param name="latent">Shape [n, channels, height, width].</param>
    /// <param name="logDeterminant">Shape [n, height, width].</param>
    /// <param name="foreground">Shape [n, 1, height, width]; weights of 0 to 1.</param>
    /// <returns>Shape [n, height, width]; the teacher's loss is its mean.</returns>
    public Tensor Unlikeliness(Tensor latent, Tensor logDeterminant, Tensor foreground)
        => latent.square().mul(foreground).sum(1).mul(_half).sub(logDeterminant.mul(foreground.squeeze(1)));

    /// <summary>Mean squared difference of each pixel between teacher and student.</summary>
    /// <param name="teacher">Shape [n, channels, height, width].</param>
    /// <param name="student">The same.</param>
    /// <param name="foreground">Shape [n, 1, height, width]; weights of 0 to 1.</param>
    /// <returns>Shape [n, height, width]; the student's loss is its mean. The score of a pixel is this, times the
    /// foreground once more.</returns>
    public static Tensor Differences(Tensor teacher, Tensor student, Tensor foreground)
        => teacher.sub(student).square().mul(foreground).mean([1L]);
}
