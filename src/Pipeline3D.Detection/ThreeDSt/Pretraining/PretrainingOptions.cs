namespace Pipeline3D.Detection;

/// <summary>Options of <see cref="TeacherTrainer"/>; the defaults are the paper's.</summary>
public sealed record PretrainingOptions
{
    /// <summary>The network. Default: d = 64, 4 blocks.</summary>
    public NetworkShape Shape { get; init; } = new();

    /// <summary>Passes over the scenes. Default 250.</summary>
    public int Epochs { get; init; } = 250;

    /// <summary>Adam's learning rate. Default 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>L2 weight decay in the gradient. Default 1e-6.</summary>
    public double WeightDecay { get; init; } = 1e-6;

    /// <summary>Points m that the decoder makes of a descriptor. Default 1024.</summary>
    public int DecoderPoints { get; init; } = 1024;

    /// <summary>Random points per scene whose descriptors are decoded. Default 16.</summary>
    public int LossPoints { get; init; } = 16;

    /// <summary>Form of the Chamfer distance. Default: squared.</summary>
    public ChamferForm Chamfer { get; init; } = ChamferForm.Squared;

    /// <summary>Seed of weights, order and draws. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Fails with one error that names every option out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        Shape.Validate();
        var problems = new OptionProblems(nameof(PretrainingOptions));
        problems.Require(Epochs is >= 1 and <= 100_000, Epochs, "must be from 1 to 100000");
        problems.Require(LearningRate is > 0 and <= 1, LearningRate, "must be above 0 and at most 1");
        problems.Require(WeightDecay is >= 0 and <= 1, WeightDecay, "must be from 0 to 1");
        problems.Require(DecoderPoints is >= 1 and <= 65_536, DecoderPoints, "must be from 1 to 65536");
        problems.Require(LossPoints is >= 1 and <= 4096, LossPoints, "must be from 1 to 4096");
        problems.ThrowIfAny();
    }
}
