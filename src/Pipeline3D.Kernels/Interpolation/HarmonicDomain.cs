using System.Globalization;

namespace Pipeline3D.Kernels;

/// <summary>Sorts the pixels of an interpolation into outside, unknown and known, on the host.</summary>
internal static class HarmonicDomain
{
    /// <summary>A <see cref="HarmonicPixel"/> for every pixel. Unknown pixels that no score is connected to count as
    /// outside: their equations have no unique solution.</summary>
    public static int[] Kinds(int pixels, int width, ReadOnlySpan<int> known, ReadOnlySpan<bool> domain)
    {
        if (!domain.IsEmpty)
            Require.Length(domain.Length, pixels, nameof(domain));
        var kinds = new int[pixels];
        for (int i = 0; i < known.Length; i++)
        {
            int pixel = known[i];
            string? fault = (uint)pixel >= (uint)pixels ? $"is outside the image of {pixels} pixels"
                : !domain.IsEmpty && !domain[pixel] ? "lies outside the domain"
                : kinds[pixel] == HarmonicPixel.Known ? "is given twice; two scores cannot share a pixel" : null;
            if (fault is not null)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"known pixel {i}, {pixel} (row {pixel / width}, column {pixel % width}), {fault}"), nameof(known));
            kinds[pixel] = HarmonicPixel.Known;
        }
        var pending = new Stack<int>(known.Length);
        foreach (int pixel in known)
            pending.Push(pixel);
        while (pending.TryPop(out int pixel))
        {
            int column = pixel % width;
            if (pixel >= width)
                Reach(pixel - width, domain);
            if (column > 0)
                Reach(pixel - 1, domain);
            if (column + 1 < width)
                Reach(pixel + 1, domain);
            if (pixel + width < pixels)
                Reach(pixel + width, domain);
        }
        return kinds;

        void Reach(int pixel, ReadOnlySpan<bool> inside)
        {
            if (kinds[pixel] != HarmonicPixel.Outside || (!inside.IsEmpty && !inside[pixel]))
                return;
            kinds[pixel] = HarmonicPixel.Unknown;
            pending.Push(pixel);
        }
    }
}
