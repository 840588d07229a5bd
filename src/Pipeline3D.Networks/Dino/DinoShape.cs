namespace Pipeline3D.Networks.Dino;

/// <summary>Sizes of a DINO tower; the defaults are those of ViT-B/8 at 224 pixels.</summary>
public sealed record DinoShape
{
    /// <summary>Numbers of a token.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Heads of attention; they divide the width.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Blocks.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Side of a patch, pixels.</summary>
    public int Patch { get; init; } = 8;

    /// <summary>Side of the pictures, pixels; a multiple of the patch.</summary>
    public int Image { get; init; } = 224;

    /// <summary>Patches along one side.</summary>
    public int Grid => Image / Patch;

    /// <summary>Names and shapes of its tensors, as in the published files.</summary>
    internal IEnumerable<(string Name, long[] Shape)> Tensors()
    {
        long width = Width;
        yield return ("cls_token", [1, 1, width]);
        yield return ("pos_embed", [1, 1 + ((long)Grid * Grid), width]);
        yield return ("patch_embed.proj.weight", [width, 3, Patch, Patch]);
        yield return ("patch_embed.proj.bias", [width]);
        for (int block = 0; block < Layers; block++)
            foreach ((string layer, long[] shape) in new (string, long[])[] { ("norm1", [width]),
                ("attn.qkv", [3 * width, width]), ("attn.proj", [width, width]), ("norm2", [width]),
                ("mlp.fc1", [4 * width, width]), ("mlp.fc2", [width, 4 * width]) })
            {
                yield return ($"blocks.{block}.{layer}.weight", shape);
                yield return ($"blocks.{block}.{layer}.bias", shape[..1]);
            }
        yield return ("norm.weight", [width]);
        yield return ("norm.bias", [width]);
    }
}
