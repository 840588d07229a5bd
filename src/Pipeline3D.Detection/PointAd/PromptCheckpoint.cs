using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.PointAd;

/// <summary>Prompt checkpoints of PointAD's authors: read into a model, and written from one.</summary>
/// <remarks>Such a file holds the learnt tokens, copies of the text tower's embeddings of all other tokens, token ids,
/// and 22 MB of layers that nothing uses, which are left out when it is read and written as zeros. The copies tell
/// which CLIP the prompts were learnt with.</remarks>
internal static class PromptCheckpoint
{
    private const string Root = "prompt_learner";
    private const int Projected = 896;

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clip">The model that the prompts were learnt with; its text tower is needed.</param>
    /// <param name="halfDeepTokens">Deep tokens go through half precision, as in the authors' program.</param>
    /// <exception cref="WeightFormatException">It is no such checkpoint, or one of another model.</exception>
    public static PromptModel Read(string path, ClipModel clip, bool halfDeepTokens)
    {
        using WeightFile file = WeightFile.Open(path);
        var names = file.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        float[] positive = Numbers("ctx_pos", out long[] context), negative = Numbers("ctx_neg", out long[] other);
        if (context is not [.., _, _] || !context.SequenceEqual(other))
            throw file.Error($"ctx_pos is [{string.Join(", ", context)}], ctx_neg [{string.Join(", ", other)}]: two "
                + "tables of as many tokens are needed");
        int width = (int)context[^1], text = clip.Text.Shape.Width, deep = 0;
        if (width != text)
            throw file.Error($"its prompts were made for a text width of {width}, {clip.Report.FilePath} has {text}: "
                + "give the CLIP that they were learnt with");
        var weights = new List<float>([.. positive, .. negative]);
        long tokens = 0;
        for (; names.ContainsKey($"{Root}.compound_prompts_text.{deep}"); deep++)
        {
            float[] numbers = Numbers($"compound_prompts_text.{deep}", out long[] shape);
            if (shape.Length != 2 || shape[1] != width || (deep > 0 && shape[0] != tokens))
                throw file.Error($"compound_prompts_text.{deep} is [{string.Join(", ", shape)}]; tables of as many "
                    + $"tokens of {width} numbers are needed");
            tokens = shape[0];
            weights.AddRange(numbers);
        }
        var prompts = new PromptShape((int)context[^2], deep, Math.Max(1, (int)tokens), width);
        PromptIds ids = new(IdsOf("tokenized_prompts_pos"), IdsOf("tokenized_prompts_neg"));
        RequireSame("token_prefix_pos", ids.Normal, 0, 1);
        RequireSame("token_suffix_neg", ids.Anomalous, 1 + prompts.Context,
            ids.Anomalous.Length - 1 - prompts.Context);
        float[] learnt = [.. weights];
        return new PromptModel(prompts, learnt, new PromptTower(clip.Text, prompts, ids, halfDeepTokens)
            .Features(learnt), clip.Report.Sha256);

        float[] Numbers(string name, out long[] shape)
        {
            WeightEntry entry = names.GetValueOrDefault($"{Root}.{name}") ?? throw file.Error($"it has no tensor "
                + $"'{Root}.{name}': it is no prompt checkpoint of PointAD");
            shape = [.. entry.Shape];
            float[] numbers = file.ReadFloats(entry.Name);
            int bad = Array.FindIndex(numbers, number => !float.IsFinite(number));
            return bad < 0 ? numbers : throw file.Error($"number {bad} of '{entry.Name}' is {numbers[bad]}");
        }

        long[] IdsOf(string name)
        {
            long[] all = Array.ConvertAll(Numbers(name, out _), number => (long)number);
            return all[..(Array.IndexOf(all, all.Max()) + 1)];
        }

        // The file's own copies of embeddings against the model's.
        void RequireSame(string name, long[] of, int first, int count)
        {
            using DisposeScope scope = NewDisposeScope();
            float[] there = Numbers(name, out _), here = Tensors.ToFloats(clip.Text.Embed(
                Tensors.From(of.AsSpan(first, count), count)));
            if (there.Length < here.Length)
                throw file.Error($"'{name}' holds {there.Length} numbers, {here.Length} are needed");
            for (int i = 0; i < here.Length; i++)
                // Copies of half-precision weights are equal in both files; others of the same model nearly.
                if (Math.Abs(there[i] - here[i]) > 1e-3f)
                    throw file.Error($"its prompts were learnt with another CLIP than {clip.Report.FilePath}: number "
                        + $"{i} of '{name}' is {there[i]}, there {here[i]}");
        }
    }

    /// <summary>Writes a model's prompts as the authors' program reads them.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="model">The prompts.</param>
    /// <param name="clip">The model that they were learnt with.</param>
    public static void Write(Stream stream, PromptModel model, ClipModel clip)
    {
        ClipTextShape text = clip.Text.Shape;
        PromptShape shape = model.Shape;
        PromptIds ids = PromptIds.For(text, shape.Context);
        var tensors = new List<(string, long[], Array)>();
        foreach ((string name, int start, long[] sizes) in shape.Parts())
            if (name.StartsWith("ctx_", StringComparison.Ordinal))
                tensors.Add((name, [1, 1, .. sizes], model.Prompts[start..(start + (int)(sizes[0] * sizes[1]))]));
        foreach ((string sign, long[] prompt) in new[] { ("pos", ids.Normal), ("neg", ids.Anomalous) })
        {
            long[] padded = [.. prompt, .. new long[text.Context - prompt.Length]];
            float[] embedded = Embedded(padded);
            int rest = text.Context - 1 - shape.Context;
            tensors.Add(($"token_prefix_{sign}", [1, 1, 1, text.Width], embedded[..text.Width]));
            tensors.Add(($"token_suffix_{sign}", [1, 1, rest, text.Width], embedded[^(rest * text.Width)..]));
            tensors.Add(($"tokenized_prompts_{sign}", [1, 1, text.Context],
                Array.ConvertAll(padded, id => (int)id)));
        }
        int next = 2 * shape.ContextCount;
        for (int i = 0; i < shape.DeepTensors; i++, next += shape.DeepCount)
        {
            tensors.Add(($"compound_prompts_text.{i}", [shape.DeepTokens, shape.Width],
                model.Prompts[next..(next + shape.DeepCount)]));
            tensors.Add(($"compound_prompt_projections.{i}.weight", [Projected, shape.Width],
                new float[Projected * shape.Width]));
            tensors.Add(($"compound_prompt_projections.{i}.bias", [Projected], new float[Projected]));
        }
        TorchZipWriter.Write(stream, Root, tensors);

        float[] Embedded(long[] tokens)
        {
            using DisposeScope scope = NewDisposeScope();
            return Tensors.ToFloats(clip.Text.Embed(Tensors.From(tokens, tokens.Length)));
        }
    }
}
