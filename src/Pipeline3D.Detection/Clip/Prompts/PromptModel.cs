using Pipeline3D.Detection.Artifacts;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>Learnt prompts, and what the text tower makes of them.</summary>
public sealed class PromptModel
{
    internal PromptModel(PromptShape shape, float[] prompts, float[] text, string weightsHash)
        => (Shape, Prompts, Text, WeightsHash) = (shape, prompts, text, weightsHash);

    /// <summary>Sizes of the prompts.</summary>
    internal PromptShape Shape { get; }

    /// <summary>The learnt numbers; see <see cref="PromptShape"/>.</summary>
    internal float[] Prompts { get; }

    /// <summary>Features of the normal and the anomalous prompt of an object without a name, shape [2, e]: all that
    /// scoring needs, unless prompts name categories.</summary>
    internal float[] Text { get; }

    /// <summary>SHA-256 of the weights that the prompts were learnt with; empty for random ones.</summary>
    internal string WeightsHash { get; }

    /// <summary>Features of the prompts with the names of categories, made when a category is first scored.</summary>
    internal NamedTexts Named { get; } = new();

    /// <summary>Writes all.</summary>
    internal void Save(ArtifactWriter file)
    {
        foreach ((string name, int start, long[] shape) in Shape.Parts())
            file.Add(name, Prompts.AsMemory(start, checked((int)(shape[0] * shape[1]))), shape);
        file.Add("text", Text, 2, Text.Length / 2);
        file.AddText("weights_hash", WeightsHash);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">Tells how many tokens can be learnt.</param>
    internal static PromptModel Load(ArtifactReader file, PromptOptions options)
    {
        float[] text = file.Floats("text", 2, -1), first = file.Floats("ctx_pos", options.Context, -1);
        PromptShape shape = options.ShapeOf(first.Length / options.Context);
        var prompts = new float[shape.Count];
        foreach ((string name, int start, long[] sizes) in shape.Parts())
            file.Floats(name, sizes).CopyTo(prompts, start);
        return new PromptModel(shape, prompts, text, file.Text("weights_hash"));
    }
}
