namespace Pipeline3D.Networks.PointMae;

/// <summary>The tensors of a Point-MAE network under the names of its authors, one after the other in flat memory:
/// what is learnt first, then the running statistics of its norms.</summary>
public sealed class PointMaeLayout
{
    private readonly List<PointMaePart> _parts = [];

    /// <summary>Lays out a network.</summary>
    /// <exception cref="ArgumentException">Its sizes make no network.</exception>
    public PointMaeLayout(PointMaeShape shape)
    {
        shape.Require();
        Shape = shape;
        if (shape.DecoderLayers > 0)
            Add("mask_token", 1, 1, shape.Width);
        (int first, int second, int third) = shape.Mini;
        const string Mini = "MAE_encoder.encoder.";
        Dense($"{Mini}first_conv.0", first, 3, 1);
        Norm($"{Mini}first_conv.1", first);
        Dense($"{Mini}first_conv.3", second, first, 1);
        Dense($"{Mini}second_conv.0", third, 2 * second, 1);
        Norm($"{Mini}second_conv.1", third);
        Dense($"{Mini}second_conv.3", shape.Width, third, 1);
        Positions("MAE_encoder.pos_embed");
        for (int block = 0; block < shape.Layers; block++)
            Block($"MAE_encoder.blocks.blocks.{block}.");
        Norm("MAE_encoder.norm", shape.Width);
        if (shape.DecoderLayers > 0)
            Decoder();
        Learnt = Count;
        Running($"{Mini}first_conv.1", first);
        Running($"{Mini}second_conv.1", third);

        void Decoder()
        {
            Positions("decoder_pos_embed");
            for (int block = 0; block < shape.DecoderLayers; block++)
                Block($"MAE_decoder.blocks.{block}.");
            Norm("MAE_decoder.norm", shape.Width);
            Dense("increase_dim.0", 3 * shape.GroupSize, shape.Width, 1);
        }
    }

    /// <summary>The network's sizes.</summary>
    public PointMaeShape Shape { get; }

    /// <summary>Every tensor.</summary>
    public IReadOnlyList<PointMaePart> Parts => _parts;

    /// <summary>Numbers of all tensors.</summary>
    public int Count { get; private set; }

    /// <summary>Numbers that are learnt; the rest are running means and variances.</summary>
    public int Learnt { get; }

    private void Block(string prefix)
    {
        int width = Shape.Width;
        Norm($"{prefix}norm1", width);
        Norm($"{prefix}norm2", width);
        Dense($"{prefix}mlp.fc1", 4 * width, width);
        Dense($"{prefix}mlp.fc2", width, 4 * width);
        Add($"{prefix}attn.qkv.weight", 3 * width, width);
        Dense($"{prefix}attn.proj", width, width);
    }

    private void Positions(string name)
    {
        Dense($"{name}.0", Shape.Position, 3);
        Dense($"{name}.2", Shape.Width, Shape.Position);
    }

    private void Dense(string name, params long[] sizes)
    {
        Add($"{name}.weight", sizes);
        Add($"{name}.bias", sizes[0]);
    }

    private void Norm(string name, long width)
    {
        Add($"{name}.weight", width);
        Add($"{name}.bias", width);
    }

    private void Running(string name, long width)
    {
        Add($"{name}.running_mean", width);
        Add($"{name}.running_var", width);
    }

    private void Add(string name, params long[] sizes)
    {
        int count = checked((int)sizes.Aggregate(1L, (all, size) => checked(all * size)));
        _parts.Add(new PointMaePart(name, sizes, Count, count));
        Count = checked(Count + count);
    }
}

/// <summary>A tensor's place.</summary>
/// <param name="Name">Its name in the authors' files.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Start">Where it begins in flat memory.</param>
/// <param name="Count">How many numbers it has.</param>
public sealed record PointMaePart(string Name, long[] Shape, int Start, int Count)
{
    /// <summary>Whether weight decay shrinks it: not what has one axis, such as biases and norms, nor the mask
    /// token.</summary>
    public bool Decays => Shape.Length > 1 && !Name.Contains("token", StringComparison.Ordinal);
}
