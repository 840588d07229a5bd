using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Clip;

/// <summary>What the vision tower says of pictures; nothing is normalised to length 1.</summary>
/// <param name="Class">One feature for each picture, [n, embedding].</param>
/// <param name="ClassWithoutNorm">The same without the last norm before the projection, as AnomalyCLIP's code has
/// it.</param>
/// <param name="Tokens">For each layer asked for, in the order asked: the class token and the patches row by row,
/// [n, 1 + patches, embedding], or [n, 1 + patches, width] where they were not to be projected.</param>
public sealed record ClipPictures(Tensor Class, Tensor ClassWithoutNorm, IReadOnlyList<Tensor> Tokens) : IDisposable
{
    /// <summary>Frees the tensors; not needed inside a <see cref="DisposeScope"/>.</summary>
    public void Dispose()
    {
        Class.Dispose();
        ClassWithoutNorm.Dispose();
        foreach (Tensor tokens in Tokens)
            tokens.Dispose();
    }
}
