using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.WinClip;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.Clip.Prompts;

public sealed class PromptWordsTests
{
    private static readonly ClipTextShape SmallText = new(64, 2, 1, 16, SmallVocabulary.Count),
        WholeText = new(64, 2, 1, 77, 49408);

    public PromptWordsTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void Encode_SmallVocabulary_IsTheTowersOwnFeatureOfEachTextWhateverStandsBesideIt()
    {
        using ClipModel model = ClipModel.Random(new ClipShape(null, SmallText, 8, ClipActivation.QuickGelu), 5);
        PromptWords words = PromptWords.Open(SmallText, "");
        string[] texts = ["A photo of a normal bagel", "a photo of the damaged bagel with a hole."];
        float[] both = words.Encode(model, texts, CancellationToken.None);
        Assert.Equal(2 * 8, both.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            float[] alone = words.Encode(model, [texts[i]], CancellationToken.None);
            Assert.All(alone.Zip(both[(8 * i)..(8 * (i + 1))]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
        Assert.NotEqual(both[..8], both[8..]);
    }

    [Fact]
    public void Known_NameTheSmallVocabularyLacks_IsAnObject()
    {
        PromptWords words = PromptWords.Open(SmallText, "");
        Assert.True(words.IsSmall);
        Assert.Equal("object", words.Known("starfish"));
        Assert.Equal("cable gland", words.Known("cable gland"));
    }

    [Fact]
    public void Open_VocabularyOfAnotherSize_SaysBothSizes()
    {
        string vocabulary = SharedFiles.Data("clip");
        Assert.False(PromptWords.Open(WholeText, vocabulary).IsSmall);
        ArgumentException found = Assert.Throws<ArgumentException>(() => PromptWords.Open(
            WholeText with { Vocabulary = 320 }, vocabulary));
        Assert.Contains("320 words", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_TextLongerThanTheTower_SaysBothLengths()
    {
        using ClipModel model = ClipModel.Random(new ClipShape(null, SmallText, 8, ClipActivation.QuickGelu), 5);
        ArgumentException found = Assert.Throws<ArgumentException>(() => PromptWords.Open(SmallText, "").Encode(model,
            [string.Join(' ', Enumerable.Repeat("x", 15))], CancellationToken.None));
        Assert.Contains("17 tokens, the text tower takes 16", found.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(WinClipVariant.Anomalib, 21, '.'), InlineData(WinClipVariant.Caoyunkang, 22, '}')]
    public void Templates_OfAVariant_AreAsManyAndEndAsItsOwn(WinClipVariant variant, int count, char last)
    {
        Assert.Equal(count, WinClipPrompts.Templates(variant).Length);
        Assert.All(WinClipPrompts.Templates(variant), template => Assert.True(template.Contains("{}",
            StringComparison.Ordinal) && (template[^1] == last || template.Contains("for ", StringComparison.Ordinal)),
            template));
        (IReadOnlyList<string> normal, IReadOnlyList<string> anomalous) = WinClipPrompts.Of(
            PromptWords.Open(WholeText, SharedFiles.Data("clip")), "cable gland", variant);
        Assert.Equal((7 * count, 4 * count), (normal.Count, anomalous.Count));
        Assert.Contains(normal, text => text.StartsWith("a photo of the unblemished cable gland",
            StringComparison.Ordinal));
        Assert.Contains(anomalous, text => text.StartsWith("a jpeg corrupted photo of the cable gland with damage",
            StringComparison.Ordinal));
    }
}
