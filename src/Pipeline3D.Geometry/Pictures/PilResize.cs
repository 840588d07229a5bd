using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Pictures;

/// <summary>Brings pictures of 8 bits to another size with the very numbers that PIL (Pillow) gives, on which published
/// features and masks rest.</summary>
/// <remarks>Smoothed when it shrinks: the filter is as wide as the step between two pixels of the result. Weights are
/// integers of 22 bits, rows come first, what they give is rounded to 8 bits before the columns, and an axis whose size
/// stays is left alone. Source: Pillow's documented filters (convolution-based resampling).</remarks>
public static class PilResize
{
    private const int Bits = 22, Half = 1 << (Bits - 1);

    /// <summary>Resizes a picture.</summary>
    /// <param name="pixels">Shape [height, width, channels].</param>
    /// <param name="size">Its size.</param>
    /// <param name="into">Shape [wanted height, wanted width, channels]; overwritten.</param>
    /// <param name="wanted">The size of the result.</param>
    /// <param name="channels">Numbers of a pixel; each channel is taken by itself.</param>
    /// <param name="filter">How a pixel of the result weighs its neighbours.</param>
    /// <remarks>Cost: wanted width x height x taps, then wanted width x wanted height x taps; an axis that shrinks by s
    /// has about 4 s taps (bicubic) or 2 s (bilinear). Working memory is borrowed and given back.</remarks>
    /// <exception cref="ArgumentException">A size is below 1, or the pixels do not fill theirs.</exception>
    public static void Resize(ReadOnlySpan<byte> pixels, (int Width, int Height) size, Span<byte> into,
        (int Width, int Height) wanted, int channels, PilFilter filter)
    {
        Check(pixels.Length, size, channels, nameof(pixels));
        Check(into.Length, wanted, channels, nameof(into));
        if (size.Width == wanted.Width)
        {
            Columns(pixels, size.Height, into, wanted.Height, wanted.Width * channels, filter);
            return;
        }
        if (size.Height == wanted.Height)
        {
            Rows(pixels, size, into, wanted.Width, channels, filter);
            return;
        }
        int between = checked(wanted.Width * channels * size.Height);
        byte[] borrowed = ArrayPool<byte>.Shared.Rent(between);
        Rows(pixels, size, borrowed.AsSpan(0, between), wanted.Width, channels, filter);
        Columns(borrowed.AsSpan(0, between), size.Height, into, wanted.Height, wanted.Width * channels, filter);
        ArrayPool<byte>.Shared.Return(borrowed);
    }

    /// <summary>As above, into a new array.</summary>
    /// <param name="pixels">Shape [height, width, channels].</param>
    /// <param name="size">Its size.</param>
    /// <param name="wanted">The size of the result.</param>
    /// <param name="channels">Numbers of a pixel.</param>
    /// <param name="filter">How a pixel of the result weighs its neighbours.</param>
    /// <exception cref="ArgumentException">A size is below 1, or the pixels do not fill theirs.</exception>
    public static byte[] Resize(ReadOnlySpan<byte> pixels, (int Width, int Height) size,
        (int Width, int Height) wanted, int channels, PilFilter filter)
    {
        var result = new byte[checked(Math.Max(0, wanted.Width) * Math.Max(0, wanted.Height) * Math.Max(0, channels))];
        Resize(pixels, size, result, wanted, channels, filter);
        return result;
    }

    private static void Rows(ReadOnlySpan<byte> pixels, (int Width, int Height) size, Span<byte> into, int width,
        int channels, PilFilter filter)
    {
        using var taps = new PilTaps(size.Width, width, filter);
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice(y * size.Width * channels, size.Width * channels);
            Span<byte> result = into.Slice(y * width * channels, width * channels);
            if (channels == 3)
                RowOfColours(row, result, taps);
            else
                Row(row, result, channels, taps);
        }
    }

    private static void Row(ReadOnlySpan<byte> row, Span<byte> result, int channels, PilTaps taps)
    {
        for (int x = 0, at = 0; at < result.Length; x++)
        {
            ReadOnlySpan<int> weights = taps.Of(x, out int first);
            for (int channel = 0; channel < channels; channel++)
            {
                int sum = channels == 1 ? Dot(row[first..], weights) : Half;
                if (channels > 1)
                    for (int i = 0, from = (first * channels) + channel; i < weights.Length; i++, from += channels)
                        sum += weights[i] * row[from];
                result[at++] = Pixel(sum);
            }
        }
    }

    private static int Dot(ReadOnlySpan<byte> row, ReadOnlySpan<int> weights)
    {
        Vector256<int> sums = Vector256<int>.Zero;
        int i = 0, sum = Half;
        // Eight bytes are widened at once.
        for (; i <= weights.Length - 8; i += 8)
            sums += Widened(row[i..]) * Vector256.Create(weights[i..]);
        for (; i < weights.Length; i++)
            sum += weights[i] * row[i];
        return sum + Vector256.Sum(sums);
    }

    // Three channels and the next pixel's first, which is thrown away, in one register.
    private static void RowOfColours(ReadOnlySpan<byte> row, Span<byte> result, PilTaps taps)
    {
        for (int x = 0; x < result.Length / 3; x++)
        {
            ReadOnlySpan<int> weights = taps.Of(x, out int first);
            Vector128<int> sum = Vector128.Create(Half);
            ReadOnlySpan<byte> from = row[(first * 3)..];
            // The very last pixel of a row has none after it.
            int whole = first + weights.Length == row.Length / 3 ? weights.Length - 1 : weights.Length;
            for (int i = 0; i < whole; i++)
            {
                Vector128<byte> four = Vector128.CreateScalarUnsafe(MemoryMarshal.Read<uint>(from[(i * 3)..])).AsByte();
                sum += Vector128.WidenLower(Vector128.WidenLower(four)).AsInt32() * weights[i];
            }
            if (whole < weights.Length)
            {
                ReadOnlySpan<byte> last = from[(whole * 3)..];
                sum += Vector128.Create(last[0], last[1], last[2], 0) * weights[whole];
            }
            for (int channel = 0; channel < 3; channel++)
                result[(x * 3) + channel] = Pixel(sum[channel]);
        }
    }

    private static void Columns(ReadOnlySpan<byte> pixels, int height, Span<byte> into, int wanted, int stride,
        PilFilter filter)
    {
        if (height == wanted)
        {
            pixels.CopyTo(into);
            return;
        }
        using var taps = new PilTaps(height, wanted, filter);
        for (int y = 0; y < wanted; y++)
        {
            ReadOnlySpan<int> weights = taps.Of(y, out int first);
            ReadOnlySpan<byte> from = pixels.Slice(first * stride, weights.Length * stride);
            Span<byte> result = into.Slice(y * stride, stride);
            int x = 0;
            for (; x <= stride - 8; x += 8)
            {
                Vector256<int> sum = Vector256.Create(Half);
                for (int i = 0; i < weights.Length; i++)
                    sum += Widened(from[((i * stride) + x)..]) * weights[i];
                sum = Vector256.Min(Vector256.Max(Vector256.ShiftRightArithmetic(sum, Bits), Vector256<int>.Zero),
                    Vector256.Create(255));
                for (int lane = 0; lane < 8; lane++)
                    result[x + lane] = (byte)sum[lane];
            }
            for (; x < stride; x++)
            {
                int sum = Half;
                for (int i = 0; i < weights.Length; i++)
                    sum += weights[i] * from[(i * stride) + x];
                result[x] = Pixel(sum);
            }
        }
    }

    private static Vector256<int> Widened(ReadOnlySpan<byte> bytes)
    {
        Vector128<ushort> low = Vector128.WidenLower(
            Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(bytes)).AsByte());
        return Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)).AsInt32();
    }

    private static byte Pixel(int sum) => (byte)Math.Clamp(sum >> Bits, 0, 255);

    private static void Check(int length, (int Width, int Height) size, int channels, string parameter)
    {
        if (size.Width < 1 || size.Height < 1 || channels < 1
            || (long)size.Width * size.Height * channels != length)
            throw new ArgumentException($"{length} bytes do not fill {size.Width} x {size.Height} pixels of {channels} "
                + "channels, each at least 1", parameter);
    }
}

/// <summary>Filters of <see cref="PilResize"/>.</summary>
public enum PilFilter
{
    /// <summary>A triangle of one pixel to either side: masks.</summary>
    Bilinear,

    /// <summary>Cubic with a = -0.5, two pixels to either side: pictures.</summary>
    Bicubic,
}
