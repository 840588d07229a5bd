using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Clip;

/// <summary>Bilinear enlargement of a map of patches to the picture that the patches are of, as torch with
/// align_corners = false, and its transpose.</summary>
/// <remarks>The enlargement is linear, so sums over pixels are sums over patches with other weights: whatever a loss or
/// a mean needs of pixels is gathered once into patches. Safe on any thread.</remarks>
internal sealed class PatchGrid
{
    private readonly (int Low, int High, float Share)[] _taps;

    /// <summary>Prepares an enlargement.</summary>
    /// <param name="side">Patches per side.</param>
    /// <param name="size">Pixels per side; not fewer.</param>
    public PatchGrid(int side, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, side);
        (Side, Size, _taps) = (side, size, new (int, int, float)[size]);
        for (int i = 0; i < size; i++)
        {
            double place = Math.Max(((i + 0.5) * side / size) - 0.5, 0);
            int low = Math.Min((int)place, side - 1);
            _taps[i] = (low, Math.Min(low + 1, side - 1), (float)(place - low));
        }
        Area = GatherMask(null);
    }

    /// <summary>Pixels that each patch stands for; shape [Side, Side], sums to the number of pixels.</summary>
    public double[] Area { get; }

    /// <summary>Patches per side.</summary>
    public int Side { get; }

    /// <summary>Pixels per side.</summary>
    public int Size { get; }

    /// <summary>Number of patches.</summary>
    public int Patches => Side * Side;

    /// <summary>Number of pixels.</summary>
    public int Pixels => Size * Size;

    /// <summary>One row of the enlarged map.</summary>
    /// <param name="patches">Shape [Side, Side].</param>
    /// <param name="row">The row of pixels.</param>
    /// <param name="pixels">Shape [Size]; overwritten.</param>
    public void Row(ReadOnlySpan<float> patches, int row, Span<float> pixels)
    {
        (int low, int high, float share) = _taps[row];
        Span<float> between = stackalloc float[Side];
        ReadOnlySpan<float> above = patches.Slice(low * Side, Side), below = patches.Slice(high * Side, Side);
        for (int i = 0; i < between.Length; i++)
            between[i] = above[i] + (share * (below[i] - above[i]));
        for (int i = 0; i < pixels.Length; i++)
        {
            (int left, int right, float across) = _taps[i];
            pixels[i] = between[left] + (across * (between[right] - between[left]));
        }
    }

    /// <summary>The enlarged map.</summary>
    /// <param name="patches">Shape [Side, Side].</param>
    /// <returns>Shape [Size, Size].</returns>
    public float[] Enlarge(ReadOnlySpan<float> patches)
    {
        var pixels = new float[Pixels];
        for (int row = 0; row < Size; row++)
            Row(patches, row, pixels.AsSpan(row * Size, Size));
        return pixels;
    }

    /// <summary>The enlarged map at one pixel.</summary>
    public float At(ReadOnlySpan<float> patches, int pixel)
    {
        (int row, int column) = Math.DivRem(pixel, Size);
        ((int low, int high, float share), (int left, int right, float across)) = (_taps[row], _taps[column]);
        float above = patches[(low * Side) + left], below = patches[(high * Side) + left];
        above += across * (patches[(low * Side) + right] - above);
        below += across * (patches[(high * Side) + right] - below);
        return above + (share * (below - above));
    }

    /// <summary>Adds to patches what a weight on one pixel of the enlarged map is: the transpose of <see cref="At"/>.
    /// </summary>
    public void Gather(Span<double> patches, int pixel, double weight)
    {
        (int row, int column) = Math.DivRem(pixel, Size);
        ((int low, int high, float share), (int left, int right, float across)) = (_taps[row], _taps[column]);
        double above = weight * (1.0 - share), below = weight * share;
        patches[(low * Side) + left] += above * (1.0 - across);
        patches[(low * Side) + right] += above * across;
        patches[(high * Side) + left] += below * (1.0 - across);
        patches[(high * Side) + right] += below * across;
    }

    /// <summary>Adds to patches what weights on a row of pixels are: the transpose of <see cref="Row"/>.</summary>
    /// <param name="patches">Shape [Side, Side].</param>
    /// <param name="row">The row of pixels.</param>
    /// <param name="weights">Shape [Size].</param>
    public void GatherRow(Span<double> patches, int row, ReadOnlySpan<float> weights)
    {
        Span<double> between = stackalloc double[Side];
        between.Clear();
        for (int i = 0; i < weights.Length; i++)
        {
            (int left, int right, float across) = _taps[i];
            between[left] += weights[i] * (1.0 - across);
            between[right] += weights[i] * (double)across;
        }
        (int low, int high, float share) = _taps[row];
        for (int i = 0; i < between.Length; i++)
        {
            patches[(low * Side) + i] += (1.0 - share) * between[i];
            patches[(high * Side) + i] += share * between[i];
        }
    }

    /// <summary>What weights of 1 on a set of pixels are on patches.</summary>
    /// <param name="mask">Shape [Size, Size]; null for all pixels.</param>
    /// <returns>Shape [Side, Side]; sums to the number of pixels in the set.</returns>
    /// <exception cref="ArgumentException">The mask has another size.</exception>
    public double[] GatherMask(bool[]? mask)
    {
        if (mask is not null)
            Require.Length(mask.Length, Pixels, $"[{Size}, {Size}]");
        var patches = new double[Patches];
        var weights = new float[Size];
        for (int row = 0; row < Size; row++)
        {
            for (int i = 0; i < Size; i++)
                weights[i] = mask is null || mask[(row * Size) + i] ? 1 : 0;
            GatherRow(patches, row, weights);
        }
        return patches;
    }
}
