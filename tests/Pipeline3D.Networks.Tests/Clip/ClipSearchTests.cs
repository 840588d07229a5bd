using Pipeline3D.Networks.Clip;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Networks.Tests.Clip;

public sealed class ClipSearchTests
{
    private const string Name = "clip-vit-l-14-336";

    [Fact]
    public void Find_OfAName_TakesTheFirstPlaceThatHasIt()
    {
        using var folder = new TempFolder();
        string home = folder["home"], weights = folder["weights"];
        string[] places =
        [
            Path.Combine(home, ".cache/huggingface/hub/models--timm--vit_large_patch14_clip_336.openai/snapshots/a1/"
                + "open_clip_model.safetensors"),
            Path.Combine(home, ".cache/huggingface/hub/models--openai--clip-vit-large-patch14-336/snapshots/b2/"
                + "pytorch_model.bin"),
            Path.Combine(home, ".cache/clip/ViT-L-14-336px.pt"),
            Path.Combine(home, $".cache/pipeline3d/weights/{Name}.safetensors"),
            Path.Combine(weights, $"{Name}/model.safetensors"),
            Path.Combine(weights, "ViT-L-14-336px.pt"),
            Path.Combine(weights, $"{Name}.safetensors"),
        ];
        foreach (string place in places)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.WriteAllText(place, "x");
            Assert.Equal(place, ClipSearch.Find(Name, weights, home));
        }
    }

    [Fact]
    public void Find_OfAFileOrFolder_TakesIt()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["one"]);
        File.WriteAllText(folder["one/any.pt"], "x");
        Assert.Equal(folder["one/any.pt"], ClipSearch.Find(folder["one/any.pt"], null, folder["home"]));
        Assert.Equal(folder["one/any.pt"], ClipSearch.Find(folder["one"], null, folder["home"]));
        File.WriteAllText(folder["one/other.pt"], "x");
        Assert.Contains("exactly one", Refused(folder["one"], folder["home"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OfWhatIsNowhere_NamesPlacesAndThreeFilesThatWouldDo()
    {
        using var folder = new TempFolder();
        string message = Refused(Name, folder["home"]);
        Assert.Contains(Path.Combine(folder["home"], ".cache/clip"), message, StringComparison.Ordinal);
        Assert.Contains("3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02/ViT-L-14-336px.pt "
            + "(about 890 MB, sha256 3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02)", message,
            StringComparison.Ordinal);
        Assert.Equal(3, message.Split("https://").Length - 1);
        Assert.Contains("known by name: clip-vit-l-14-336,", Refused("clip-vit-x", folder["home"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void FindVocabulary_WithoutAFile_SaysWhereToGetIt()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["w"]);
        Assert.Contains("1,356,917 bytes", Assert.Throws<FileNotFoundException>(
            () => ClipSearch.FindVocabulary(null, folder["w"], folder["home"])).Message, StringComparison.Ordinal);
        File.WriteAllText(folder[$"w/{ClipTokenizer.FileName}"], "x");
        Assert.Equal(folder[$"w/{ClipTokenizer.FileName}"],
            ClipSearch.FindVocabulary(null, folder["w"], folder["home"]));
        Assert.Equal(folder[$"w/{ClipTokenizer.FileName}"],
            ClipSearch.FindVocabulary(folder["w"], null, folder["home"]));
    }

    private static string Refused(string weights, string home)
        => Assert.Throws<FileNotFoundException>(() => ClipSearch.Find(weights, null, home)).Message;
}
