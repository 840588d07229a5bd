namespace Pipeline3D.Networks.Clip;

/// <summary>Sizes of published models, to name the one that a file is nearest to.</summary>
internal static class ClipSizes
{
    private const int FewDifferences = 4;

    private static readonly (string Model, ClipVisionShape Vision, ClipTextShape Text, int Embedding)[] Published =
    [
        ("clip-vit-l-14-336", new(336, 14, 1024, 24, 16), new(768, 12, 12, 77, 49408), 768),
        ("clip-vit-l-14", new(224, 14, 1024, 24, 16), new(768, 12, 12, 77, 49408), 768),
        ("clip-vit-b-16", new(224, 16, 768, 12, 12), new(512, 12, 8, 77, 49408), 512),
        ("clip-vit-b-32", new(224, 32, 768, 12, 12), new(512, 12, 8, 77, 49408), 512),
        ("clip-vit-b-16-plus-240", new(240, 16, 896, 12, 14), new(640, 12, 10, 77, 49408), 640),
    ];

    /// <summary>The model of the same sizes, or the one that differs in fewest and in which.</summary>
    public static string Nearest(ClipShape shape)
    {
        (string model, string[] differences) = Published
            .Select(item => (item.Model, Differences: Differences(shape, item.Vision, item.Text, item.Embedding)))
            .MinBy(item => item.Differences.Length);
        return differences.Length == 0 ? model : differences.Length <= FewDifferences
            ? $"{model}, but {string.Join(", ", differences)}" : "none of the published models";
    }

    private static string[] Differences(ClipShape shape, ClipVisionShape vision, ClipTextShape text, int embedding)
    {
        var found = new List<string>();
        Compare("embedding", shape.Embedding, embedding);
        if (shape.Vision is { } own)
        {
            Compare("picture", own.Image, vision.Image);
            Compare("patch", own.Patch, vision.Patch);
            Compare("vision width", own.Width, vision.Width);
            Compare("vision layers", own.Layers, vision.Layers);
            Compare("vision heads", own.Heads, vision.Heads);
        }
        if (shape.Text is { } prompts)
        {
            Compare("text width", prompts.Width, text.Width);
            Compare("text layers", prompts.Layers, text.Layers);
            Compare("text heads", prompts.Heads, text.Heads);
            Compare("context", prompts.Context, text.Context);
            Compare("vocabulary", prompts.Vocabulary, text.Vocabulary);
        }
        return [.. found];

        void Compare(string what, int here, int there)
        {
            if (here != there)
                found.Add($"{what} {here} for {there}");
        }
    }
}
