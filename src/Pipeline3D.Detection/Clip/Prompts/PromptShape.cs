using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>The learnable numbers of a pair of prompts, flat: context of the normal prompt, of the anomalous one, deep
/// tokens of both.</summary>
/// <param name="Context">Learnable tokens of each prompt; 1 or more.</param>
/// <param name="DeepTensors">Blocks before which tokens are replaced; 0 or more.</param>
/// <param name="DeepTokens">Tokens that are replaced there; at most <paramref name="Context"/>.</param>
/// <param name="Width">Width of the text tower.</param>
internal sealed record PromptShape(int Context, int DeepTensors, int DeepTokens, int Width)
{
    /// <summary>All learnable numbers; 43,008 for PointAD on ViT-L/14.</summary>
    public int Count => ((2 * Context) + (DeepTensors * DeepTokens)) * Width;

    /// <summary>Numbers of one context.</summary>
    public int ContextCount => Context * Width;

    /// <summary>Numbers of one deep tensor.</summary>
    public int DeepCount => DeepTokens * Width;

    /// <summary>The parts with their names in files, their places and shapes.</summary>
    public IEnumerable<(string Name, int Start, long[] Shape)> Parts()
    {
        yield return ("ctx_pos", 0, [Context, Width]);
        yield return ("ctx_neg", ContextCount, [Context, Width]);
        for (int i = 0; i < DeepTensors; i++)
            yield return ($"deep.{i}", (2 * ContextCount) + (i * DeepCount), [DeepTokens, Width]);
    }

    /// <summary>Numbers to begin with: normally distributed with deviation 0.02.</summary>
    public float[] Random(long seed)
    {
        var numbers = new float[Count];
        var random = new SplitMix64(seed, 0);
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = (float)(0.02 * random.NextNormal());
        return numbers;
    }
}
