using System.Runtime.InteropServices;
using Pipeline3D.Weights;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads NumPy's .npy files, versions 1 to 3.</summary>
/// <remarks>Of structured arrays with fields x, y and z these, as [n, 3] float64.</remarks>
public static class NpyReader
{
    /// <summary>Reads one array.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The file is missing, no .npy, cut off, or exceeds
    /// <paramref name="limits"/>.</exception>
    public static NpyArray Read(string path, FormatLimits? limits = null)
        => FileBytes.Parse(path, limits, Parse);

    /// <summary>Reads one array of a known number of axes.</summary>
    /// <exception cref="FormatException3D">As <see cref="Read(string, FormatLimits?)"/>, or another number of
    /// axes.</exception>
    public static NpyArray Read(string path, int axes, FormatLimits? limits = null)
    {
        NpyArray array = Read(path, limits);
        return array.Shape.Length == axes ? array : throw new FormatException3D(
            path, -1L, $"the array has shape [{string.Join(", ", array.Shape)}] where {axes} axes are needed");
    }

    internal static NpyArray Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        NpyHeader header = Header(file, path, limits);
        ReadOnlySpan<byte> payload = file[header.DataStart..];
        RasterLimits.CheckDecoded(path, header.DataStart, header.Bytes, payload.Length, 1, limits);
        if (!header.Fields.IsEmpty)
            return NpyRecords.Points(header, payload, path);
        Type type = ElementOf(header, path);
        Array data = Array.CreateInstance(type, header.Count);
        header.Decode(payload[..(int)header.Bytes],
            MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(data), (int)header.Bytes));
        return Widened(new NpyArray([.. header.Shape], type, data));
    }

    // Halves and short integers have no reader of their own: nothing is lost in the next wider type.
    private static NpyArray Widened(NpyArray array)
    {
        // Not by patterns: to the runtime an array of bytes is one of signed bytes too.
        if (array.ElementType == typeof(Half))
            return new(array.Shape, typeof(float), Array.ConvertAll((Half[])array.Data, value => (float)value));
        if (array.ElementType == typeof(sbyte))
            return new(array.Shape, typeof(int), Array.ConvertAll((sbyte[])array.Data, value => (int)value));
        if (array.ElementType == typeof(short))
            return new(array.Shape, typeof(int), Array.ConvertAll((short[])array.Data, value => (int)value));
        return array;
    }

    private static NpyHeader Header(ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        try
        {
            return NpyHeader.Read(file, path, limits.MaxHeaderBytes);
        }
        catch (WeightFormatException cause)
        {
            throw new FormatException3D(path, cause.Offset ?? -1L, cause.Problem, cause: cause);
        }
    }

    private static Type ElementOf(NpyHeader header, string path) => header.Type switch
    {
        WeightType.Float32 => typeof(float),
        WeightType.Float64 => typeof(double),
        WeightType.Int32 => typeof(int),
        WeightType.Int64 => typeof(long),
        WeightType.UInt16 => typeof(ushort),
        WeightType.UInt8 => typeof(byte),
        WeightType.Bool => typeof(bool),
        WeightType.Float16 => typeof(Half),
        WeightType.Int8 => typeof(sbyte),
        WeightType.Int16 => typeof(short),
        _ => throw new FormatException3D(path, 10L, $"elements of type '{header.Code}' are not supported",
            "store them as f2, f4, f8, i1, i2, i4, i8, u2, u1 or b1"),
    };
}
