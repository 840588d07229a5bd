using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline3D.Weights;

/// <summary>What a NumPy .npy file, or a part of an .npz, says of its numbers: the one reader of that header.</summary>
/// <param name="Type">Type of its numbers.</param>
/// <param name="Code">The type as the file states it, for example <c>&lt;f4</c>.</param>
/// <param name="Shape">Sizes, outermost first; their product is at most <see cref="Array.MaxLength"/>.</param>
/// <param name="IsColumnMajor">The first index runs fastest.</param>
/// <param name="DataStart">First byte of the numbers.</param>
/// <param name="Fields">Of a structured array its fields in the order of a record; empty for plain numbers. <see
/// cref="Type"/> and <see cref="Code"/> are then those of a byte.</param>
/// <param name="RecordBytes">Bytes of an element: of a number, or of a whole record.</param>
/// <remarks>Source: NumPy's format.rst, versions 1 to 3.</remarks>
public sealed partial record NpyHeader(
    WeightType Type, string Code, ImmutableArray<int> Shape, bool IsColumnMajor, int DataStart,
    ImmutableArray<NpyField> Fields, int RecordBytes)
{
    /// <summary>Bytes that every header fits in, whatever its version, when its text has at most
    /// <paramref name="maxTextBytes"/>.</summary>
    public static int Reach(int maxTextBytes) => 12 + maxTextBytes;

    /// <summary>Number of elements.</summary>
    public int Count => Shape.Aggregate(1, (count, size) => checked(count * size));

    /// <summary>Bytes of the elements.</summary>
    public long Bytes => (long)Count * RecordBytes;

    /// <summary>Reads the header of a file.</summary>
    /// <param name="file">The file's first bytes, or all of them.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <param name="maxTextBytes">Longest text that is accepted.</param>
    /// <exception cref="WeightFormatException">It is no .npy, cut off, too long, or of a type or shape that is not
    /// read.</exception>
    /// <remarks>Structured arrays have <see cref="Fields"/>; who cannot use them must refuse them.</remarks>
    public static NpyHeader Read(ReadOnlySpan<byte> file, string path, int maxTextBytes)
    {
        if (file.Length < 10 || file[0] != 0x93 || !file[1..6].SequenceEqual("NUMPY"u8))
            throw new WeightFormatException(path, 0, "not a .npy file: it does not begin with 93 'NUMPY'");
        int major = file[6], prefix = major == 1 ? 10 : 12;
        if (major is < 1 or > 3)
            throw new WeightFormatException(path, 6, $"unknown .npy version {major}");
        if (file.Length < prefix)
            throw new WeightFormatException(path, file.Length, "the header is cut off");
        long length = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length > maxTextBytes)
            throw new WeightFormatException(path, 8, $"the header claims {length} bytes, the limit is {maxTextBytes}");
        if (prefix + length > file.Length)
            throw new WeightFormatException(path, 8, $"the header claims {length} bytes, the file has {file.Length}");
        string text = Encoding.UTF8.GetString(file.Slice(prefix, (int)length));
        Match order = OrderPattern().Match(text), shape = ShapePattern().Match(text), code = CodePattern().Match(text);
        if (!order.Success || !shape.Success || (!code.Success && !NpyField.IsStructured(text)))
            throw new WeightFormatException(path, prefix, "the header lacks descr, fortran_order or shape");
        ImmutableArray<int> sizes = Sizes(shape.Groups[1].Value, path, prefix);
        bool isColumnMajor = order.Groups[1].Value == "True";
        if (!code.Success)
        {
            ImmutableArray<NpyField> fields = NpyField.Read(text, path, prefix);
            return new NpyHeader(WeightType.UInt8, "|u1", sizes, isColumnMajor, prefix + (int)length, fields,
                fields[^1].Offset + fields[^1].Bytes);
        }
        WeightType type = TypeOf(code.Groups[1].Value, path);
        return new NpyHeader(type, code.Groups[1].Value, sizes, isColumnMajor, prefix + (int)length, [],
            WeightNumbers.SizeOf(type));
    }

    /// <summary>Brings the numbers into row-major order and the machine's byte order.</summary>
    /// <param name="stored"><see cref="Bytes"/> bytes as they lie in the file.</param>
    /// <param name="into">As many bytes; overwritten.</param>
    public void Decode(ReadOnlySpan<byte> stored, Span<byte> into)
    {
        int size = WeightNumbers.SizeOf(Type);
        if (IsColumnMajor && Shape.Length > 1)
        {
            long[] shape = [.. Shape];
            Strided.RowMajor(stored, 0, shape, Strided.ColumnMajor(shape), size, into);
        }
        else
            stored.CopyTo(into);
        // NumPy takes any byte but 0 for true, .NET's arithmetic on truth values only 1.
        if (Type == WeightType.Bool)
            foreach (ref byte value in into)
                value = value == 0 ? (byte)0 : (byte)1;
        if (size > 1 && (Code[0] == '>') == BitConverter.IsLittleEndian)
            for (int i = 0; i < into.Length; i += size)
                into.Slice(i, size).Reverse();
    }

    /// <summary>The numbers of a field, a record after the other in row-major order.</summary>
    /// <param name="records"><see cref="Bytes"/> bytes as they lie in the file.</param>
    /// <param name="field">One of <see cref="Fields"/> with one number a record.</param>
    /// <param name="path">The file, for the error.</param>
    /// <exception cref="WeightFormatException">Its type is not read.</exception>
    public double[] Column(ReadOnlySpan<byte> records, NpyField field, string path)
    {
        NpyHeader column = this with
        {
            Type = TypeOf(field.Code, path), Code = field.Code, Fields = [], RecordBytes = field.Bytes,
        };
        var stored = new byte[column.Bytes];
        for (int i = 0; i < Count; i++)
            records.Slice((i * RecordBytes) + field.Offset, field.Bytes).CopyTo(stored.AsSpan(i * field.Bytes));
        var bytes = new byte[stored.Length];
        column.Decode(stored, bytes);
        var numbers = new double[Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = WeightNumbers.ToDouble(column.Type, bytes.AsSpan(i * field.Bytes, field.Bytes));
        return numbers;
    }

    private static WeightType TypeOf(string code, string path) => code.TrimStart('<', '>', '|', '=') switch
    {
        "f2" => WeightType.Float16,
        "f4" => WeightType.Float32,
        "f8" => WeightType.Float64,
        "i1" => WeightType.Int8,
        "i2" => WeightType.Int16,
        "i4" => WeightType.Int32,
        "i8" => WeightType.Int64,
        "u1" => WeightType.UInt8,
        "u2" => WeightType.UInt16,
        "b1" => WeightType.Bool,
        _ => throw new WeightFormatException(path, 10,
            $"elements of type '{code}' are not supported; store them as f4, f8, "
            + "i4, i8, u1 or b1"),
    };

    private static ImmutableArray<int> Sizes(string text, string path, int at)
    {
        ImmutableArray<int>.Builder sizes = ImmutableArray.CreateBuilder<int>();
        long count = 1;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size))
                throw new WeightFormatException(path, at, $"the shape has an axis '{part}'");
            sizes.Add(size);
            count *= size;
            if (sizes.Count > 32 || count > Array.MaxLength)
                throw new WeightFormatException(path, at,
                    "the shape has more axes or elements than an array can hold");
        }
        return sizes.ToImmutable();
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([^']+)'")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^)]*)\)")]
    private static partial Regex ShapePattern();
}
