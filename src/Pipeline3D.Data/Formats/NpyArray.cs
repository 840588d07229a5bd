namespace Pipeline3D.Data.Formats;

/// <summary>A NumPy array in C order and machine byte order.</summary>
/// <param name="Shape">Lengths of the axes; empty for a scalar.</param>
/// <param name="ElementType">One of float, double, int, long, byte, ushort, bool.</param>
/// <param name="Data">The elements; an array of <paramref name="ElementType"/>.</param>
public sealed record NpyArray(int[] Shape, Type ElementType, Array Data)
{
    /// <summary>Number of elements.</summary>
    public int Length => Data.Length;

    /// <summary>The elements as <typeparamref name="T"/>, converted where the stored type differs.</summary>
    /// <remarks>Cost: O(Length) when converted, nothing otherwise.</remarks>
    public T[] To<T>() where T : unmanaged
    {
        if (Data is T[] same)
            return same;
        // What Eyecandies converters and analysis scripts store, a million values each: worth a loop without boxing.
        if (Data is double[] doubles && typeof(T) == typeof(float))
            return (T[])(object)Array.ConvertAll(doubles, value => (float)value);
        var result = new T[Data.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (T)Convert.ChangeType(
                Data.GetValue(i)!, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
        return result;
    }
}
