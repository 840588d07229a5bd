using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline3D.Data.Formats;

/// <summary>Reads NumPy's .npy files, versions 1 to 3.</summary>
public static partial class NpyReader
{
    /// <summary>Reads one array.</summary>
    /// <param name="path">The file; memory-mapped when large.</param>
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
        if (file.Length < 10 || file[0] != 0x93 || !file[1..6].SequenceEqual("NUMPY"u8))
            throw new FormatException3D(path, 0L, "not a .npy file: it does not begin with 93 'NUMPY'");
        int major = file[6];
        if (major is < 1 or > 3)
            throw new FormatException3D(path, 6L, $"unknown .npy version {major}");
        int prefix = major == 1 ? 10 : 12;
        if (file.Length < prefix)
            throw new FormatException3D(path, (long)file.Length, "the header is cut off");
        long headerLength = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (headerLength > limits.MaxHeaderBytes || prefix + headerLength > file.Length)
            throw new FormatException3D(
                path, 8L, $"the header claims {headerLength} bytes, the file has {file.Length}");
        string header = Encoding.UTF8.GetString(file.Slice(prefix, (int)headerLength));
        Match descr = DescrPattern().Match(header), order = OrderPattern().Match(header),
            shape = ShapePattern().Match(header);
        if (!descr.Success || !order.Success || !shape.Success)
            throw new FormatException3D(path, (long)prefix, "the header lacks descr, fortran_order or shape");

        var axes = new List<int>();
        long count = 1;
        foreach (string part in shape.Groups[1].Value.Split(',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
                throw new FormatException3D(path, (long)prefix, $"the shape has an axis '{part}'");
            axes.Add(length);
            count *= length;
            if (axes.Count > 32 || count > Array.MaxLength)
                throw new FormatException3D(path, (long)prefix,
                    "the shape has more axes or elements than an array can hold");
        }
        string code = descr.Groups[1].Value;
        (Type type, int size) = ElementOf(code, path);
        ReadOnlySpan<byte> payload = file[(prefix + (int)headerLength)..];
        RasterLimits.CheckDecoded(path, prefix, count * size, payload.Length, 1, limits);
        Array data = Decode(payload[..(int)(count * size)], type, size, bigEndian: code[0] == '>', (int)count);
        if (order.Groups[1].Value == "True" && axes.Count > 1)
            data = FromFortranOrder(data, axes, type);
        return new NpyArray([.. axes], type, data);
    }

    private static (Type Type, int Size) ElementOf(string code, string path)
        => code.TrimStart('<', '>', '|', '=') switch
    {
        "f4" => (typeof(float), 4),
        "f8" => (typeof(double), 8),
        "i4" => (typeof(int), 4),
        "i8" => (typeof(long), 8),
        "u2" => (typeof(ushort), 2),
        "u1" => (typeof(byte), 1),
        "b1" => (typeof(bool), 1),
        _ => throw new FormatException3D(path, 10L, $"elements of type '{code}' are not supported",
            "supported are f4, f8, i4, i8, u2, u1 and b1"),
    };

    private static Array Decode(ReadOnlySpan<byte> payload, Type type, int size, bool bigEndian, int count)
    {
        Array data = Array.CreateInstance(type, count);
        Span<byte> bytes = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(data), count * size);
        payload.CopyTo(bytes);
        if (type == typeof(bool))
            foreach (ref byte value in bytes)
                value = value == 0 ? (byte)0 : (byte)1;
        if (bigEndian && size > 1)
            for (int i = 0; i < bytes.Length; i += size)
                bytes.Slice(i, size).Reverse();
        return data;
    }

    private static Array FromFortranOrder(Array stored, List<int> axes, Type type)
    {
        Array data = Array.CreateInstance(type, stored.Length);
        var index = new int[axes.Count];
        for (int target = 0; target < stored.Length; target++)
        {
            int source = 0;
            for (int axis = axes.Count - 1; axis >= 0; axis--)
                source = source * axes[axis] + index[axis];
            Array.Copy(stored, source, data, target, 1);
            for (int axis = axes.Count - 1; axis >= 0 && ++index[axis] == axes[axis]; axis--)
                index[axis] = 0;
        }
        return data;
    }

    [GeneratedRegex("'descr'\\s*:\\s*'([^']+)'")]
    private static partial Regex DescrPattern();

    [GeneratedRegex("'fortran_order'\\s*:\\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("'shape'\\s*:\\s*\\(([^)]*)\\)")]
    private static partial Regex ShapePattern();
}
