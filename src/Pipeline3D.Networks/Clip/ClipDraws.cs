using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Clip;

/// <summary>Weights before any training.</summary>
internal static class ClipDraws
{
    /// <summary>Draws every tensor of a model.</summary>
    /// <remarks>Deviations follow CLIP's own start: width^-1/2 for the class, positions and projections, .02 and .01
    /// in the text tables, and less the deeper the tower.</remarks>
    public static ClipTensors Draw(ClipShape shape, int seed)
    {
        var tensors = new ClipTensors();
        using var generator = new Generator((ulong)seed);
        if (shape.Vision is { } vision)
        {
            double start = Math.Pow(vision.Width, -.5);
            long width = vision.Width;
            Normal("visual.class_embedding", start, width);
            Normal("visual.positional_embedding", start, 1 + ((long)vision.Grid * vision.Grid), width);
            Normal("visual.proj", start, width, shape.Embedding);
            Normal("visual.conv1.weight", Math.Pow(3.0 * vision.Patch * vision.Patch, -.5), width, 3, vision.Patch,
                vision.Patch);
            Norms("visual.ln_pre.", width);
            Norms("visual.ln_post.", width);
            Tower("visual.transformer.resblocks.", vision.Layers, width);
        }
        if (shape.Text is { } text)
        {
            long width = text.Width;
            Normal("token_embedding.weight", .02, text.Vocabulary, width);
            Normal("positional_embedding", .01, text.Context, width);
            Normal("text_projection", Math.Pow(width, -.5), width, shape.Embedding);
            Norms("ln_final.", width);
            Tower("transformer.resblocks.", text.Layers, width);
        }
        return tensors;

        void Tower(string prefix, int layers, long width)
        {
            double start = Math.Pow(width, -.5), beside = start * Math.Pow(2.0 * layers, -.5);
            foreach ((string name, long[] sizes) in ClipMeasure.Blocks(prefix, layers, width, 4 * width))
                if (sizes.Length == 2)
                    Normal(name, name.EndsWith("in_proj_weight", StringComparison.Ordinal) ? start
                        : name.EndsWith("c_fc.weight", StringComparison.Ordinal) ? Math.Pow(2.0 * width, -.5)
                        : beside, sizes);
                else
                    tensors.Add(name, name.EndsWith("weight", StringComparison.Ordinal) ? ones(sizes) : zeros(sizes));
        }

        void Norms(string prefix, long width)
        {
            tensors.Add(prefix + "weight", ones(width));
            tensors.Add(prefix + "bias", zeros(width));
        }

        void Normal(string name, double deviation, params long[] sizes)
        {
            using DisposeScope scope = NewDisposeScope();
            tensors.Add(name, empty(sizes, ScalarType.Float32).normal_(0, deviation, generator));
        }
    }
}
