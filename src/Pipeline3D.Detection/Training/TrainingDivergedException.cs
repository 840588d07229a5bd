namespace Pipeline3D.Detection.Training;

/// <summary>A training's loss or weights are no longer finite, or its loss has grown beyond all measure.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    /// <summary>Says what happened and what is left.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="what">What is wrong.</param>
    /// <param name="checkpoint">File with the state before that epoch; null when none was asked for.</param>
    public TrainingDivergedException(int epoch, string what, string? checkpoint)
        : base($"the training diverged in epoch {epoch}: {what}; "
            + (checkpoint is null ? "no checkpoint was asked for, so nothing is left of it"
                : $"the last good state, after epoch {epoch - 1}, is {checkpoint}")
            + "; use a lower learning rate, or look at the training clouds")
        => (Epoch, Checkpoint) = (epoch, checkpoint);

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>File with the state before that epoch; null when none was asked for.</summary>
    public string? Checkpoint { get; }
}
