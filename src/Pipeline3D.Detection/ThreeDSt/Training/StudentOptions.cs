namespace Pipeline3D.Detection;

/// <summary>Options of <see cref="ThreeDStTrainer"/>; the defaults are the paper's.</summary>
public sealed record StudentOptions
{
    /// <summary>Passes over the training clouds. Default 100.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Adam's learning rate. Default 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>L2 weight decay in the gradient. Default 1e-5.</summary>
    public double WeightDecay { get; init; } = 1e-5;

    /// <summary>Whether every training cloud is turned by a random rotation at each step: the paper's
    /// ablation.</summary>
    public bool AugmentRotation { get; init; }

    /// <summary>What a point's score is. Default: the norm.</summary>
    public ScoreForm Score { get; init; } = ScoreForm.Norm;

    /// <summary>Which pixels a score map is interpolated on. Default: all.</summary>
    public MapDomain Domain { get; init; } = MapDomain.All;

    /// <summary>Seed of weights, order and rotations. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Fails with one error that names every option out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        var problems = new OptionProblems(nameof(StudentOptions));
        problems.Require(Epochs is >= 1 and <= 100_000, Epochs, "must be from 1 to 100000");
        problems.Require(LearningRate is > 0 and <= 1, LearningRate, "must be above 0 and at most 1");
        problems.Require(WeightDecay is >= 0 and <= 1, WeightDecay, "must be from 0 to 1");
        problems.ThrowIfAny();
    }

    internal Dictionary<string, string> ToText() => new(StringComparer.Ordinal)
    {
        ["learning_rate"] = OptionReader.Text(LearningRate),
        ["weight_decay"] = OptionReader.Text(WeightDecay),
        ["augment_rotation"] = AugmentRotation ? "true" : "false",
        ["score"] = Score.ToString(),
        ["domain"] = Domain.ToString(),
        ["seed"] = OptionReader.Text(Seed),
    };
}
