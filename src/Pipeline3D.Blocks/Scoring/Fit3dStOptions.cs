using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="Fit3dStScoring"/>; the defaults are the paper's.</summary>
public sealed record Fit3dStOptions : IBlockOptions
{
    /// <summary>Name of the training in checkpoints, curves and facts.</summary>
    public string Name { get; init; } = "student";

    /// <summary>What to imitate: the network of <c>teacher</c>, one of its shape with random weights, or
    /// FPFH.</summary>
    public TeacherKind TeacherKind { get; init; } = TeacherKind.Pretrained;

    /// <summary>File of a pretrained teacher; empty for the small one that comes with the program.</summary>
    public string Teacher { get; init; } = "";

    /// <summary>Channels of a random teacher's blocks; 0 for those of <c>teacher</c>.</summary>
    public int Width { get; init; }

    /// <summary>Residual blocks of a random teacher; 0 for those of <c>teacher</c>.</summary>
    public int Blocks { get; init; }

    /// <summary>Passes over the training scans; 1 to 100000.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>L2 weight decay; 0 to 1.</summary>
    public double WeightDecay { get; init; } = 1e-5;

    /// <summary>Whether every scan is turned at random at each step (the paper's ablation).</summary>
    public bool AugmentRotation { get; init; }

    /// <summary>Whether a point's score is the distance of student and teacher, or its square.</summary>
    public ScoreForm Score { get; init; } = ScoreForm.Norm;

    /// <summary>Whether the map is interpolated on all pixels, or on those with a reading.</summary>
    public MapDomain Domain { get; init; } = MapDomain.All;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000.</summary>
    public int CheckpointEvery { get; init; } = 10;

    /// <summary>Checkpoints folder of an earlier run to go on from; empty to begin anew.</summary>
    public string Resume { get; init; } = "";

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireText(Name, nameof(Name));
        ThreeDStRules.RequireShape(Width == 0 ? 4 : Width, Blocks == 0 ? 1 : Blocks, problems);
        problems.Require((Width == 0 && Blocks == 0) || TeacherKind != TeacherKind.Pretrained, nameof(Width),
            $"{Width}, {Blocks} blocks", "must be left to the file of a pretrained teacher");
        ThreeDStRules.RequireTraining(Epochs, LearningRate, WeightDecay, CheckpointEvery, problems);
    }

    internal TeacherModel LoadTeacher(int seed)
    {
        TeacherModel found = TeacherFiles.Load(Teacher);
        NetworkShape shape = Width == 0 && Blocks == 0 ? found.Shape
            : NetworkShape.Standard(Width == 0 ? found.Shape.Width : Width, Blocks == 0 ? found.Shape.Blocks : Blocks);
        return TeacherKind switch
        {
            TeacherKind.Random => TeacherModel.Random(shape, seed),
            TeacherKind.Fpfh => TeacherModel.FromFpfh(shape),
            _ => found,
        };
    }

    internal StudentOptions ToMethod(int seed) => new()
    {
        Epochs = Epochs,
        LearningRate = LearningRate,
        WeightDecay = WeightDecay,
        AugmentRotation = AugmentRotation,
        Score = Score,
        Domain = Domain,
        // Another draw than the teacher's: a student that began as its random teacher would have nothing to learn.
        Seed = seed + 1L,
    };
}
