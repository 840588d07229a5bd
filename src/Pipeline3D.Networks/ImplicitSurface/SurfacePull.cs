using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.ImplicitSurface;

/// <summary>What a field learns by: a place, pulled along the field's gradient by its distance, shall arrive at the
/// surface.</summary>
/// <remarks>Source: Neural-Pull (Ma and others 2021) as Shape-Guided uses it: the mean Euclidean distance to the
/// nearest point of the patch, not its square. Lengths are the root of a sum and 1e-12, so that nothing is divided by
/// 0.</remarks>
/// <param name="Distance">Shape [n, q, 1].</param>
/// <param name="Gradient">Of the distance by the place, shape [n, q, 3].</param>
/// <param name="Pulled">Where places arrive, shape [n, q, 3].</param>
public sealed record SurfacePull(Tensor Distance, Tensor Gradient, Tensor Pulled)
{
    private const float Guard = 1e-12f;

    /// <summary>Pulls places.</summary>
    /// <param name="field">Distances of the places, and gradients.</param>
    /// <param name="queries">The places, shape [n, q, 3].</param>
    public static SurfacePull Of((Tensor Distance, Tensor Gradient) field, Tensor queries)
        => new(field.Distance, field.Gradient, queries.add((field.Distance
            * (field.Gradient / Length(field.Gradient))).neg(), HeldScalars.One));

    /// <summary>Mean distance between where places arrived and where they should.</summary>
    /// <param name="targets">Shape [n, q, 3].</param>
    public Tensor Loss(Tensor targets) => Length(Pulled.add(targets.neg(), HeldScalars.One)).mean();

    private static Tensor Length(Tensor rows) => (rows * rows).sum(-1, keepdim: true)
        .add(Tensors.From([Guard], 1), HeldScalars.One).sqrt();
}
