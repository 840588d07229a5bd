using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Clip;

/// <summary>CLIP's tower of prompts, frozen: a causal transformer whose feature is that of the token that ends a
/// prompt.</summary>
/// <remarks>Gradients flow to the embeddings and deep tokens that are handed over, never into the weights. Tokens
/// after the end cannot matter, so they are cut before anything is computed. Safe for concurrent use. Source: Radford
/// and others 2021; deep tokens: Zhou and others 2024 (AnomalyCLIP).</remarks>
public sealed class ClipText
{
    private readonly Tensor _table, _positions, _projection;
    private readonly (Tensor Weight, Tensor Bias) _after;
    private readonly ClipBlock[] _blocks;

    internal ClipText(ClipTensors tensors, ClipTextShape shape, ClipActivation activation)
    {
        Shape = shape;
        _table = tensors["token_embedding.weight"];
        _positions = tensors["positional_embedding"];
        _projection = tensors["text_projection"];
        _after = (tensors["ln_final.weight"], tensors["ln_final.bias"]);
        _blocks = [.. Enumerable.Range(0, shape.Layers).Select(i => new ClipBlock(tensors,
            $"transformer.resblocks.{i}.", shape.Width, shape.Heads, activation))];
    }

    /// <summary>Its sizes.</summary>
    public ClipTextShape Shape { get; }

    /// <summary>Rows of the token table.</summary>
    /// <param name="ids">Integers of any shape [..], each of 0 to the vocabulary's size.</param>
    /// <returns>Shape [.., width], without positions.</returns>
    /// <exception cref="ArgumentException">An id that there is not.</exception>
    public Tensor Embed(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = ids.to(_table.device).to(ScalarType.Int64).reshape(-1);
        if (flat.shape[0] == 0)
            throw new ArgumentException("there are no ids", nameof(ids));
        (long low, long high) = (flat.min().item<long>(), flat.max().item<long>());
        if (low < 0 || high >= Shape.Vocabulary)
            throw new ArgumentException($"id {(low < 0 ? low : high)} is none of a vocabulary of {Shape.Vocabulary}",
                nameof(ids));
        return _table.index_select(0, flat).view([.. ids.shape, Shape.Width]).MoveToOuterDisposeScope();
    }

    /// <summary>Features of prompts, not normalised to length 1.</summary>
    /// <param name="embeddings">Shape [n, tokens, width], without positions; at least as many tokens as the longest
    /// prompt has.</param>
    /// <param name="ends">For each prompt, the place of its last token (the end token), from 0.</param>
    /// <param name="deep">Deep tokens: before block i (from 0; i at least 1) tokens 1 to k of every prompt are
    /// replaced by the k rows of item i - 1, [k, width]; at most one item fewer than blocks. Null: none.</param>
    /// <param name="halfDeep">Deep tokens go through float16: their values, and the gradient that each prompt gives
    /// before these are added, as in PointAD's code.</param>
    /// <returns>Shape [n, embedding].</returns>
    /// <exception cref="ArgumentException">Shapes, ends or deep tokens do not fit.</exception>
    public Tensor Encode(Tensor embeddings, IReadOnlyList<int> ends, IReadOnlyList<Tensor>? deep = null,
        bool halfDeep = false)
    {
        int tokens = Check(embeddings, ends, deep ?? []);
        using DisposeScope scope = NewDisposeScope();
        Tensor stream = ClipBlock.Sum(embeddings.narrow(1, 0, tokens), _positions.narrow(0, 0, tokens));
        for (int i = 0; i < _blocks.Length; i++)
        {
            using DisposeScope block = NewDisposeScope();
            Tensor before = i > 0 && i <= (deep?.Count ?? 0) ? Replaced(stream, deep![i - 1], halfDeep) : stream;
            Tensor after = _blocks[i].Causal(before);
            block.MoveToOuter(after);
            stream.Dispose();
            stream = after;
        }
        long[] rows = [.. ends.Select((end, prompt) => ((long)prompt * tokens) + end)];
        Tensor last = stream.reshape(-1, Shape.Width)
            .index_select(0, Tensors.From(rows, rows.Length).to(stream.device));
        return ClipBlock.Norm(last, _after.Weight, _after.Bias).mm(_projection).MoveToOuterDisposeScope();
    }

    private static Tensor Replaced(Tensor stream, Tensor deep, bool half)
    {
        long[] shape = stream.shape;
        long count = deep.shape[0];
        Tensor rows = deep.unsqueeze(0).expand(shape[0], count, shape[2]);
        // Each prompt's share is rounded by itself on the way back, since the types change on this side of expand.
        if (half)
            rows = rows.to(ScalarType.Float16).to(ScalarType.Float32);
        return cat([stream.narrow(1, 0, 1), rows, stream.narrow(1, 1 + count, shape[1] - 1 - count)], 1);
    }

    private int Check(Tensor embeddings, IReadOnlyList<int> ends, IReadOnlyList<Tensor> deep)
    {
        long[] shape = embeddings.shape;
        if (shape is not [ > 0, > 0, _] || shape[2] != Shape.Width || shape[0] != ends.Count)
            throw new ArgumentException($"embeddings of shape [{string.Join(", ", shape)}] with {ends.Count} ends: "
                + $"[n, tokens, {Shape.Width}] with n ends is needed", nameof(embeddings));
        int tokens = ends.Max() + 1;
        if (ends.Min() < 0 || tokens > shape[1] || tokens > Shape.Context)
            throw new ArgumentException($"ends of {ends.Min()} to {ends.Max()}: a prompt of {shape[1]} tokens ends at "
                + $"0 to {Math.Min(shape[1], Shape.Context) - 1}", nameof(ends));
        if (deep.Count > Shape.Layers - 1)
            throw new ArgumentException($"{deep.Count} deep tensors for {Shape.Layers} layers: at most "
                + $"{Shape.Layers - 1}", nameof(deep));
        foreach (Tensor item in deep)
            if (item.shape is not [ > 0, _] || item.shape[1] != Shape.Width || item.shape[0] > tokens - 1)
                throw new ArgumentException($"deep tokens of shape [{string.Join(", ", item.shape)}]: "
                    + $"[1 to {tokens - 1}, {Shape.Width}] is needed", nameof(deep));
        return tokens;
    }
}
