using System.Buffers.Binary;
using System.Text;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Weights.Tests;

public sealed class SafetensorsTests
{
    [Fact]
    public void Write_ThenOpen_GivesTheSameNumbers()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "weights.safetensors");
        float[] a = [1, -2, float.Epsilon, float.MaxValue, 0, 3], b = [7];
        using (FileStream stream = File.Create(path))
            SafetensorsWriter.Write(stream, [("net.a", [2, 3], a), ("net.b", [], b),
                ("none", [0, 4], Array.Empty<float>())],
                new Dictionary<string, string> { ["format"] = "test" });
        using WeightFile file = WeightFile.Open(path);
        Assert.Equal(["net.a", "net.b", "none"], file.Entries.Select(entry => entry.Name));
        Assert.Equal([2, 3], file["net.a"].Shape);
        Assert.Equal(a, file.ReadFloats("net.a"));
        Assert.Equal(b, file.ReadFloats("net.b"));
        Assert.Empty(file.ReadFloats("none"));
        Assert.Equal("test", file.Metadata["format"]);
    }

    [Theory]
    [InlineData("BF16", new byte[] { 0x80, 0x3f, 0x20, 0xc0 }, new[] { 1f, -2.5f })]
    [InlineData("F16", new byte[] { 0x00, 0x3c, 0x00, 0xc1 }, new[] { 1f, -2.5f })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 4, 0xc0 }, new[] { 1f, -2.5f })]
    [InlineData("I64", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255 },
        new[] { 1f, -2f })]
    [InlineData("I8", new byte[] { 1, 254 }, new[] { 1f, -2f })]
    [InlineData("U8", new byte[] { 1, 254 }, new[] { 1f, 254f })]
    [InlineData("U16", new byte[] { 1, 0, 255, 255 }, new[] { 1f, 65535f })]
    [InlineData("BOOL", new byte[] { 1, 0 }, new[] { 1f, 0f })]
    public void ReadFloats_OfEveryType_AreTheirValues(string type, byte[] bytes, float[] expected)
    {
        using var folder = new TempFolder();
        string path = Write(folder,
            $$$"""{"x":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{bytes.Length}}}]}}""", bytes);
        using WeightFile file = WeightFile.Open(path);
        Assert.Equal(expected, file.ReadFloats("x"));
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "does not fit")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "does not fit")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "does not begin")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "does not fit")]
    [InlineData("""{"x":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,8]}}""", "header")]
    [InlineData("""{"x":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}""", "type 'F31'")]
    [InlineData("""{"x":{"shape":[2],"data_offsets":[0,8]}}""", "header")]
    [InlineData("""{"x":7}""", "header")]
    [InlineData("""{"__metadata__":{"x":7},"y":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'x' of __metadata__")]
    [InlineData("{broken", "header")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[]}}""", "'x' has 0 data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "'x' has 1 data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8,16]}}""", "'x' has 3 data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":7}}""", "header")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes follow the last tensor")]
    [InlineData("{}", "8 bytes follow the last tensor")]
    [InlineData("""{"__metadata__":[1],"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "is Array")]
    [InlineData("""{"__metadata__":null,"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "is Null")]
    [InlineData("""{"__metadata__":{"a":null},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'a'")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "twice")]
    public void Open_AHeaderThatDoesNotFit_SaysWhy(string header, string reason)
    {
        using var folder = new TempFolder();
        string path = Write(folder, header, new byte[8]);
        string message = Assert.Throws<WeightFormatException>(() => WeightFile.Open(path).Dispose()).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.StartsWith(path, message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFloats_OfAFileThatWasCutAfterItWasOpened_SaysWhere()
    {
        using var folder = new TempFolder();
        string path = Write(folder, """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        using WeightFile file = WeightFile.Open(path);
        using (FileStream cut = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            cut.SetLength(cut.Length - 3);
        WeightFormatException error = Assert.Throws<WeightFormatException>(() => file.ReadFloats("x"));
        Assert.Equal(new FileInfo(path).Length, error.Offset);
        Assert.Contains("the file ends here", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AHeaderLongerThanTheFile_IsRefusedWithoutReadingIt()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "long");
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, 90_000_000);
        bytes[8] = (byte)'{';
        File.WriteAllBytes(path, bytes);
        Assert.Equal(0, Assert.Throws<WeightFormatException>(() => WeightFile.Open(path).Dispose()).Offset);
    }

    private static string Write(TempFolder folder, string header, byte[] numbers)
    {
        string path = Path.Combine(folder.Path, "x.safetensors");
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(path, [.. length, .. text, .. numbers]);
        return path;
    }
}
