using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.RegAd;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.RegAd;

/// <summary>A picture turned, shifted and mirrored: what RegAD holds test pictures against beside the pictures
/// themselves.</summary>
/// <remarks>Source: Huang et al. 2022, as their code: turns by -4 to 4 sixteenths of pi, eight diagonal shifts by a
/// tenth and a twentieth of the side, mirrored left to right, grey, quarter turns. 22 with the picture itself; 21 where
/// it has no colour, as grey would be the same picture twice.</remarks>
internal static class SupportViews
{
    private static readonly int[] Sixteenths = [-4, -3, -2, -1, 1, 2, 3, 4];

    // In the coordinates of a grid, which run from -1 to 1.
    private static readonly (float X, float Y)[] Shifts =
    [
        (0.2f, 0.2f), (-0.2f, 0.2f), (-0.2f, -0.2f), (0.2f, -0.2f), (0.1f, 0.1f), (-0.1f, 0.1f), (-0.1f, -0.1f),
        (0.1f, -0.1f),
    ];

    /// <summary>The views.</summary>
    /// <param name="picture">Shape [1, 3, side, side].</param>
    /// <param name="isColour">Whether grey differs from it.</param>
    /// <returns>Shape [22 or 21, 3, side, side], the picture first.</returns>
    public static Tensor Of(Tensor picture, bool isColour)
    {
        var views = new List<Tensor> { picture };
        foreach (int angle in Sixteenths)
        {
            float cosine = MathF.Cos(angle * MathF.PI / 16), sine = MathF.Sin(angle * MathF.PI / 16);
            views.Add(SpatialTransformer.Warp(picture, Matrix(cosine, -sine, 0, sine, cosine, 0)));
        }
        foreach ((float x, float y) in Shifts)
            views.Add(SpatialTransformer.Warp(picture, Matrix(1, 0, x, 0, 1, y)));
        views.Add(picture.flip(3));
        if (isColour)
            views.Add((picture * Tensors.From([0.299f, 0.587f, 0.114f], 1, 3, 1, 1)).sum(1, keepdim: true)
                .expand(picture.shape));
        for (int quarter = 1; quarter <= 3; quarter++)
            views.Add(picture.rot90(quarter, (2, 3)));
        return cat([.. views], 0);
    }

    private static Tensor Matrix(params ReadOnlySpan<float> numbers) => Tensors.From(numbers, 1, 2, 3);
}
