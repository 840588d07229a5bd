namespace Pipeline3D.Networks.Clip;

/// <summary>A published file of weights that is known by its hash.</summary>
/// <param name="Model">Name of the model here, for example <c>clip-vit-l-14-336</c>.</param>
/// <param name="FileName">Name it is published under.</param>
/// <param name="Url">Where it is published.</param>
/// <param name="Size">Its size in words.</param>
/// <param name="Sha256">Its hash, or the first digits of it that are known; empty: not known.</param>
/// <param name="Activation">What it was trained with.</param>
internal sealed record ClipPublished(
    string Model, string FileName, string Url, string Size, string Sha256, ClipActivation Activation)
{
    private const string OpenAi = "https://openaipublic.azureedge.net/clip/models/", Hub = "https://huggingface.co/",
        OpenClip = "https://github.com/mlfoundations/open_clip/releases/download/v0.2-weights/";

    /// <summary>Repository of Hugging Face that holds it; null where it lies elsewhere.</summary>
    public string? Repository => Url.StartsWith(Hub, StringComparison.Ordinal) ? Url[Hub.Length..] : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Url} ({(Repository is null ? "" : FileName + ", ")}{Size}, sha256 "
        + (Sha256.Length > 0 ? Sha256 + (Sha256.Length < 64 ? ".." : "") : "as its page says") + ")";

    /// <summary>The files, those to name first first.</summary>
    public static IReadOnlyList<ClipPublished> All { get; } =
    [
        Original("clip-vit-l-14-336", "ViT-L-14-336px.pt", "about 890 MB",
            "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02"),
        Hugging("clip-vit-l-14-336", "openai/clip-vit-large-patch14-336", "pytorch_model.bin", "about 1.7 GB"),
        Hugging("clip-vit-l-14-336", "timm/vit_large_patch14_clip_336.openai", "open_clip_model.safetensors",
            "about 1.7 GB"),
        Original("clip-vit-l-14", "ViT-L-14.pt", "about 890 MB",
            "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836"),
        Hugging("clip-vit-l-14", "openai/clip-vit-large-patch14", "model.safetensors", "about 1.7 GB"),
        Original("clip-vit-b-16", "ViT-B-16.pt", "about 350 MB",
            "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f"),
        Hugging("clip-vit-b-16", "openai/clip-vit-base-patch16", "pytorch_model.bin", "about 600 MB"),
        Original("clip-vit-b-32", "ViT-B-32.pt", "about 350 MB",
            "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af"),
        Hugging("clip-vit-b-32", "openai/clip-vit-base-patch32", "pytorch_model.bin", "about 600 MB"),
        new("clip-vit-b-16-plus-240", "vit_b_16_plus_240-laion400m_e31-8fb26589.pt",
            OpenClip + "vit_b_16_plus_240-laion400m_e31-8fb26589.pt", "about 830 MB", "8fb26589", ClipActivation.Gelu),
        new("clip-vit-b-16-plus-240", "vit_b_16_plus_240-laion400m_e32-699c4b84.pt",
            OpenClip + "vit_b_16_plus_240-laion400m_e32-699c4b84.pt", "about 830 MB", "699c4b84", ClipActivation.Gelu),
        new("clip-vit-b-16-plus-240", "open_clip_model.safetensors",
            Hub + "timm/vit_base_patch16_plus_clip_240.laion400m_e31", "about 830 MB", "", ClipActivation.Gelu),
    ];

    /// <summary>The known file of a hash; null when it is none.</summary>
    public static ClipPublished? OfHash(string sha256) => All.FirstOrDefault(item => item.Sha256.Length > 0
        && sha256.StartsWith(item.Sha256, StringComparison.Ordinal));

    /// <summary>The known file of a published name, to compare its hash with; null when the name is none.</summary>
    public static ClipPublished? OfName(string path) => All.FirstOrDefault(item => item.Sha256.Length > 0
        && item.FileName == Path.GetFileName(path));

    private static ClipPublished Original(string model, string file, string size, string sha256)
        => new(model, file, $"{OpenAi}{sha256}/{file}", size, sha256, ClipActivation.QuickGelu);

    private static ClipPublished Hugging(string model, string repository, string file, string size)
        => new(model, file, $"{Hub}{repository}", size, "", ClipActivation.QuickGelu);
}
