using System.Text;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class LzfTests
{
    [Theory, InlineData("0061E00000", "aaaaaaaaaa"), InlineData("026162634002", "abcabca")]
    public void TryUnpack_KnownStreams_GiveTheirText(string packed, string text)
    {
        var target = new byte[text.Length];
        Assert.True(Lzf.TryUnpack(Convert.FromHexString(packed), target));
        Assert.Equal(text, Encoding.ASCII.GetString(target));
        Assert.False(Lzf.TryUnpack(Convert.FromHexString(packed), new byte[text.Length - 1]));
        Assert.False(Lzf.TryUnpack(Convert.FromHexString(packed), new byte[text.Length + 1]));
    }

    [Theory, InlineData("2000"), InlineData("E0"), InlineData("0561"), InlineData("00614005")]
    public void TryUnpack_ReferencesAndRunsBeyondTheData_AreRefused(string packed)
        => Assert.False(Lzf.TryUnpack(Convert.FromHexString(packed), new byte[64]));

    [Fact]
    public void Pack_RandomTextsOfManyKinds_UnpackToThemselves()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var data = new byte[random.Next(0, 40_000)];
            int letters = 1 + random.Next(256);
            for (int i = 0; i < data.Length; i++)
                data[i] = random.Next(4) == 0 && i > 9000 ? data[i - random.Next(1, 9000)] : (byte)random.Next(letters);
            var packed = new byte[Lzf.MaxPacked(data.Length)];
            int size = Lzf.Pack(data, packed);
            var unpacked = new byte[data.Length];
            Assert.True(Lzf.TryUnpack(packed.AsSpan(0, size), unpacked), $"seed {seed}");
            Assert.True(data.AsSpan().SequenceEqual(unpacked), $"seed {seed}");
        }
    }
}
