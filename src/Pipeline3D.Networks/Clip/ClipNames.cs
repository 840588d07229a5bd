using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Clip;

/// <summary>A file's names in OpenAI's words: where each tensor of a model lies in it.</summary>
internal sealed class ClipNames
{
    private static readonly string[] Wrappings = ["state_dict.", "model.", "module."];
    private static readonly string[] Integers = ["input_resolution", "context_length", "vocab_size"];

    private static readonly (string Theirs, string Ours)[] Embeddings =
    [
        ("embeddings.class_embedding", "visual.class_embedding"),
        ("embeddings.patch_embedding.weight", "visual.conv1.weight"),
        ("embeddings.position_embedding.weight", "visual.positional_embedding"),
        ("pre_layrnorm.weight", "visual.ln_pre.weight"),
        ("pre_layrnorm.bias", "visual.ln_pre.bias"),
        ("post_layernorm.weight", "visual.ln_post.weight"),
        ("post_layernorm.bias", "visual.ln_post.bias"),
    ];

    private static readonly (string Theirs, string Ours)[] TextEmbeddings =
    [
        ("embeddings.token_embedding.weight", "token_embedding.weight"),
        ("embeddings.position_embedding.weight", "positional_embedding"),
        ("final_layer_norm.weight", "ln_final.weight"),
        ("final_layer_norm.bias", "ln_final.bias"),
    ];

    private static readonly (string Theirs, string Ours)[] Block =
    [
        ("layer_norm1.", "ln_1."), ("layer_norm2.", "ln_2."), ("self_attn.out_proj.", "attn.out_proj."),
        ("mlp.fc1.", "mlp.c_fc."), ("mlp.fc2.", "mlp.c_proj."),
    ];

    private readonly WeightFile _file;
    private readonly List<string> _surplus = [];

    public ClipNames(WeightFile file)
    {
        _file = file;
        (string Full, string Name)[] names = [.. file.Entries.Select(entry => (entry.Name, entry.Name))];
        // A training checkpoint has its optimizer beside the weights, so only what lies under the key counts.
        foreach (string wrapping in Wrappings)
            if (names.Any(item => item.Name.StartsWith(wrapping, StringComparison.Ordinal)))
            {
                _surplus.AddRange(names.Where(item => !item.Name.StartsWith(wrapping, StringComparison.Ordinal))
                    .Select(item => item.Full));
                names = [.. names.Where(item => item.Name.StartsWith(wrapping, StringComparison.Ordinal))
                    .Select(item => (item.Full, item.Name[wrapping.Length..]))];
                Wrapped = true;
            }
        bool Any(string start) => names.Any(item => item.Name.StartsWith(start, StringComparison.Ordinal));
        HasIntegers = Integers.Any(integer => names.Any(item => item.Name == integer));
        Layout = Any("vision_model.") || Any("text_model.") ? ClipLayout.HuggingFace
            : Any("text.") ? ClipLayout.OpenClipCustomText
            : HasIntegers ? ClipLayout.OpenAi : ClipLayout.OpenClip;
        foreach ((string full, string name) in names)
            Add(full, name);
    }

    public ClipLayout Layout { get; }

    /// <summary>The tensors lie under a key, as in a training checkpoint.</summary>
    public bool Wrapped { get; }

    /// <summary>The three numbers are there that only OpenAI's files have.</summary>
    public bool HasIntegers { get; }

    /// <summary>Names that are no tensor of a model.</summary>
    public IReadOnlyList<string> Surplus => _surplus;

    /// <summary>Tensors of the model by OpenAI's names.</summary>
    public Dictionary<string, ClipSource> Sources { get; } = new(StringComparer.Ordinal);

    private void Add(string full, string name)
    {
        if (Integers.Contains(name) || name.EndsWith("position_ids", StringComparison.Ordinal)
            || name.EndsWith("attn_mask", StringComparison.Ordinal) || name == "logit_bias")
            _surplus.Add(full);
        else if (Layout == ClipLayout.HuggingFace)
            AddForeign(full, name);
        else
        {
            string ours = Layout == ClipLayout.OpenClipCustomText
                && name.StartsWith("text.", StringComparison.Ordinal) ? name["text.".Length..] : name;
            if (IsOfModel(ours))
                Put(ours, full, false);
            else
                _surplus.Add(full);
        }
    }

    private static bool IsOfModel(string name) => name.StartsWith("visual.", StringComparison.Ordinal)
        || name.StartsWith("transformer.", StringComparison.Ordinal)
        || name.StartsWith("token_embedding.", StringComparison.Ordinal)
        || name.StartsWith("ln_final.", StringComparison.Ordinal)
        || name is "positional_embedding" or "text_projection" or "logit_scale";

    private void AddForeign(string full, string name)
    {
        if (name is "logit_scale")
            Put(name, full, false);
        else if (name is "visual_projection.weight" or "text_projection.weight")
            Put(name[0] == 'v' ? "visual.proj" : "text_projection", full, true);
        else if (name.StartsWith("vision_model.", StringComparison.Ordinal))
            AddTower(full, name["vision_model.".Length..], "visual.", Embeddings);
        else if (name.StartsWith("text_model.", StringComparison.Ordinal))
            AddTower(full, name["text_model.".Length..], "", TextEmbeddings);
        else
            _surplus.Add(full);
    }

    private void AddTower(string full, string name, string ours, (string Theirs, string Ours)[] embeddings)
    {
        foreach ((string theirs, string our) in embeddings)
            if (name == theirs)
            {
                Put(our, full, false);
                return;
            }
        string[] parts = name.Split('.', 4);
        if (parts is ["encoder", "layers", var layer, var rest])
        {
            string block = $"{ours}transformer.resblocks.{layer}.";
            foreach ((string theirs, string our) in Block)
                if (rest.StartsWith(theirs, StringComparison.Ordinal))
                {
                    Put(block + our + rest[theirs.Length..], full, false);
                    return;
                }
            string[] projection = rest.Split('.');
            if (projection is ["self_attn", "q_proj" or "k_proj" or "v_proj", "weight" or "bias"])
            {
                PutThird($"{block}attn.in_proj_{projection[2]}", full, "qkv".IndexOf(projection[1][0],
                    StringComparison.Ordinal));
                return;
            }
        }
        // Not of CLIP as it is computed here: refused later under its own name.
        Put($"{ours}{name}", full, false);
    }

    private void Put(string ours, string full, bool transposed)
    {
        if (!Sources.TryAdd(ours, new ClipSource([full], transposed)))
            throw _file.Error($"'{full}' and '{Sources[ours].Names[0]}' are both {ours}");
    }

    private void PutThird(string ours, string full, int part)
    {
        if (!Sources.TryGetValue(ours, out ClipSource? source))
            Sources.Add(ours, source = new ClipSource(["", "", ""], false));
        source.Names[part] = full;
    }
}

/// <summary>Where a tensor lies.</summary>
/// <param name="Names">Its entries in the file, one below another in the tensor; an empty one is missing.</param>
/// <param name="Transposed">The file has its two axes the other way round.</param>
internal sealed record ClipSource(string[] Names, bool Transposed)
{
    /// <summary>The tensor's shape; empty parts count nothing.</summary>
    public long[] Shape(WeightFile file)
    {
        long[][] parts = [.. Names.Where(name => name.Length > 0).Select(name => file[name].Shape.ToArray())];
        long[] shape = [.. parts[0]];
        if (parts.Any(part => !part.AsSpan().SequenceEqual(parts[0])))
            throw file.Error($"{string.Join(", ", Names)} differ in shape, yet are parts of one tensor");
        if (Names.Length > 1 && shape.Length > 0)
            shape[0] *= parts.Length;
        if (Transposed)
            Array.Reverse(shape);
        return shape;
    }
}
