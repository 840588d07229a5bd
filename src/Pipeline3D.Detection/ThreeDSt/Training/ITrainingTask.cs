namespace Pipeline3D.Detection.ThreeDSt.Training;

/// <summary>What a training loop trains: clouds to learn from, clouds to judge by, and weights.</summary>
internal interface ITrainingTask
{
    /// <summary>Clouds to learn from; at least one.</summary>
    int TrainClouds { get; }

    /// <summary>Clouds to judge by; may be none.</summary>
    int ValidationClouds { get; }

    /// <summary>All weights; the first part is the network that is kept.</summary>
    IReadOnlyList<TrainedPart> Parts { get; }

    /// <summary>Learns from one cloud; the loss before the step.</summary>
    /// <remarks>Draws random numbers by epoch and cloud only, so that a resumed training repeats them.</remarks>
    double Learn(int cloud, int epoch, CancellationToken stop);

    /// <summary>The loss of one validation cloud.</summary>
    double Validate(int cloud, CancellationToken stop);
}
