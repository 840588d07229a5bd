using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline3D.Torch.Weights;

/// <summary>What a .npy part says of its numbers. Pipeline3D.Data reads .npy files of scans; this room may not see it.</summary>
/// <param name="Type">Type of its numbers.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="IsColumnMajor">The first index runs fastest.</param>
/// <param name="DataStart">First byte of the numbers.</param>
internal sealed partial record NpyHeader(WeightType Type, ImmutableArray<long> Shape, bool IsColumnMajor, long DataStart)
{
    private const int TextLimit = 1 << 16;

    public static NpyHeader Read(string file, Func<long, byte[]> start)
    {
        byte[] lead = start(12);
        if (lead.Length < 12 || !lead.AsSpan(0, 6).SequenceEqual(Magic))
            throw new WeightFormatException(file, 0, "no npy header");
        bool isShort = lead[6] == 1;
        long length = isShort ? BinaryPrimitives.ReadUInt16LittleEndian(lead.AsSpan(8))
            : BinaryPrimitives.ReadUInt32LittleEndian(lead.AsSpan(8));
        long textStart = isShort ? 10 : 12;
        if (lead[6] is < 1 or > 3 || length > TextLimit)
            throw new WeightFormatException(file, 6, $"npy version {lead[6]} with a header of {length} bytes is not read");
        byte[] bytes = start(textStart + length);
        if (bytes.Length < textStart + length)
            throw new WeightFormatException(file, bytes.Length, "the npy header is cut off");
        string text = Encoding.Latin1.GetString(bytes, (int)textStart, (int)length);
        Match found = Fields().Match(text);
        if (!found.Success || !Types.TryGetValue(found.Groups[1].Value, out WeightType type))
            throw new WeightFormatException(file, textStart, $"the npy header '{text.Trim()}' is not of a plain number type");
        ImmutableArray<long> shape = [.. found.Groups[3].Value.Split(',', StringSplitOptions.RemoveEmptyEntries
            | StringSplitOptions.TrimEntries).Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        return new NpyHeader(type, shape, found.Groups[2].Value == "True", textStart + length);
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static readonly ImmutableDictionary<string, WeightType> Types = new Dictionary<string, WeightType>
    {
        ["<f4"] = WeightType.Float32, ["<f8"] = WeightType.Float64, ["<f2"] = WeightType.Float16,
        ["<i8"] = WeightType.Int64, ["<i4"] = WeightType.Int32, ["<i2"] = WeightType.Int16, ["|i1"] = WeightType.Int8,
        ["|u1"] = WeightType.UInt8, ["|b1"] = WeightType.Bool,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    [GeneratedRegex(@"'descr': '([^']{1,8})', 'fortran_order': (True|False), 'shape': \(((?:\d{1,18}(?:, |,|(?=\))))*)\)")]
    private static partial Regex Fields();
}
