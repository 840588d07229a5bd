using System.Buffers.Binary;
using System.Security.Cryptography;
using Pipeline3D.Detection.Models;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.Models;

public sealed class ModelFileTests
{
    [Fact]
    public void SaveThenLoad_Everything_ComesBack()
    {
        ModelFile loaded = Load(Bytes());
        Assert.Equal(("method", "häsh", -5L), (loaded.Method, loaded.DatasetHash, loaded.Seed));
        Assert.Equal("zwei", loaded.Options["b"]);
        Assert.Equal([1, 2, 3, 4, 5, 6], loaded.BankOf(3).Values);
    }

    [Fact]
    public void Load_CutAnywhere_SaysSo()
    {
        byte[] file = Bytes();
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<ModelFormatException>(() => Load(file[..length]));
    }

    [Fact]
    public void Load_AnyByteChanged_SaysSo()
    {
        byte[] file = Bytes();
        for (int i = 0; i < file.Length; i++)
        {
            byte[] changed = [.. file];
            changed[i] ^= 0x40;
            Assert.Throws<ModelFormatException>(() => Load(changed));
        }
    }

    [Fact]
    public void Load_HostileLengthsWithAGoodChecksum_RefusedWithoutAllocating()
    {
        byte[] file = Bytes();
        // Every aligned and unaligned int32 of the content in turn becomes huge, negative or slightly wrong; the
        // checksum is made to fit.
        for (int i = 12; i < file.Length - 36; i++)
        {
            foreach (int value in new[] { int.MaxValue, int.MinValue, -1, 70_000, file.Length - 40 })
            {
                byte[] changed = [.. file];
                BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(i), value);
                Sign(changed);
                try
                {
                    Load(changed);
                }
                catch (ModelFormatException)
                {
                    // Refusing is right; any other exception fails the test, and accepting is right where a seed or
                    // float was hit.
                }
            }
        }
    }

    [Fact]
    public void Load_WrongPlaces_NameThem()
    {
        byte[] file = Bytes();
        file[8] = 9;
        Assert.Contains("format 9", Assert.Throws<ModelFormatException>(() => Load(file)).Message);
        file = Bytes();
        Assert.Contains("is a 'method', not a 'other'",
            Assert.Throws<ModelFormatException>(() => Load(file, "other")).Message);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 36), float.NaN);
        Sign(file);
        var error = Assert.Throws<ModelFormatException>(() => Load(file));
        Assert.Contains("value 5 of 'bank'", error.Message);
        Assert.Equal(file.Length - 36, error.Offset);
    }

    [Fact]
    public void OptionReader_MissingOrSenselessOption_SaysWhich()
    {
        var text = new OptionReader(new Dictionary<string, string> { ["map_size"] = "many", ["rate"] = "0.1" });
        Assert.Equal(0.1, text.Double("rate"));
        Assert.Contains("'map_size' is 'many'",
            Assert.Throws<ModelFormatException>(() => text.Int32("map_size")).Message);
        Assert.Contains("'epochs' is missing",
            Assert.Throws<ModelFormatException>(() => text.Int32("epochs")).Message);
    }

    private static void Sign(byte[] file)
        => SHA256.HashData(file.AsSpan(0, file.Length - 32)).CopyTo(file.AsSpan(file.Length - 32));

    private static ModelFile Load(byte[] file, string method = "method")
    {
        using var stream = new MemoryStream(file);
        return ModelFile.Load(stream, method);
    }

    private static byte[] Bytes()
    {
        using var stream = new MemoryStream();
        new ModelFile("method", "häsh", -5, new Dictionary<string, string> { ["b"] = "zwei", ["a"] = "1" },
            new FeatureMatrix(2, 3, [1, 2, 3, 4, 5, 6])).Save(stream);
        return stream.ToArray();
    }
}
