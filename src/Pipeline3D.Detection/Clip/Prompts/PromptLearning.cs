using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>What a method says of its samples, so that prompts are learnt of them.</summary>
/// <typeparam name="TSample">The sample.</typeparam>
/// <param name="Title">The method's name for people.</param>
/// <param name="Checkpoint">Kind of the checkpoints.</param>
internal sealed record PromptLearning<TSample>(string Title, string Checkpoint)
{
    /// <summary>Whether a sample has labels to learn from.</summary>
    public required Func<TSample, bool> IsLabelled { get; init; }

    /// <summary>The pictures of a sample.</summary>
    public required Func<TSample, PromptPictures> PicturesOf { get; init; }

    /// <summary>Makes the loss of batches for an enlargement of patches.</summary>
    public required Func<PatchGrid, PromptLoss<TSample>> Loss { get; init; }

    /// <summary>What the loss depends on, beside the samples.</summary>
    public required string LossText { get; init; }

    /// <summary>Names of categories in prompts; null for prompts that name nothing.</summary>
    public PromptNaming? Naming { get; init; }
}

/// <summary>The loss of a batch, a mean over its scans, with the derivative by the prompts' features.</summary>
/// <param name="batch">The scans.</param>
/// <param name="text">Features of both prompts; shape [2, e], of any length.</param>
/// <param name="byText">Shape [2, e]; overwritten.</param>
/// <param name="threads">Most threads; 0 = one per core.</param>
/// <param name="stop">Ends the work.</param>
internal delegate double PromptLoss<TSample>(IReadOnlyList<TSample> batch, ReadOnlySpan<float> text,
    Span<float> byText, int threads, CancellationToken stop);

/// <summary>What the pictures of all scans of a fit must have in common.</summary>
/// <param name="Count">Pictures of a scan.</param>
/// <param name="Side">Patches per side.</param>
/// <param name="Size">Side of a picture, pixels.</param>
/// <param name="Layers">Layers that there are patches of.</param>
/// <param name="Weights">SHA-256 of the weights that encoded them; empty for random ones.</param>
internal readonly record struct PromptPictures(int Count, int Side, int Size, int Layers, string Weights)
{
    /// <summary>Those of features.</summary>
    public static PromptPictures Of(PictureFeatures features, int size)
        => new(features.Pictures, features.Side, size, features.Layers, features.WeightsHash);
}
