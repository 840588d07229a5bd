using Pipeline3D.Weights;

namespace Pipeline3D.Networks.PointMae;

/// <summary>Names of tensors in files of Point-MAE, and the sizes that they tell.</summary>
internal static class PointMaeNames
{
    private const string Blocks = "MAE_encoder.blocks.blocks.", DecoderBlocks = "MAE_decoder.blocks.";
    private static readonly string[] Prefixes = ["base_model.", "model.", "state_dict.", "module."];

    /// <summary>The file's tensors by the authors' names; others, such as those of an optimizer, are left
    /// out.</summary>
    /// <exception cref="WeightFormatException">Two tensors have one name once prefixes are gone.</exception>
    public static Dictionary<string, WeightEntry> Of(WeightFile file)
    {
        var given = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        foreach (WeightEntry entry in file.Entries)
        {
            string name = entry.Name;
            while (Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
                name = name[prefix.Length..];
            if (IsOurs(name) && !given.TryAdd(name, entry))
                throw file.Error($"{entry.Name} and {given[name].Name} are one tensor, {name}; save one network alone");
        }
        return given;
    }

    /// <summary>The network's sizes, after comparing every name and shape.</summary>
    /// <exception cref="WeightFormatException">The tensors are no such network; every name is told.</exception>
    public static PointMaeShape Shape(WeightFile file, Dictionary<string, WeightEntry> given, int? heads)
    {
        int layers = Count(given, Blocks), decoders = Count(given, DecoderBlocks);
        if (layers == 0)
            throw file.Error("it holds no blocks of an encoder (MAE_encoder.blocks.blocks.0. ...), so it is no network "
                + "of Point-MAE; the published file is pretrain.pth of https://github.com/Pang-Yatian/Point-MAE");
        int width = Size("MAE_encoder.norm.weight", 0);
        var shape = new PointMaeShape
        {
            Width = width, Layers = layers, DecoderLayers = decoders,
            Heads = heads ?? PointMaeModel.DefaultHeads(width),
            GroupSize = decoders == 0 ? 1 : Size("increase_dim.0.weight", 0) / 3,
            Mini = (Size("MAE_encoder.encoder.first_conv.0.weight", 0),
                Size("MAE_encoder.encoder.first_conv.3.weight", 0),
                Size("MAE_encoder.encoder.second_conv.0.weight", 0)),
            Position = Size("MAE_encoder.pos_embed.0.weight", 0),
        };
        if (width % shape.Heads != 0)
            throw file.Error($"{shape.Heads} heads do not divide a width of {width}; say how many there are");
        LoadReport.Compare(new PointMaeLayout(shape).Parts.Select(part => (part.Name, part.Shape)),
            given.Select(item => (item.Key, item.Value.Shape.ToArray()))).Require(file.FilePath);
        return shape;

        // What is missing or too short is told with all other names; any size will do till then.
        int Size(string name, int axis) => given.TryGetValue(name, out WeightEntry? entry) && entry.Shape.Length > axis
            && entry.Shape[axis] is >= 3 and <= 1 << 20 ? (int)entry.Shape[axis] : 3;
    }

    private static bool IsOurs(string name) => name == "mask_token" || ((name.StartsWith("MAE_",
        StringComparison.Ordinal) || name.StartsWith("decoder_pos_embed.", StringComparison.Ordinal)
        || name.StartsWith("increase_dim.", StringComparison.Ordinal))
        && !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal));

    private static int Count(Dictionary<string, WeightEntry> given, string prefix)
        => given.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..].Split('.')[0]).Distinct(StringComparer.Ordinal).Count();
}
