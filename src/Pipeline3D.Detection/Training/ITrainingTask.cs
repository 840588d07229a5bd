namespace Pipeline3D.Detection.Training;

/// <summary>What a training loop trains: items to learn from, items to judge by, and weights.</summary>
internal interface ITrainingTask
{
    /// <summary>Items to learn from, such as clouds; at least one.</summary>
    int TrainItems { get; }

    /// <summary>Items to judge by; may be none.</summary>
    int ValidationItems { get; }

    /// <summary>Items of one step; the last step of an epoch takes what is left, unless <see cref="DropsLast"/>. At
    /// most <see cref="TrainItems"/> where that is set. Default 1.</summary>
    int BatchSize => 1;

    /// <summary>Whether the last step of an epoch is left out where fewer items than those of a step are
    /// left.</summary>
    bool DropsLast => false;

    /// <summary>Whether the weights after the last epoch are kept instead of those with the lowest validation
    /// loss.</summary>
    bool KeepsLast => false;

    /// <summary>All weights; the first part is the network that is kept.</summary>
    IReadOnlyList<TrainedPart> Parts { get; }

    /// <summary>Takes one step by a batch of items; their mean loss before it.</summary>
    /// <remarks>Draws random numbers by epoch and item only, so that a resumed training repeats them.</remarks>
    double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop);

    /// <summary>The loss of one validation item.</summary>
    double Validate(int item, CancellationToken stop);
}
