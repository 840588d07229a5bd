using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Weights.Tests;

public sealed class SafetensorsHalfTests
{
    private static readonly float[] Numbers = [0f, -1.5f, 1f / 3f, 65504f, 6e-8f, -1e-9f];

    [Theory, InlineData(WeightType.Float32), InlineData(WeightType.Float16)]
    public void Write_OneTensorAfterTheOther_IsReadBackInItsType(WeightType type)
    {
        using var folder = new TempFolder();
        var asked = new List<string>();
        using (FileStream stream = File.Create(folder["x.safetensors"]))
            SafetensorsWriter.Write(stream, [("b", [2, 3]), ("a", [6])], name =>
            {
                asked.Add(name);
                return Numbers;
            }, type, new Dictionary<string, string> { ["k"] = "v" });
        Assert.Equal(["b", "a"], asked);
        using WeightFile file = WeightFile.Open(folder["x.safetensors"]);
        Assert.Equal("v", file.Metadata["k"]);
        Assert.All(file.Entries, entry => Assert.Equal(type, entry.Type));
        float[] wanted = type == WeightType.Float32 ? Numbers : [.. Numbers.Select(number => (float)(Half)number)];
        Assert.Equal(wanted, file.ReadFloats("b"));
        var into = new float[6];
        file.ReadFloats("a", into);
        Assert.Equal(wanted, into);
        Assert.Contains("does not fill 5", Assert.Throws<ArgumentException>(() => file.ReadFloats("a", new float[5]))
            .Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(3)]
    public void ReadFloats_OfEveryHalf_IsTheRuntimesOwnConversion(int shift)
    {
        using var folder = new TempFolder();
        // Every bit pattern, NaN and infinities among them, at every place of a register.
        ushort[] patterns = [.. Enumerable.Range(0, 65536 + shift).Select(i => (ushort)(i - shift))];
        byte[] bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(patterns).ToArray();
        byte[] header = System.Text.Encoding.UTF8.GetBytes($"{{\"a\":{{\"dtype\":\"F16\",\"shape\":[{patterns.Length}],"
            + $"\"data_offsets\":[0,{bytes.Length}]}}}}");
        File.WriteAllBytes(folder["x.safetensors"], [.. BitConverter.GetBytes((long)header.Length), .. header, .. bytes]);
        using WeightFile file = WeightFile.Open(folder["x.safetensors"]);
        Assert.Equal(patterns.Select(bits => BitConverter.SingleToInt32Bits((float)BitConverter.UInt16BitsToHalf(bits))),
            file.ReadFloats("a").Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Write_OfWhatFloat16CannotHold_NamesTheTensorAndTheNumber()
    {
        string message = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(new MemoryStream(),
            [("w", [1])], _ => new float[] { 70000 }, WeightType.Float16)).Message;
        Assert.Contains("'w' holds 70000", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfAnotherTypeOrCount_IsRefused()
    {
        Assert.Contains("Float32 or Float16, not Int8", Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(
            new MemoryStream(), [("w", [1])], _ => new float[1], WeightType.Int8)).Message, StringComparison.Ordinal);
        Assert.Contains("the 2 numbers of 'w' do not fill [3]", Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(new MemoryStream(), [("w", [3])], _ => new float[2], WeightType.Float32))
            .Message, StringComparison.Ordinal);
    }
}
