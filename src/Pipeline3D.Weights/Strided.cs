namespace Pipeline3D.Weights;

/// <summary>Elements that lie apart by strides, brought together row-major.</summary>
internal static class Strided
{
    /// <summary>Strides of a row-major tensor, in elements.</summary>
    public static long[] RowMajorStrides(long[] shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step = checked(step * Math.Max(shape[i], 1));
        }
        return strides;
    }

    /// <summary>Strides of a column-major tensor, in elements.</summary>
    public static long[] ColumnMajor(long[] shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            strides[i] = step;
            step = checked(step * Math.Max(shape[i], 1));
        }
        return strides;
    }

    /// <summary>Number of elements from the first to the last one; 0 for an empty tensor.</summary>
    public static long Reach(long[] shape, long[] strides)
    {
        long last = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 0)
                return 0;
            last = checked(last + (shape[i] - 1) * strides[i]);
        }
        return last + 1;
    }

    /// <summary>Copies the elements of <paramref name="bytes"/> from element <paramref name="first"/> on,
    /// row-major.</summary>
    public static byte[] RowMajor(byte[] bytes, long first, long[] shape, long[] strides, int size)
    {
        long count = shape.Aggregate(1L, (product, extent) => checked(product * extent));
        var result = new byte[checked(count * size)];
        RowMajor(bytes, first, shape, strides, size, result);
        return result;
    }

    /// <summary>As above, into memory of exactly the tensor's size.</summary>
    public static void RowMajor(
        ReadOnlySpan<byte> bytes, long first, long[] shape, long[] strides, int size, Span<byte> into)
    {
        var index = new long[shape.Length];
        for (int i = 0; i < into.Length; i += size)
        {
            long at = first;
            for (int d = 0; d < shape.Length; d++)
                at += index[d] * strides[d];
            bytes.Slice((int)(at * size), size).CopyTo(into[i..]);
            for (int d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--)
                index[d] = 0;
        }
    }
}
