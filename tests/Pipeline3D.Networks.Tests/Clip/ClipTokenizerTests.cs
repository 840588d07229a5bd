using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Pipeline3D.Networks.Clip;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Tests.Clip;

public sealed class ClipTokenizerTests
{
    private static ClipTokenizer Published()
        => ClipTokenizer.Open(SharedFiles.Data($"clip/{ClipTokenizer.FileName}"));

    [Fact]
    public void Encode_OfEveryText_IsThePublishedTokenizers()
    {
        ClipTokenizer tokenizer = Published();
        Assert.Equal(49408, tokenizer.Count);
        using JsonDocument tests = JsonDocument.Parse(File.ReadAllText(ClipOracle.Path("clip_bpe_tests.json")));
        Assert.Equal(28, tests.RootElement.GetArrayLength());
        foreach (JsonElement test in tests.RootElement.EnumerateArray())
        {
            string text = test.GetProperty("text").GetString()!;
            int[] wanted = [.. test.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.True(wanted.SequenceEqual(tokenizer.Encode(text)),
                $"'{text}' gave {string.Join(' ', tokenizer.Encode(text))}, not {string.Join(' ', wanted)}");
        }
    }

    [Fact]
    public void Prompt_OfAText_BeginsEndsAndIsFilledUp()
    {
        (int[] ids, int end) = Published().Prompt("hello world!");
        Assert.Equal([49406, 3306, 1002, 256, 49407, 0], ids[..6]);
        Assert.Equal((77, 4), (ids.Length, end));
        Assert.Contains("has 5 tokens", Assert.Throws<ArgumentException>(() => Published().Prompt("hello world!", 4))
            .Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X X X X X X X X X X X X object.", false)]
    [InlineData("X X X X X X X X X X X X damaged object.", true)]
    public void ObjectPrompt_WithoutAVocabulary_IsWhatTheVocabularyGives(string text, bool anomalous)
    {
        (int[] ids, int end) = Published().Prompt(text);
        Assert.Equal(ids[..(end + 1)], ClipTokens.ObjectPrompt(anomalous));
        Assert.Equal(anomalous ? 16 : 15, end);
    }

    [Fact]
    public void Open_OfWhatIsNoVocabulary_SaysWhereToGetOne()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["short.txt"], "#version\na b\n");
        File.WriteAllText(folder["twice.txt"], string.Concat(Enumerable.Repeat("a b\n", 50_000)));
        File.WriteAllBytes(folder["broken.gz"], [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        using (var packed = new GZipStream(File.Create(folder["bomb.gz"]), CompressionLevel.Fastest))
            packed.Write(new byte[20 << 20]);
        Assert.Contains("https://github.com/openai/CLIP", Refused("short.txt"), StringComparison.Ordinal);
        Assert.Contains("line 3 is no new pair", Refused("twice.txt"), StringComparison.Ordinal);
        Assert.Contains("broken .gz", Refused("broken.gz"), StringComparison.Ordinal);
        Assert.Contains("more than 16777216 bytes", Refused("bomb.gz"), StringComparison.Ordinal);
        string Refused(string name)
            => Assert.Throws<WeightFormatException>(() => ClipTokenizer.Open(folder[name])).Message;
    }
}
