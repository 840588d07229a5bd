using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Tests.Clip;

public sealed class PromptIdsTests
{
    [Fact]
    public void For_ThePublishedVocabulary_HasThePapersTokens()
    {
        var ids = PromptIds.For(new ClipTextShape(768, 12, 12, 77, 49408), 12);
        Assert.Equal([49406, .. Enumerable.Repeat(343L, 12), 14115, 269, 49407], ids.Normal);
        Assert.Equal([49406, .. Enumerable.Repeat(343L, 12), 13568, 14115, 269, 49407], ids.Anomalous);
        Assert.Equal(17, ids.Length);
        Assert.Equal([15, 16], ids.Ends);
        Assert.Equal([.. ids.Normal, 0, .. ids.Anomalous], ids.Padded());
    }

    [Fact]
    public void For_TheSmallVocabulary_EndsWithTheHighestId()
    {
        var ids = PromptIds.For(new ClipTextShape(64, 3, 1, 32, SmallVocabulary.Count), 4);
        Assert.Equal(ids.Normal.Max(), ids.Normal[^1]);
        Assert.Equal(ids.Anomalous.Length, ids.Normal.Length + 1);
        Assert.All(ids.Anomalous, id => Assert.InRange(id, 1, SmallVocabulary.Count - 1));
    }

    [Fact]
    public void For_AName_StandsInThePlaceOfObject()
    {
        var text = new ClipTextShape(768, 12, 12, 77, 49408);
        var ids = PromptIds.For(text, 2, [4158, 48359]);
        Assert.Equal([49406, 343, 343, 4158, 48359, 269, 49407], ids.Normal);
        Assert.Equal([49406, 343, 343, 13568, 4158, 48359, 269, 49407], ids.Anomalous);
        var small = new ClipTextShape(64, 3, 1, 32, SmallVocabulary.Count);
        long[] gland = SmallVocabulary.Ids("cable gland")[1..^1];
        Assert.Equal(SmallVocabulary.Ids("x x damaged cable gland ."), PromptIds.For(small, 2, gland).Anomalous);
        Assert.Equal(SmallVocabulary.Ids("x x object ."), PromptIds.For(small, 2).Normal);
    }

    [Fact]
    public void For_TowersThatTakeNoSuchPrompt_SaysWhy()
    {
        Assert.Contains("has 500 words", Assert.Throws<ArgumentException>(() =>
            PromptIds.For(new ClipTextShape(64, 3, 1, 32, 500), 4)).Message);
        Assert.Contains("give fewer than 8 learnable ones", Assert.Throws<ArgumentException>(() =>
            PromptIds.For(new ClipTextShape(64, 3, 1, 12, SmallVocabulary.Count), 12)).Message);
        Assert.Contains("no word 'teapot'", Assert.Throws<ArgumentException>(() =>
            SmallVocabulary.Ids("a photo of a teapot")).Message);
    }
}
