using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed partial class NpzReaderTests
{
    [Theory, InlineData(CompressionLevel.NoCompression), InlineData(CompressionLevel.Optimal)]
    public void ReadCloud_ArchiveWithOtherThings_ReadsXyzAndJudgesNothingElse(CompressionLevel level)
    {
        using var folder = new TempFolder();
        Write(folder, level, ("xyz.npy", NpyWriter.ToBytes<float>([1, 2, 3], 1, 3)),
            ("station.npy", Npy("{'descr': '<U6', 'fortran_order': False, 'shape': (), }", new byte[24])),
            ("objects.npy", Npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", new byte[24])),
            ("README.txt", "hello"u8.ToArray()), ("bomb.npy", new byte[50 << 20]));
        var limits = new FormatLimits { MaxDecodedBytes = 200 };
        Assert.Equal([1f, 2, 3], ScanFormats.Own.ReadCloud(folder["a.npz"], limits).Points.ToInterleaved());
        // What is not unpacked takes no memory, so it is not declared either.
        Assert.InRange(ScanFormats.Own.DeclaredBytes(folder["a.npz"], limits), 3 * 140,
            new FileInfo(folder["a.npz"]).Length + (3 * 200));
        Assert.Contains("raise MaxDecodedBytes", Assert.Throws<FormatException3D>(
            () => ScanFormats.Own.ReadCloud(folder["a.npz"], new FormatLimits { MaxDecodedBytes = 100 })).Message);
    }

    [Fact]
    public void DeclaredBytes_OfABomb_AreWhatItUnpacksTo()
    {
        using var folder = new TempFolder();
        Write(folder, CompressionLevel.Optimal, ("xyz.npy", NpyWriter.ToBytes<float>(new float[3_000_000],
            1_000_000, 3)));
        Assert.InRange(new FileInfo(folder["a.npz"]).Length, 1, 100_000);
        Assert.InRange(ScanFormats.Own.DeclaredBytes(folder["a.npz"], FormatLimits.Default), 36_000_000, 40_000_000);
    }

    [Fact]
    public void ReadCloud_OneArrayOfAnyNameOrSeveralWithoutXyz_IsReadOrNamed()
    {
        using var folder = new TempFolder();
        Write(folder, CompressionLevel.Optimal, ("arr_0.npy", NpyWriter.ToBytes<float>([1, 2, 3], 1, 3)));
        Assert.Equal(1, ScanFormats.Own.ReadCloud(folder["a.npz"]).Points.Count);
        Write(folder, CompressionLevel.Optimal, ("b.npy", [1]), ("a.npy", [1]));
        Assert.Contains("the arrays a, b", Assert.Throws<FormatException3D>(() => ScanFormats.Own.ReadCloud(
            folder["a.npz"])).Message, StringComparison.Ordinal);
        Write(folder, CompressionLevel.Optimal, ("readme.txt", [1]));
        Assert.Contains("no array", Assert.Throws<FormatException3D>(() => ScanFormats.Own.ReadCloud(
            folder["a.npz"])).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["a.npz"], "no archive at all, but long enough");
        Assert.Contains("no .npz", Assert.Throws<FormatException3D>(() => ScanFormats.Own.ReadCloud(folder["a.npz"]))
            .Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[('x', '<f4'), ('y', '<f4'), ('z', '<f4'), ('intensity', '<f4')]", "(2,)")]
    [InlineData("[('id', '<i8'), ('Z', '>f8'), ('X', '<f8'), ('rgb', '|u1', (3,)), ('Y', '<i2')]", "(2,)")]
    [InlineData("[('x', '<f2'), ('name', '<U3'), ('y', '<f4'), ('z', '|i1')]", "(2,)")]
    [InlineData("[('x', '<f4'), ('y', '<f4'), ('z', '<f4')]", "(1, 2)")]
    public void ParseNpy_StructuredWithXyz_GivesThePoints(string fields, string shape)
    {
        // Two records; each field is written as its kind says, in the order of the list.
        var data = new MemoryStream();
        for (int record = 0; record < 2; record++)
            foreach (Match field in Field().Matches(fields))
            {
                double value = field.Groups[1].Value.ToLowerInvariant() switch
                {
                    "x" => 1 + record, "y" => -3 - record, "z" => 7 + record, _ => 99,
                };
                int count = field.Groups[4].Success ? int.Parse(field.Groups[4].Value, CultureInfo.InvariantCulture) : 1;
                for (int i = 0; i < count; i++)
                    data.Write(BytesOf(field.Groups[3].Value, field.Groups[2].Value == ">", value));
            }
        string dict = $"{{'descr': {fields}, 'fortran_order': False, 'shape': {shape}, }}";
        NpyArray array = NpyReader.Parse(Npy(dict, data.ToArray()), "a.npy", FormatLimits.Default);
        Assert.Equal([1.0, -3, 7, 2, -4, 8], array.To<double>());
        Assert.Equal(3, array.Shape[^1]);
        CloudFile cloud = NpyFormat.ToCloud(array, "a.npy", FormatLimits.Default);
        Assert.Equal((2, 1), (cloud.Width, cloud.Height));
    }

    [Theory]
    [InlineData("[('a', '<f4'), ('y', '<f4'), ('z', '<f4')]", "structured (a, y, z) and has no field x")]
    [InlineData("[('x', '<c8'), ('y', '<f4'), ('z', '<f4')]", "field x: elements of type '<c8'")]
    [InlineData("[('p', [('x', '<f4'), ('y', '<f4'), ('z', '<f4')])]", "np.stack")]
    [InlineData("[('x', '<f4', (99999999, 99999)), ('y', '<f4')]", "1 MiB")]
    [InlineData("[]", "structured")]
    public void ParseNpy_StructuredOtherwise_SaysWhatToDo(string fields, string words) => Assert.Contains(words,
        Assert.Throws<FormatException3D>(() => NpyReader.Parse(Npy(
            $"{{'descr': {fields}, 'fortran_order': False, 'shape': (1,), }}", new byte[64]), "a.npy",
            FormatLimits.Default)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<f2", new byte[] { 0x00, 0x3c, 0x00, 0xc1 }, new[] { 1f, -2.5f })]
    [InlineData(">f2", new byte[] { 0x3c, 0x00, 0xc1, 0x00 }, new[] { 1f, -2.5f })]
    [InlineData("|i1", new byte[] { 1, 254 }, new[] { 1f, -2f })]
    [InlineData("<i2", new byte[] { 1, 0, 254, 255 }, new[] { 1f, -2f })]
    public void ParseNpy_ShortTypes_AreRead(string code, byte[] data, float[] expected) => Assert.Equal(expected,
        NpyReader.Parse(Npy($"{{'descr': '{code}', 'fortran_order': False, 'shape': (2,), }}", data), "a.npy",
            FormatLimits.Default).To<float>());

    [Theory]
    [InlineData("{'descr': '>i4', 'fortran_order': True, 'shape': (2, 2), }", new[] { 1, 3, 2, 4 })]
    [InlineData("{'descr': '>i4', 'fortran_order': False, 'shape': (4,), }", new[] { 1, 2, 3, 4 })]
    public void ParseNpy_OrdersOfBytesAndAxes_AreTurned(string dict, int[] expected)
    {
        byte[] data = [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4];
        Assert.Equal(expected, NpyReader.Parse(Npy(dict, data), "a.npy", FormatLimits.Default).To<int>());
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4000, 4000), }", "promises")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999), }", "more axes or elements")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "'<c8'")]
    [InlineData("{'descr': '<f4', 'shape': (1,), }", "fortran_order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "'-1'")]
    public void ParseNpy_WrongHeaders_SayWhatIsWrong(string dict, string words)
        => Assert.Contains(words, Assert.Throws<FormatException3D>(
            () => NpyReader.Parse(Npy(dict, new byte[4]), "a.npy", FormatLimits.Default)).Message);

    private static void Write(TempFolder folder, CompressionLevel level, params (string Name, byte[] Bytes)[] parts)
    {
        File.Delete(folder["a.npz"]);
        using ZipArchive archive = ZipFile.Open(folder["a.npz"], ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in parts)
        {
            using Stream part = archive.CreateEntry(name, level).Open();
            part.Write(bytes);
        }
    }

    private static byte[] BytesOf(string code, bool isBig, double value)
    {
        byte[] bytes = code switch
        {
            "f2" => BitConverter.GetBytes((Half)value),
            "f4" => BitConverter.GetBytes((float)value),
            "f8" => BitConverter.GetBytes(value),
            "i1" => [(byte)(sbyte)value],
            "u1" => [(byte)value],
            "i2" => BitConverter.GetBytes((short)value),
            "i8" => BitConverter.GetBytes((long)value),
            _ => new byte[12],
        };
        return isBig ? [.. bytes.Reverse()] : bytes;
    }

    [GeneratedRegex(@"\('(\w+)', '([<>|])(\w+)'(?:, \((\d+),\))?\)")]
    private static partial Regex Field();

    internal static byte[] Npy(string dict, byte[] data)
        => [0x93, .. "NUMPY"u8, 1, 0, (byte)((dict.Length + 1) & 255), (byte)((dict.Length + 1) >> 8), .. Encoding.ASCII.GetBytes(dict), (byte)'\n',
            .. data];
}
